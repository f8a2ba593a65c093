/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor all ones.
/// Source: RFC 3720 §12.1. Check value of "123456789": 0xE3069283.
package struct CRC32C: Sendable, BitwiseCopyable {
  /// Entry 256 k + b: what byte b does to the checksum when k more bytes follow it.
  @usableFromInline var table: InlineArray<1024, UInt32>

  package init() {
    table = InlineArray(repeating: 0)
    for byte in 0..<256 {
      var remainder = UInt32(byte)
      for _ in 0..<8 { remainder = remainder & 1 != 0 ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1 }
      table[byte] = remainder
    }
    for entry in 256..<1024 {
      let shorter = table[entry - 256]
      table[entry] = table[Int(shorter & 0xFF)] ^ (shorter >> 8)
    }
  }

  /// The checksum of all of `bytes`, four at a time ("slicing-by-4": Kounavis and Berry, Intel 2005).
  package mutating func update(of bytes: Span<UInt8>) -> UInt32 {
    var remainder: UInt32 = .max
    let whole = bytes.count & ~3
    var place = 0
    while place < whole {
      let first = remainder ^ UInt32(bytes[place])
      let second = (remainder >> 8) ^ UInt32(bytes[place &+ 1])
      let third = (remainder >> 16) ^ UInt32(bytes[place &+ 2])
      let fourth = (remainder >> 24) ^ UInt32(bytes[place &+ 3])
      remainder =
        table[768 &+ Int(truncatingIfNeeded: first & 0xFF)] ^ table[512 &+ Int(truncatingIfNeeded: second & 0xFF)]
        ^ table[256 &+ Int(truncatingIfNeeded: third & 0xFF)] ^ table[Int(truncatingIfNeeded: fourth & 0xFF)]
      place &+= 4
    }
    for index in whole..<bytes.count {
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
