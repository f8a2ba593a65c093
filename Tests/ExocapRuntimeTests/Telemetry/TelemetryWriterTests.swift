import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct TelemetryWriterTests {
  private func read(_ reader: inout TelemetryReader, _ record: inout TelemetryRecord) -> Bool { reader.read(into: &record) }

  @Test func aReaderSeesWhatIsWrittenInOrder() throws {
    let memory = TelemetryMemory()
    var writer = memory.makeWriter()
    var reader = try memory.makeReader()
    var record = TelemetryMemory.record(0)
    #expect(!read(&reader, &record))
    for number in 1...1000 as ClosedRange<UInt64> {
      var written = TelemetryMemory.record(number)
      writer.publish(&written)
      #expect(read(&reader, &record))
      #expect(record.sequence == number)
      #expect(TelemetryMemory.isWhole(record))
    }
    #expect(!read(&reader, &record))
    let (lost, process, start, names) = (reader.lost, reader.process, reader.startedAt, reader.names)
    #expect(lost == 0)
    #expect(process == 77)
    #expect(start == Timestamp(nanoseconds: 5))
    #expect(names == "columns\t1\tsample\tvalue\n")
  }

  @Test func aSlowReaderLosesTheOldestAndIsToldHowMany() throws {
    let memory = TelemetryMemory(slots: 256)
    var writer = memory.makeWriter()
    var reader = try memory.makeReader()
    for number in 1...1000 as ClosedRange<UInt64> {
      var written = TelemetryMemory.record(number)
      writer.publish(&written)
    }
    var record = TelemetryMemory.record(0)
    var seen: [UInt64] = []
    while reader.read(into: &record) { seen.append(record.sequence) }
    // 1000 were written to 256 slots, of which the oldest may be in use by the writer.
    #expect(seen == Array(746...1000))
    let lost = reader.lost
    #expect(lost == 745)
  }

  @Test func rewindingShowsWhatIsStillThere() throws {
    let memory = TelemetryMemory(slots: 16)
    var writer = memory.makeWriter()
    for number in 1...5 as ClosedRange<UInt64> {
      var written = TelemetryMemory.record(number)
      writer.publish(&written)
    }
    var reader = try memory.makeReader()
    var record = TelemetryMemory.record(0)
    #expect(!read(&reader, &record))
    reader.rewind()
    #expect(read(&reader, &record))
    #expect(record.sequence == 1)
  }

  @Test func theEndIsTold() throws {
    let memory = TelemetryMemory()
    var writer = memory.makeWriter()
    let reader = try memory.makeReader()
    let before = reader.hasEnded
    #expect(!before)
    writer.end()
    let after = reader.hasEnded
    #expect(after)
  }

  @Test func aRecordIsNeverTornWhileBothRun() throws {
    let memory = TelemetryMemory(slots: 4)
    let total: UInt64 = 20_000
    let outcome = Outcome()
    _ = memory.makeWriter()
    // SAFETY: the writer is made on its own thread; the reader only reads. Both end before `memory` does.
    nonisolated(unsafe) let shared = memory
    let writing: @Sendable () -> Void = {
      var writer = unsafe shared.makeWriter()
      for number in 1...total {
        var record = TelemetryMemory.record(number)
        writer.publish(&record)
      }
    }
    let reading: @Sendable () -> Void = {
      guard var reader = unsafe try? shared.makeReader() else { return }
      // Started late, it still sees the last one.
      reader.rewind()
      var record = TelemetryMemory.record(0)
      while record.sequence < total {
        let before = record.sequence
        if !reader.read(into: &record) {
          TestThread.yield()
          continue
        }
        if !TelemetryMemory.isWhole(record) { outcome.torn += 1 }
        if record.sequence <= before { outcome.disordered += 1 }
        outcome.seen += 1
      }
      outcome.lost = reader.lost
    }
    TestThread.run(writing, and: reading)
    #expect(outcome.torn == 0)
    #expect(outcome.disordered == 0)
    #expect(outcome.seen > 0)
    #expect(outcome.seen + outcome.lost <= total)
  }

  private func latest(_ reader: borrowing TelemetryReader, _ robot: Int) -> (number: UInt64, datagram: [UInt8])? {
    reader.latestCommand(of: RobotID(robot))
  }

  @Test func theLatestCommandReplacesTheOneBefore() throws {
    let memory = TelemetryMemory()
    _ = memory.makeWriter()
    let reader = try memory.makeReader()
    var slot = unsafe CommandSlotWriter(memory: memory.base, layout: memory.layout, robot: RobotID(1))
    #expect(latest(reader, 1) == nil)
    for length in [1464, 108, 7] {
      let datagram = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
      unsafe datagram.withUnsafeBytes { unsafe slot.store($0, at: Timestamp(nanoseconds: 3)) }
      #expect(latest(reader, 1)?.datagram == datagram)
    }
    #expect(latest(reader, 1)?.number == 3)
    #expect(latest(reader, 0) == nil)
    #expect(latest(reader, 3) == nil)
  }

  /// Written by the reading thread, read after both have ended.
  private final class Outcome: @unchecked Sendable {
    // SAFETY: one thread writes; the test reads after it has joined that thread.
    var torn = 0
    var disordered = 0
    var seen: UInt64 = 0
    var lost: UInt64 = 0
  }
}
