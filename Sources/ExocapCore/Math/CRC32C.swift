/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor all ones.
/// Source: RFC 3720 §12.1. Check value of "123456789": 0xE3069283.
package struct CRC32C: Sendable, BitwiseCopyable {
  @usableFromInline var table: InlineArray<256, UInt32>

  package init() {
    table = InlineArray { index in
      var remainder = UInt32(index)
      for _ in 0..<8 { remainder = remainder & 1 != 0 ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1 }
      return remainder
    }
  }

  /// The checksum of all of `bytes`.
  package mutating func update(of bytes: Span<UInt8>) -> UInt32 {
    var remainder: UInt32 = .max
    for index in bytes.indices {
      remainder = table[Int(truncatingIfNeeded: (remainder ^ UInt32(bytes[index])) & 0xFF)] ^ (remainder >> 8)
    }
    return ~remainder
  }

  /// The checksum of all of `bytes`, for configuration: copies the table.
  package func checksum(of bytes: Span<UInt8>) -> UInt32 {
    var copy = self
    return copy.update(of: bytes)
  }
}
