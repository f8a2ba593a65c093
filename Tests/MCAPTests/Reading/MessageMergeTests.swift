import CRealtimeCheck
import ExocapTestSupport
import MCAP
import Testing

struct MessageMergeTests {
  private func messages(
    _ file: [UInt8], from start: UInt64 = 0, through end: UInt64 = .max, channels: Set<UInt16>? = nil,
    limits: ReaderLimits = ReaderLimits()
  ) throws -> [SampleRecording.Entry] {
    try unsafe file.withUnsafeBytes { raw in
      let reader = unsafe try IndexedReader(raw, limits: limits)
      var merge = reader.messages(from: start, through: end, channels: channels)
      var found: [SampleRecording.Entry] = []
      while let message = try merge.next() { found.append(.init(message)) }
      return found
    }
  }

  /// By log time, and in file order where it is equal.
  private func sorted(_ entries: [SampleRecording.Entry]) -> [SampleRecording.Entry] {
    entries.enumerated().sorted { ($0.element.logTime, $0.offset) < ($1.element.logTime, $1.offset) }.map(\.element)
  }

  @Test(arguments: Compression.allCases, [1, 2, 3, 4, 50])
  func givesMessagesOfOverlappingChunksByTime(compression: Compression, perChunk: Int) throws {
    let sample = SampleRecording(compression, messages: 50, perChunk: perChunk)
    let expected = sorted(sample.entries)
    #expect(expected != sample.entries)
    #expect(try messages(sample.bytes) == expected)
  }

  @Test func keepsOnlyTheWantedTimesAndChannels() throws {
    let sample = SampleRecording(.zstd, messages: 50)
    let all = sorted(sample.entries)
    #expect(try messages(sample.bytes, from: 1100, through: 1200) == all.filter { (1100...1200).contains($0.logTime) })
    #expect(try messages(sample.bytes, channels: [700]) == all.filter { $0.channel == 700 })
    #expect(try messages(sample.bytes, channels: [2]) == [])
    #expect(try messages(sample.bytes, from: 5000) == [])
    #expect(try messages(sample.bytes, from: 20, through: 10) == [])
  }

  @Test func chunksThatOverlapMustFitTheLimit() throws {
    // 20 chunks of one message each, all at the same time: 31 bytes and a payload of 9 in each.
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: ""))
    writer.write(SampleRecording.channels[1])
    var builder = ChunkBuilder(.init(compression: .uncompressed))
    let chunk = SealedChunk(capacity: 0)
    let payload = [UInt8](repeating: 1, count: 9)
    for number in 0..<20 {
      builder.add(channel: 700, sequence: UInt32(number), logTime: 5, publishTime: 5, payload: unsafe payload.span.bytes)
      builder.seal(into: chunk)
      writer.write(chunk)
    }
    writer.finish()
    var limits = ReaderLimits()
    limits.overlappingSize = 20 * 40
    #expect(try messages(writer.sink.bytes, limits: limits).map(\.sequence) == Array(0..<20))
    limits.overlappingSize = 19 * 40
    #expect(throws: MCAPError.self) { try messages(writer.sink.bytes, limits: limits) }
  }

  @Test func allocatesPerChunkAndNotPerMessage() throws {
    guard exocap_counts_allocations() else { return Requirement.skip("allocations are not counted under a sanitizer") }
    let sample = SampleRecording(.zstd, messages: 20_000, perChunk: 1000)
    try unsafe sample.bytes.withUnsafeBytes { raw in
      var reader = unsafe MCAPReader(raw)
      var count = 0
      while count < 5_000, try reader.nextMessage() != nil { count += 1 }
      let before = exocap_allocation_count()
      while try reader.nextMessage() != nil { count += 1 }
      let allocations = exocap_allocation_count() - before
      #expect(count == 20_000)
      // 15 chunks, each with a few records decoded to values; then the summary. In a debug build, some more.
      #expect(allocations < 2_000, "\(allocations) allocations for 15,000 messages")
    }
  }
}
