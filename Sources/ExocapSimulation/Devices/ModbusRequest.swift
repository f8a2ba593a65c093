internal import ExocapCore

/// A request of the host on a Modbus line, as a slave reads it. Written without the drivers' parser, so that each proves the other.
struct ModbusRequest: Sendable, Equatable {
  var slave: UInt8
  var function: UInt8
  /// What follows, without the checksum.
  var content: [UInt8]

  /// A number of two bytes, high byte first.
  func word(_ index: Int) -> Int { Int(content[index]) << 8 | Int(content[index + 1]) }

  /// Takes the first whole request out of `bytes`, with the noise before it; nil where none is whole yet.
  static func take(from bytes: inout [UInt8]) -> ModbusRequest? {
    while bytes.count >= 2 {
      guard let length = length(of: bytes) else { return nil }
      guard length > 0 else {
        bytes.removeFirst()
        continue
      }
      guard bytes.count >= length else { return nil }
      var remainder: UInt16 = 0xFFFF
      for byte in bytes[..<(length - 2)] {
        remainder ^= UInt16(byte)
        for _ in 0..<8 { remainder = remainder & 1 != 0 ? remainder >> 1 ^ 0xA001 : remainder >> 1 }
      }
      guard bytes[length - 2] == UInt8(remainder & 0xFF), bytes[length - 1] == UInt8(remainder >> 8) else {
        bytes.removeFirst()
        continue
      }
      let request = ModbusRequest(slave: bytes[0], function: bytes[1], content: Array(bytes[2..<length - 2]))
      bytes.removeFirst(length)
      return request
    }
    return nil
  }

  /// [B] Of a request that begins like this: 0 where none does, nil where more must come first.
  private static func length(of bytes: [UInt8]) -> Int? {
    switch bytes[1] {
    case 1...6: 8
    case 15, 16: bytes.count < 7 ? nil : 9 + Int(bytes[6])
    default: 0
    }
  }
}
