import ExocapCore
import ExocapRuntime

/// Memory with a writer and a reader, as two processes would have it.
@safe
final class TelemetryMemory {
  let layout: TelemetryLayout
  let base: UnsafeMutableRawPointer
  let names = Array("columns\t1\tsample\tvalue\n".utf8)

  init(slots: Int = 256) {
    layout = TelemetryLayout(namesLength: names.count, robots: 2, slots: slots)
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: layout.length, alignment: 4096)
    unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: layout.length)
  }

  deinit { unsafe base.deallocate() }

  func makeWriter() -> TelemetryWriter {
    unsafe TelemetryWriter(memory: base, layout: layout, names: names, process: 77, startedAt: Timestamp(nanoseconds: 5))
  }

  func makeReader() throws(TelemetryError) -> TelemetryReader { unsafe try TelemetryReader(memory: base, count: layout.length) }

  /// A record whose every number follows from `number`.
  static func record(_ number: UInt64) -> TelemetryRecord {
    var record = TelemetryRecord(.sample, source: 3, stream: 1, count: 7, columns: 3)
    record.sequence = number
    record.valid = 0x7F
    for index in 0..<21 { record[index / 7, index % 7] = Double(number) * 100 + Double(index) }
    return record
  }

  /// Whether `record` is all of one piece.
  static func isWhole(_ record: TelemetryRecord) -> Bool {
    (0..<21).allSatisfy { record[$0 / 7, $0 % 7] == Double(record.sequence) * 100 + Double($0) }
  }
}
