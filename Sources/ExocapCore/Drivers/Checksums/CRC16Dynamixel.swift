// Checksums/ holds the checksums of the wire protocols, with their tables. They know no packet layout.

/// The checksum of Dynamixel protocol 2.0: polynomial 0x8005, initial value 0, most significant bit first, no final xor.
/// Source: ROBOTIS e-Manual, "DYNAMIXEL Protocol 2.0", §CRC. Check value of "123456789": 0xFEE8 (CRC-16/UMTS).
package struct CRC16Dynamixel: Sendable, BitwiseCopyable {
  private var table: InlineArray<256, UInt16>

  package init() {
    table = InlineArray { index in
      var remainder = UInt16(index) << 8
      for _ in 0..<8 { remainder = remainder & 0x8000 != 0 ? (remainder << 1) ^ 0x8005 : remainder << 1 }
      return remainder
    }
  }

  /// Adds `byte` to `remainder`, which starts at 0.
  @inline(__always)
  package mutating func add(_ byte: UInt8, to remainder: inout UInt16) {
    let index = UInt8(truncatingIfNeeded: remainder &>> 8) ^ byte
    remainder = (remainder &<< 8) ^ table[Int(index)]
  }
}
