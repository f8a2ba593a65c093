import Testing

@testable import MCAP

struct CompressorTests {
  /// The frame magics of RFC 8878 (zstd) and of LZ4's frame format 1.6.
  @Test(arguments: [(Compression.zstd, [0x28, 0xB5, 0x2F, 0xFD] as [UInt8]), (.lz4, [0x04, 0x22, 0x4D, 0x18])])
  func writesOneFrameThatExpandsToTheSource(compression: Compression, magic: [UInt8]) {
    let compressor = Compressor(compression)
    var decompressor = Decompressor()
    var output = RecordBuffer(capacity: 0)
    var back = RecordBuffer(capacity: 0)
    for count in [0, 1, 100, 70_000, 300_000] {
      let source = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
      unsafe source.withUnsafeBytes { unsafe compressor.compress($0, into: &output) }
      #expect(output.array.starts(with: magic))
      let isWhole = output.withBytes { frame in
        unsafe frame.withUnsafeBytes { unsafe decompressor.decompress(compression, $0, size: count, into: &back) }
      }
      #expect(isWhole)
      #expect(back.array == source)
    }
  }
}
