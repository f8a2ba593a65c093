import ExocapCore
import Testing

@Suite struct IntervalTests {
  @Test func unitsAreNanoseconds() {
    #expect(Interval.milliseconds(2) == .nanoseconds(2_000_000))
    #expect(Interval.seconds(1).seconds == 1.0)
  }

  @Test func roundsSecondsToTheNearestNanosecond() {
    #expect(Interval.seconds(rounding: 0.0020000004) == .nanoseconds(2_000_000))
    #expect(Interval.seconds(rounding: -1.5e-9) == .nanoseconds(-2))
    #expect(Interval.seconds(rounding: .infinity) == .distant)
    #expect(Interval.seconds(rounding: .nan) == .zero)
  }
}
