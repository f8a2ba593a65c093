import MCAP
import Testing

struct MCAPWriterSummaryTests {
  @Test func countsWhatTheFileHolds() throws {
    let sample = SampleRecording(.zstd, messages: 30)
    unsafe try sample.bytes.withUnsafeBytes { raw in
      let reader = unsafe try IndexedReader(raw)
      var expected = Statistics()
      expected.messageCount = 30
      expected.schemaCount = 1
      expected.channelCount = 2
      expected.attachmentCount = 1
      expected.metadataCount = 1
      // 30 messages, 4 in a chunk.
      expected.chunkCount = 8
      // Message 2 is the first that steps back: 1000 + 20 - 25.
      expected.startTime = 995
      expected.endTime = 1280
      expected.channelMessageCounts = [1: 15, 700: 15]
      #expect(reader.statistics == expected)
      #expect(reader.chunkIndexes.count == 8)
      #expect(reader.header == Header(profile: "ros2", library: "test"))
    }
  }

  @Test func summaryOffsetsNameEachGroup() throws {
    let sample = SampleRecording(.uncompressed, messages: 5)
    var groups: [SummaryOffset] = []
    var starts: [UInt8: UInt64] = [:]
    var lengths: [UInt8: UInt64] = [:]
    // An independent walk over the frames.
    var position = 8
    var isSummary = false
    while position < sample.bytes.count - 8 {
      let opcode = sample.bytes[position]
      let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(sample.bytes[position + 1 + $1]) << UInt64($1 * 8) }
      if isSummary {
        starts[opcode] = starts[opcode] ?? UInt64(position)
        lengths[opcode, default: 0] += length + 9
      }
      if opcode == 0x0E {
        groups.append(try decoded(Array(sample.bytes[position + 9..<position + 9 + Int(length)])))
      }
      isSummary = isSummary || opcode == 0x0F
      position += Int(length) + 9
    }
    #expect(groups.map(\.groupOpcode) == [0x03, 0x04, 0x0B, 0x08, 0x0A, 0x0D])
    for group in groups {
      #expect(group.groupStart == starts[group.groupOpcode])
      #expect(group.groupLength == lengths[group.groupOpcode])
    }
  }

  @Test func aFileWithoutSummaryHasAFooterOfZeros() {
    var options = WriterOptions()
    options.writesStatistics = false
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: ""), options: options)
    writer.finish()
    let bytes = writer.sink.bytes
    #expect(throws: MCAPError.noSummary) { try unsafe bytes.withUnsafeBytes { unsafe _ = try IndexedReader($0) } }
    #expect(Reading(bytes).faults == [])
  }
}
