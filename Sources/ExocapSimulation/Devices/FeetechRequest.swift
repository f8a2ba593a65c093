internal import ExocapCore

/// A request of the host on a Feetech bus, as a servo reads it. Written without the drivers' parser, so that each proves the other.
struct FeetechRequest: Sendable, Equatable {
  var id: UInt8
  var instruction: FeetechInstruction
  var parameters: [UInt8]

  /// Takes the first whole request out of `bytes`, with the noise before it; nil where none is whole yet.
  static func take(from bytes: inout [UInt8]) -> FeetechRequest? {
    while bytes.count >= 6 {
      let length = Int(bytes[3])
      guard bytes[0] == 0xFF, bytes[1] == 0xFF, bytes[2] != 0xFF, length >= 2 else {
        bytes.removeFirst()
        continue
      }
      guard bytes.count >= 4 + length else { return nil }
      let packet = Array(bytes[0..<4 + length])
      let sum = packet[2..<packet.count - 1].reduce(0) { $0 + Int($1) }
      guard Int(packet[packet.count - 1]) == 255 - sum % 256, let instruction = FeetechInstruction(rawValue: packet[4]) else {
        bytes.removeFirst()
        continue
      }
      bytes.removeFirst(packet.count)
      return FeetechRequest(id: packet[2], instruction: instruction, parameters: Array(packet[5..<packet.count - 1]))
    }
    return nil
  }
}
