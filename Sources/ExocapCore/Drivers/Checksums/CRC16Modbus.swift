/// The checksum of Modbus RTU and of the FT-300's stream: reflected polynomial 0xA001, initial value 0xFFFF, low byte sent first.
/// Source: "MODBUS over Serial Line" V1.02, §6.2.2. Check value of "123456789": 0x4B37.
package struct CRC16Modbus: Sendable, BitwiseCopyable {
  private var table: InlineArray<256, UInt16>

  package init() {
    table = InlineArray { index in
      var remainder = UInt16(index)
      for _ in 0..<8 { remainder = remainder & 1 != 0 ? (remainder >> 1) ^ 0xA001 : remainder >> 1 }
      return remainder
    }
  }

  /// What a checksum starts from.
  @inline(__always) package static var start: UInt16 { 0xFFFF }

  /// Adds `byte` to `remainder`.
  @inline(__always)
  package mutating func add(_ byte: UInt8, to remainder: inout UInt16) {
    let index = UInt8(truncatingIfNeeded: remainder) ^ byte
    remainder = (remainder &>> 8) ^ table[Int(index)]
  }
}
