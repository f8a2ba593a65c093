import CRealtimeCheck
import ExocapTestSupport
import MCAP
import Testing

struct ChunkBuilderTests {
  /// A sink without memory of its own: only counts.
  private struct CountingSink: ByteSink {
    var count = 0
    mutating func write(_ bytes: RawSpan) throws(Never) { count += bytes.byteCount }
  }

  @Test func laysOutAChunkAndOneIndexPerChannel() {
    var builder = ChunkBuilder(.init(compression: .uncompressed))
    let payload: [UInt8] = [0xAA]
    builder.add(channel: 2, sequence: 1, logTime: 7, publishTime: 6, payload: unsafe payload.span.bytes)
    builder.add(channel: 1, sequence: 2, logTime: 5, publishTime: 4, payload: unsafe payload.span.bytes)
    builder.add(channel: 2, sequence: 3, logTime: 9, publishTime: 8, payload: unsafe payload.span.bytes)
    let chunk = SealedChunk(capacity: 0)
    builder.seal(into: chunk)

    // By hand from the specification: a message is 9 + 22 + 1 bytes.
    let records =
      bytes("05 1700000000000000 0200 01000000 0700000000000000 0600000000000000 AA")
      + bytes("05 1700000000000000 0100 02000000 0500000000000000 0400000000000000 AA")
      + bytes("05 1700000000000000 0200 03000000 0900000000000000 0800000000000000 AA")
    let crc = ReferenceFile.crc(records)
    let head = bytes("06 8800000000000000 0500000000000000 0900000000000000 6000000000000000")
    let rest = (0..<4).map { UInt8(truncatingIfNeeded: crc >> UInt32($0 * 8)) } + bytes("00000000 6000000000000000")
    let second = bytes("07 2600000000000000 0200 20000000 0700000000000000 0000000000000000 0900000000000000 4000000000000000")
    let first = bytes("07 1600000000000000 0100 10000000 0500000000000000 2000000000000000")
    let written = chunk.withBytes { span in unsafe span.withUnsafeBytes { unsafe [UInt8]($0) } }
    #expect(written == head + rest + records + second + first)
    #expect(chunk.chunkLength == 9 + 0x88)
    #expect((chunk.startTime, chunk.endTime) == (5, 9))
    #expect(chunk.shares.map(\.messageCount) == [2, 1])
    #expect(chunk.shares.map(\.indexOffset) == [0x91, 0x91 + second.count])
  }

  @Test func encodesStraightIntoTheChunk() {
    var builder = ChunkBuilder(.init(compression: .uncompressed))
    let fits = builder.add(channel: 1, sequence: 2, logTime: 3, publishTime: 4, maximumPayload: 8) { $0.write(UInt32(0x0403_0201)) }
    let overflows = builder.add(channel: 1, sequence: 2, logTime: 3, publishTime: 4, maximumPayload: 7) { $0.write(UInt32(1)) }
    #expect(fits)
    #expect(!overflows)
    let count = builder.messageCount
    #expect(count == 1)

    var copying = ChunkBuilder(.init(compression: .uncompressed))
    let payload: [UInt8] = [0, 1, 0, 0, 1, 2, 3, 4]
    copying.add(channel: 1, sequence: 2, logTime: 3, publishTime: 4, payload: unsafe payload.span.bytes)
    #expect(sealed(&builder) == sealed(&copying))
  }

  @Test func startsOverAfterSealing() {
    var builder = ChunkBuilder(.init(compression: .zstd, targetSize: 200))
    let payload = [UInt8](repeating: 1, count: 50)
    for round in 0..<3 {
      var added = 0
      while !builder.isFull {
        builder.add(channel: 9, sequence: UInt32(added), logTime: 5, publishTime: 5, payload: unsafe payload.span.bytes)
        added += 1
      }
      // 81 bytes a message: the third one reaches 200.
      #expect(added == 3, "round \(round)")
      _ = sealed(&builder)
      let isEmpty = builder.isEmpty
      #expect(isEmpty)
    }
  }

  @Test func takesMessagesLargerThanTheTarget() {
    var builder = ChunkBuilder(.init(compression: .lz4, targetSize: 100))
    let payload = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    builder.add(channel: 65535, sequence: 0, logTime: 1, publishTime: 1, payload: unsafe payload.span.bytes)
    let isFull = builder.isFull
    #expect(isFull)
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: ""))
    writer.write(Channel(id: 65535, schemaID: 0, topic: "/image", messageEncoding: "raw"))
    let chunk = SealedChunk(capacity: 0)
    builder.seal(into: chunk)
    writer.write(chunk)
    writer.finish()
    let reading = Reading(writer.sink.bytes)
    #expect(reading.faults == [])
    #expect(reading.entries.map(\.payload) == [payload])
  }

  @Test(arguments: Compression.allCases)
  func allocatesNothingOnceWarm(compression: Compression) {
    guard exocap_counts_allocations() else { return Requirement.skip("allocations are not counted under a sanitizer") }
    var writer = MCAPWriter(CountingSink(), header: Header(profile: "ros2", library: "test"))
    for id in 1...5 { writer.write(Channel(id: UInt16(id), schemaID: 0, topic: "/\(id)", messageEncoding: "cdr")) }
    var builder = ChunkBuilder(.init(compression: compression))
    let chunk = SealedChunk(capacity: 256 * 1024)
    let joints = [Double](repeating: 0.25, count: 30)
    var chunks = 0
    var message: UInt32 = 0

    func run(_ count: Int) {
      for _ in 0..<count {
        message += 1
        let time = UInt64(message)
        let copied = joints.span
        if message % 2 == 0 {
          builder.add(channel: 5, sequence: message, logTime: time, publishTime: time, payload: unsafe copied.bytes)
        } else {
          let id = UInt16(message % 4 + 1)
          _ = builder.add(channel: id, sequence: message, logTime: time, publishTime: time, maximumPayload: 300) { cdr in
            cdr.write(time: time)
            cdr.write(sequence: joints)
          }
        }
        if builder.isFull {
          builder.seal(into: chunk)
          writer.write(chunk)
          chunks += 1
        }
      }
    }
    run(2_000)
    let (chunksBefore, allocationsBefore) = (chunks, exocap_allocation_count())
    run(10_000)
    let allocations = exocap_allocation_count() - allocationsBefore
    #expect(chunks - chunksBefore >= 10)
    #expect(allocations == 0)
    let isWritten = writer.sink.count > 10_000
    #expect(isWritten)
  }

  private func sealed(_ builder: inout ChunkBuilder) -> [UInt8] {
    let chunk = SealedChunk(capacity: 0)
    builder.seal(into: chunk)
    return chunk.withBytes { span in unsafe span.withUnsafeBytes { unsafe [UInt8]($0) } }
  }
}
