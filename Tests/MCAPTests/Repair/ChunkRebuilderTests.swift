import Testing

@testable import MCAP

struct ChunkRebuilderTests {
  @Test func makesTheChunkThatTheWriterMadeByteForByte() throws {
    for compression in Compression.allCases {
      let bytes = SampleRecording(compression, messages: 9, perChunk: 9).bytes
      try unsafe bytes.withUnsafeBytes { bytes in
        let index = try unsafe IndexedReader(bytes).chunkIndexes[0]
        let start = Int(index.chunkOffset)
        let frame = unsafe try RecordFrame.find(at: start, in: bytes, fileOffset: start)
        var rebuilder = ChunkRebuilder(limit: 1 << 20)
        let isSound = rebuilder.rebuild(frame) { $0 == 1 || $0 == 700 }
        #expect(isSound)
        let length = Int(index.chunkLength + index.messageIndexLength)
        #expect(rebuilder.chunk.count == length)
        let isSame = rebuilder.chunk.withBytes { made in
          unsafe made.withUnsafeBytes { unsafe $0.elementsEqual(bytes[start..<start + length]) }
        }
        #expect(isSame)
        let isKnown = rebuilder.rebuild(frame) { $0 == 1 }
        #expect(!isKnown, "a message of a channel that nobody defined")
      }
    }
  }

  @Test func aChunkWithoutAChecksumOrWithAWrongOneIsNotSound() throws {
    var bytes = SampleRecording(.uncompressed, messages: 4).bytes
    let start = try unsafe bytes.withUnsafeBytes { Int(try unsafe IndexedReader($0).chunkIndexes[0].chunkOffset) }
    // Opcode and length, start, end, size: then the checksum.
    let place = start + 9 + 24
    for value: UInt8 in [0, 1] {
      bytes.replaceSubrange(place..<place + 4, with: [value, 0, 0, 0])
      unsafe bytes.withUnsafeBytes { bytes in
        guard let frame = unsafe try? RecordFrame.find(at: start, in: bytes, fileOffset: start) else {
          Issue.record("no chunk")
          return
        }
        var rebuilder = ChunkRebuilder(limit: 1 << 20)
        let isSound = rebuilder.rebuild(frame) { _ in true }
        #expect(!isSound)
      }
    }
  }
}
