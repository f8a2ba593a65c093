internal import ExocapCore

/// A request of the host on a Dynamixel bus, as a servo reads it. Written without the drivers' parser, so that each proves the other.
struct DynamixelRequest: Sendable, Equatable {
  var id: UInt8
  var instruction: DynamixelInstruction
  /// Without stuffing.
  var parameters: [UInt8]

  /// [B] The longest that a host sends: a sync write of 252 servos, 10 bytes each.
  static let longest = 3000

  /// A parameter of two bytes.
  func word(_ index: Int) -> Int { Int(parameters[index]) | Int(parameters[index + 1]) << 8 }

  /// Takes the first whole request out of `bytes`, with the noise before it; nil where none is whole yet.
  static func take(from bytes: inout [UInt8]) -> DynamixelRequest? {
    while bytes.count >= 10 {
      let length = Int(bytes[5]) | Int(bytes[6]) << 8
      guard bytes[0...3] == [0xFF, 0xFF, 0xFD, 0x00], length >= 3, length <= longest else {
        bytes.removeFirst()
        continue
      }
      guard bytes.count >= 7 + length else { return nil }
      let packet = Array(bytes[0..<7 + length])
      guard isWhole(packet), let instruction = DynamixelInstruction(rawValue: packet[7]) else {
        bytes.removeFirst()
        continue
      }
      bytes.removeFirst(packet.count)
      return DynamixelRequest(id: packet[4], instruction: instruction, parameters: unstuffed(packet[8..<packet.count - 2]))
    }
    return nil
  }

  private static func isWhole(_ packet: [UInt8]) -> Bool {
    var checksum = CRC16Dynamixel()
    var remainder: UInt16 = 0
    for byte in packet.dropLast(2) { checksum.add(byte, to: &remainder) }
    return packet.suffix(2) == [UInt8(remainder & 0xFF), UInt8(remainder >> 8)]
  }

  private static func unstuffed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var isStuffing = false
    for byte in bytes {
      if isStuffing && byte == 0xFD {
        isStuffing = false
        continue
      }
      out.append(byte)
      isStuffing = out.suffix(3) == [0xFF, 0xFF, 0xFD]
    }
    return out
  }
}
