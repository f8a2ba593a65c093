import ExocapCore
import Testing

@testable import ExocapRuntime

struct StreamTimingTests {
  private static let profile = StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: [])

  private func timing(_ arrivals: [(arrived: Double, captured: Double, ticks: UInt64)]) -> (StreamTiming, [QualityFlags]) {
    var timing = StreamTiming(Self.profile, oldAfter: 0.03)
    let flags = arrivals.map {
      timing.take(captured: MadeRecords.at($0.captured), arrived: MadeRecords.at($0.arrived), ticks: $0.ticks, isAfterLoss: false)
    }
    return (timing, flags)
  }

  /// By hand: 100 Hz for 3 s with the samples of 1.00 … 1.09 s missing: one gap of 110 ms, 1 of 289 intervals is long, 290 samples in
  /// 2.99 s, 90 in the worst second.
  @Test func missingSamplesAreAGap() {
    let numbers = (0..<300).filter { !(100..<110).contains($0) }
    let (timing, flags) = timing(numbers.map { (Double($0) * 0.01, Double($0) * 0.01 - 0.002, UInt64($0) + 1) })
    #expect(timing.samples == 290)
    #expect(abs(timing.longestGap.seconds - 0.11) < 1e-9)
    #expect(abs(timing.rate - 289 / 2.99) < 1e-6)
    #expect(timing.slowest.fewest == 90)
    #expect(abs(timing.lateShare - 1.0 / 289) < 1e-9)
    #expect(abs(timing.usualStep - 0.01) < 0.0004)
    // Mean square of 288 steps of 10 ms and one of 110 ms, less the square of their mean: (10.346 ms)².
    #expect(abs(timing.deviation - 0.0058722) < 1e-6)
    #expect(abs(timing.worstAge - 0.002) < 0.0001)
    #expect(flags.enumerated().filter { $0.element != .none }.map(\.offset) == [100])
    #expect(flags[100] == .gap)
  }

  @Test func doubledAndReversedSamplesAreToldApart() {
    let (timing, flags) = timing([
      (0, 0, 1), (0.01, 0.01, 2), (0.02, 0.01, 2), (0.03, 0.005, 4), (0.04, 0.04, 5), (0.05, 0.01, 6),
    ])
    #expect(flags == [.none, .none, .duplicate, .backwards, .none, [.backwards, .old]])
    #expect(timing.disorderedShare == 0.5)
  }

  @Test func aLossOfTheRecordersIsNoGapOfTheDevice() {
    var timing = StreamTiming(Self.profile, oldAfter: 1)
    for time in [0, 0.01, 0.5, 0.51] {
      let flags = timing.take(captured: MadeRecords.at(time), arrived: MadeRecords.at(time), ticks: 0, isAfterLoss: time == 0.5)
      #expect(flags == .none)
    }
    #expect(abs(timing.longestGap.seconds - 0.01) < 1e-9)
  }
}
