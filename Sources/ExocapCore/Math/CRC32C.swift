internal import CExocapMath

/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, initial value and final xor all ones.
/// Source: RFC 3720 §12.1. Check value of "123456789": 0xE3069283.
package struct CRC32C: Sendable, BitwiseCopyable {
  private var table: InlineArray<256, UInt32>
  /// Whether the processor has an instruction for it.
  private let hasInstruction = exocap_has_crc32c()

  package init() {
    table = InlineArray { index in
      var remainder = UInt32(index)
      for _ in 0..<8 { remainder = remainder & 1 != 0 ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1 }
      return remainder
    }
  }

  /// The checksum of all of `bytes`.
  package mutating func update(of bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return unsafe update(of: start, count: bytes.count)
    }
  }

  /// The checksum of `count` bytes.
  @inline(__always)
  mutating func update(of bytes: UnsafeRawPointer, count: Int) -> UInt32 {
    if hasInstruction { return unsafe ~exocap_crc32c(.max, bytes.assumingMemoryBound(to: UInt8.self), count) }
    return unsafe update(byTable: bytes, count: count)
  }

  /// As `update`, on any processor.
  mutating func update(byTable bytes: UnsafeRawPointer, count: Int) -> UInt32 {
    var remainder: UInt32 = .max
    for index in 0..<count {
      let byte = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
      remainder = table[Int(truncatingIfNeeded: (remainder ^ UInt32(byte)) & 0xFF)] ^ (remainder >> 8)
    }
    return ~remainder
  }

  /// The checksum of all of `bytes`, for configuration: copies the table.
  package func checksum(of bytes: Span<UInt8>) -> UInt32 {
    var copy = self
    return copy.update(of: bytes)
  }
}
