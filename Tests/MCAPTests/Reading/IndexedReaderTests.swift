import MCAP
import Testing

struct IndexedReaderTests {
  private func open<Result>(_ file: [UInt8], _ body: (IndexedReader) throws -> Result) throws -> Result {
    try unsafe file.withUnsafeBytes { raw in try body(unsafe IndexedReader(raw)) }
  }

  @Test func knowsWhatIsInTheFile() throws {
    try open(SampleRecording(.lz4, messages: 9).bytes) { reader in
      #expect(reader.schemas == [1: SampleRecording.schema])
      #expect(Set(reader.channels.values.map(\.topic)) == ["/one", "/two"])
      #expect(reader.chunkIndexes.map(\.compression) == ["lz4", "lz4", "lz4"])
      #expect(reader.chunkIndexes.map { $0.messageIndexOffsets.map(\.channelID) } == [[1, 700], [1, 700], [1]])
      let attachment = try reader.attachment(reader.attachmentIndexes[0])
      let metadata = try reader.metadata(reader.metadataIndexes[0])
      #expect(attachment == SampleRecording.attachment)
      #expect(metadata == SampleRecording.metadata)
    }
  }

  @Test func refusesAnEntryThatPointsElsewhere() throws {
    try open(SampleRecording(.zstd, messages: 9).bytes) { reader in
      var index = reader.metadataIndexes[0]
      let right = index.offset
      index.offset = reader.attachmentIndexes[0].offset
      #expect(throws: MCAPError.badIndex(offset: index.offset)) { try reader.metadata(index) }
      index.offset = right
      index.length += 1
      #expect(throws: MCAPError.badIndex(offset: right)) { try reader.metadata(index) }
      index.offset = .max
      #expect(throws: MCAPError.badIndex(offset: .max)) { try reader.metadata(index) }
    }
  }

  /// The third chunk has messages of channel 1 only, and one of its bytes is wrong.
  @Test func chunksWithoutTheChannelAreNotOpened() throws {
    var file = SampleRecording(.uncompressed, messages: 9).bytes
    let start = try open(file) { $0.chunkIndexes[2].chunkOffset }
    // Behind the 49 bytes of the chunk's head.
    file[Int(start) + 60] ^= 1
    func count(_ channel: UInt16) throws -> Int {
      try open(file) { reader in
        var merge = reader.messages(channels: [channel])
        var count = 0
        while try merge.next() != nil { count += 1 }
        return count
      }
    }
    #expect(try count(700) == 4)
    #expect(throws: MCAPError.self) { try count(1) }
  }

  @Test func refusesEveryCutFile() {
    let file = SampleRecording(.zstd, messages: 9).bytes
    for count in file.indices {
      #expect(throws: MCAPError.self, "cut at \(count)") { try open(Array(file[..<count])) { _ in } }
    }
  }

  @Test func refusesASummaryThatWasChanged() {
    let file = SampleRecording(.zstd, messages: 9).bytes
    // Footer, magic: 29 + 8 bytes from the end; 30 bytes in front of them are SummaryOffset records.
    for back in 38..<68 {
      var changed = file
      changed[file.count - back] ^= 0x40
      #expect(throws: MCAPError.self, "\(back) from the end") { try open(changed) { _ in } }
    }
  }
}
