import ExocapCore
@testable import ExocapRuntime
import Testing

@Suite struct LatencyFiguresTests {
  @Test func quantilesAreThoseOfTheSamples() {
    var figures = LatencyFigures()
    #expect(figures.document["step"]?["count"] == 0)
    #expect(figures.document["step"]?["p50_us"] == .null)
    // 1 … 1000 us, once each.
    for microseconds in 1...1000 as ClosedRange<Int64> { figures.note(.step, .microseconds(microseconds)) }
    let step = figures.document["step"]
    #expect(step?["count"] == 1000)
    for (key, value) in [("p50_us", 500.0), ("p99_us", 990), ("p999_us", 999), ("max_us", 1000)] {
      #expect(step?[key]?.double.map { abs($0 / value - 1) < 0.015 } ?? false, "\(key) \(step?.line ?? "")")
    }
    #expect(figures.document["send"]?["count"] == 0)
    figures.reset()
    #expect(figures.document["step"]?["count"] == 0)
  }

  @Test func whatIsNotKnownIsNotCounted() {
    var figures = LatencyFigures()
    figures.note(.arrivalToTick, from: .never, to: Timestamp(nanoseconds: 5))
    figures.note(.arrivalToTick, from: Timestamp(nanoseconds: 5), to: .never)
    figures.note(.arrivalToTick, from: Timestamp(nanoseconds: 5), to: Timestamp(nanoseconds: 4))
    #expect(figures.document["arrival_to_tick"]?["count"] == 0)
    // Longer than all that is kept counts as the longest.
    figures.note(.arrivalToTick, .seconds(100))
    #expect(figures.document["arrival_to_tick"]?["max_us"]?.double.map { $0 > 9.9e6 && $0 < 10.2e6 } ?? false)
  }
}
