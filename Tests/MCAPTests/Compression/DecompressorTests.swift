import Testing

@testable import MCAP

struct DecompressorTests {
  private static let text = Array((String(repeating: "exocap ", count: 12) + "end").utf8)

  /// Frames of `text` by PyPI zstandard 0.25.0 and lz4 4.4.5: with and without its size, with a checksum, linked and independent blocks.
  private static let frames: [(Compression, String)] = [
    (.zstd, "28b52ffd20578500004865786f636170206e6401002bb41801"),
    (.zstd, "28b52ffd00008500004865786f636170206e6401002bb41801"),
    (.lz4, "04224d186440a7110000007f65786f63617020070038507020656e6400000000bed37713"),
    (.lz4, "04224d18684057000000000000007f110000007f65786f63617020070038507020656e6400000000"),
  ]

  private func expand(_ compression: Compression, _ frame: [UInt8], size: Int) -> [UInt8]? {
    var decompressor = Decompressor()
    var output = RecordBuffer(capacity: 0)
    let isWhole = unsafe frame.withUnsafeBytes { unsafe decompressor.decompress(compression, $0, size: size, into: &output) }
    return isWhole ? output.array : nil
  }

  @Test func expandsFramesOfOtherPrograms() {
    for (compression, hex) in Self.frames {
      #expect(expand(compression, bytes(hex), size: 87) == Self.text, "\(hex)")
    }
  }

  @Test func refusesAFrameOfAnotherSize() {
    for (compression, hex) in Self.frames {
      for size in [0, 1, 86, 88, 100_000] {
        #expect(expand(compression, bytes(hex), size: size) == nil, "\(hex) as \(size) bytes")
      }
    }
  }

  @Test func refusesACutFrameAndBytesBehindIt() {
    for (compression, hex) in Self.frames {
      let frame = bytes(hex)
      for count in 0..<frame.count { #expect(expand(compression, Array(frame[..<count]), size: 87) == nil, "\(hex) cut at \(count)") }
      #expect(expand(compression, frame + [0], size: 87) == nil)
    }
  }

  @Test func goesOnAfterABadFrame() {
    var decompressor = Decompressor()
    var output = RecordBuffer(capacity: 0)
    for (compression, hex) in Self.frames {
      let frame = bytes(hex)
      var bad = frame
      bad[0] ^= 1
      let isBadWhole = unsafe bad.withUnsafeBytes { unsafe decompressor.decompress(compression, $0, size: 87, into: &output) }
      #expect(!isBadWhole)
      let isWhole = unsafe frame.withUnsafeBytes { unsafe decompressor.decompress(compression, $0, size: 87, into: &output) }
      #expect(isWhole)
      #expect(output.array == Self.text)
    }
  }
}
