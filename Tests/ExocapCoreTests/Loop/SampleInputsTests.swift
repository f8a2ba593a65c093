import ExocapCore
import Testing

/// What a tick takes from the rings, seen through what it records.
@Suite struct SampleInputsTests {
  static func lastTick(_ bench: borrowing LoopBench) -> TickRecord? {
    guard let bytes = bench.records.last(where: { $0.kind == .tick })?.bytes else { return nil }
    return TickRecordTests.read(bytes)
  }

  @Test func aGapIsNotedAsTwoRunsAndAFault() {
    var bench = LoopBench()
    bench.keepsRecords = true
    bench.run(milliseconds: 10)
    bench.send(0, 0, .joints, [0.1, 0.2])
    bench.lose(3, of: 0)
    bench.send(0, 0, .joints, [0.1, 0.2])
    bench.send(0, 1, .inputs, [0])
    bench.now = bench.now + SmallRig.period
    bench.step()
    // Five ticks of two samples were 1 … 10; 12 … 14 are lost.
    let runs = Self.lastTick(bench)?.runs.filter { $0.device == DeviceID(0) }
    #expect(runs?.map(\.first) == [11, 15] && runs?.map(\.count) == [1, 2])
    #expect(Self.lastTick(bench)?.faults.contains(.samplesLost) == true)
    bench.tick()
    #expect(Self.lastTick(bench)?.faults.contains(.samplesLost) == false)
  }

  @Test func aGapBetweenTwoTicksIsAFaultToo() {
    var bench = LoopBench()
    bench.run(milliseconds: 10)
    bench.lose(1, of: 2)
    bench.tick()
    #expect(bench.loop.faults.contains(.samplesLost))
  }

  @Test func theFirstSampleOfADeviceIsNoGap() {
    var bench = LoopBench()
    bench.lose(1_000, of: 1)
    bench.tick()
    #expect(!bench.loop.faults.contains(.samplesLost))
  }

  @Test func whatDoesNotFitIsLeftForTheNextTick() {
    var bench = LoopBench()
    bench.keepsRecords = true
    bench.silent = [0, 1, 2]
    bench.isRobotSilent = true
    bench.tick()
    // 60 samples with a gap before each: 60 runs, and a tick has room for 48.
    for index in 0..<60 {
      bench.lose(1, of: 0)
      bench.send(0, 0, .joints, [0.001 * Double(index), 0])
    }
    bench.tick()
    #expect(Self.lastTick(bench)?.runs.count == TickInputs.runCapacity)
    #expect(Self.lastTick(bench)?.wanted[0] == 0.001 * 47)
    bench.tick()
    #expect(Self.lastTick(bench)?.runs.count == 12)
    #expect(Self.lastTick(bench)?.wanted[0] == 0.001 * 59)
    bench.tick()
    #expect(Self.lastTick(bench)?.runs.isEmpty == true)
  }

  @Test func moreRequestsThanATickTakesWait() {
    var bench = LoopBench()
    bench.keepsRecords = true
    for _ in 0..<10 { bench.ask(.engage) }
    bench.tick()
    #expect(Self.lastTick(bench)?.requests.count == TickInputs.requestCapacity)
    bench.tick()
    #expect(Self.lastTick(bench)?.requests.count == 2)
  }
}
