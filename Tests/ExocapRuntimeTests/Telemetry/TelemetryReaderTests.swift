import ExocapCore
import ExocapRuntime
import Testing

@Suite struct TelemetryReaderTests {
  private func opening(_ memory: TelemetryMemory, count: Int? = nil) -> TelemetryError? {
    do throws(TelemetryError) {
      _ = unsafe try TelemetryReader(memory: memory.base, count: count ?? memory.layout.length)
      return nil
    } catch {
      return error
    }
  }

  @Test func memoryWithoutAWriterIsNotReady() {
    #expect(opening(TelemetryMemory()) == .notReady)
    #expect(opening(TelemetryMemory(), count: 100) == .notReady)
  }

  @Test func anotherVersionAndDamageAreNamed() {
    let memory = TelemetryMemory()
    _ = memory.makeWriter()
    #expect(opening(memory) == nil)
    #expect(opening(memory, count: memory.layout.length - 1) == .damaged)
    unsafe memory.base.storeBytes(of: 2, toByteOffset: TelemetryLayout.Field.version, as: UInt32.self)
    #expect(opening(memory) == .version(found: 2, expected: 1))
    unsafe memory.base.storeBytes(of: 1, toByteOffset: TelemetryLayout.Field.version, as: UInt32.self)
    unsafe memory.base.storeBytes(of: 3, toByteOffset: TelemetryLayout.Field.slotCount, as: UInt32.self)
    #expect(opening(memory) == .damaged)
  }

  @Test func aRecordThatLiesAboutItsLengthIsSkipped() throws {
    let memory = TelemetryMemory()
    var writer = memory.makeWriter()
    var reader = try memory.makeReader()
    for number in 1...2 as ClosedRange<UInt64> {
      var record = TelemetryMemory.record(number)
      writer.publish(&record)
    }
    unsafe memory.base.storeBytes(of: 999_999, toByteOffset: memory.layout.ringOffset + 8, as: UInt32.self)
    var record = TelemetryMemory.record(0)
    let isThere = reader.read(into: &record)
    #expect(isThere)
    #expect(record.sequence == 2)
    let lost = reader.lost
    #expect(lost == 1)
  }
}
