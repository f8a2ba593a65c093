import CExocap
import ExocapCore
import ExocapRuntime
import Testing

@Suite struct TelemetryRecordTests {
  /// The record as the contract's struct reads it.
  private func header(_ record: TelemetryRecord) throws -> exocap_shm_record {
    let memory = TelemetryMemory()
    var writer = memory.makeWriter()
    var copy = record
    writer.publish(&copy)
    return unsafe (memory.base + memory.layout.ringOffset + TelemetryLayout.slotHeader).load(as: exocap_shm_record.self)
  }

  @Test func headerIsTheContracts() throws {
    var record = TelemetryRecord(.command, source: 2, stream: 1, count: 31, columns: 4)
    record.flags = 0xDEAD_BEEF
    record.time = Timestamp(nanoseconds: 11)
    record.arrived = Timestamp(nanoseconds: 12)
    record.sequence = 13
    record.valid = 14
    record.marks = 15
    let header = try header(record)
    #expect(header.kind == EXOCAP_SHM_COMMAND)
    #expect(header.source == 2)
    #expect(header.stream == 1)
    #expect(header.count == 31)
    #expect(header.columns == 4)
    #expect(header.flags == 0xDEAD_BEEF)
    #expect(header.time == 11)
    #expect(header.arrived == 12)
    #expect(header.sequence == 13)
    #expect(header.valid == 14)
    #expect(header.marks == 15)
    #expect(record.length == 64 + 31 * 4 * 8)
  }

  @Test func theLargestCommandFits() {
    let record = TelemetryRecord(.command, source: 0, count: 64, columns: 4)
    #expect(record.length == 2112)
  }

  @Test func anEventIsTextAndIsCutBetweenCharacters() {
    let short = TelemetryRecord(event: "left: unplugged", source: 0, code: 9, at: Timestamp(nanoseconds: 1))
    #expect(short.text == "left: unplugged")
    #expect(short.flags == 9)
    // Two bytes each: 2241 would end in the middle of one.
    let long = TelemetryRecord(event: "x" + String(repeating: "ä", count: 2000), source: 0, code: 0, at: .never)
    #expect(long.count == 2239)
    #expect(long.text.hasSuffix("ä"))
  }
}
