import ExocapCore
import Testing

@Suite struct CheckpointRecordTests {
  static func checkpoint() -> [UInt8] {
    var bench = LoopBench()
    bench.run(milliseconds: 10)
    bench.keepsRecords = true
    bench.loop.writeCheckpoint(at: bench.now)
    bench.tick()
    return bench.records.first { $0.kind == .checkpoint }?.bytes ?? []
  }

  @Test func holdsTimeCallAndState() {
    let bytes = Self.checkpoint()
    let record = unsafe bytes.withUnsafeBytes { unsafe CheckpointRecord($0) }
    #expect(record?.time == Timestamp(nanoseconds: 1_010_000_000))
    // Five ticks were calls 0 … 4.
    #expect(record?.call == 5)
    #expect(record?.state == Array(bytes.dropFirst(16)))
    #expect(record.map { Array($0.state.prefix(4)) } == Array("LOOP".utf8))
  }

  @Test func aHeadThatIsCutIsRefused() {
    let bytes = Self.checkpoint()
    for length in 0..<16 {
      let isRead = unsafe Array(bytes.prefix(length)).withUnsafeBytes { unsafe CheckpointRecord($0) != nil }
      #expect(!isRead)
    }
  }

  @Test func aStateThatIsCutOrGrownRestoresNothing() throws {
    let bytes = Self.checkpoint()
    guard let whole = unsafe bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else { return }
    var cut = whole
    cut.state.removeLast()
    var grown = whole
    grown.state.append(0)
    for bad in [cut, grown] {
      var bench = LoopBench()
      var hasThrown = false
      do throws(CheckpointFailure) { try bench.loop.restore(bad) } catch { hasThrown = error.tag == 0 }
      #expect(hasThrown)
    }
    var bench = LoopBench()
    try bench.loop.restore(whole)
  }
}
