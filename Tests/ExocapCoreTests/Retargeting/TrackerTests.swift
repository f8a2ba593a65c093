import ExocapCore
import Testing

@Suite struct TrackerTests {
  static let period = Interval.milliseconds(10)
  static let hold = Interval.milliseconds(50)

  static func at(_ milliseconds: Double) -> Timestamp { Timestamp(nanoseconds: Int64(milliseconds * 1e6) + 1_000_000_000) }

  /// 1.5 rad/s, a sample each 10 ms.
  static func moving(_ count: Int) -> Tracker {
    var tracker = Tracker()
    for index in 0..<count { tracker.take(0.2 + 0.015 * Double(index), at: at(10 * Double(index)), period: period) }
    return tracker
  }

  static func estimate(_ tracker: Tracker, _ milliseconds: Double, period: Interval = period) -> Double {
    tracker.estimate(at: at(milliseconds), full: period * 2, hold: hold)
  }

  @Test func constantVelocityIsFollowedWithoutLag() {
    let tracker = Self.moving(100)
    for after in [0.0, 2, 4, 6, 8, 10] {
      #expect(abs(Self.estimate(tracker, 990 + after) - (0.2 + 1.5 * (0.99 + after / 1000))) < 1e-9)
    }
  }

  @Test func betweenSamplesThereAreNoSteps() {
    var tracker = Tracker()
    var last = Double.nan
    var largest = 0.0
    for tick in 0..<1_000 {
      if tick % 5 == 0 { tracker.take(1.5 * 0.002 * Double(tick), at: Self.at(2 * Double(tick)), period: Self.period) }
      let now = Self.estimate(tracker, 2 * Double(tick))
      if tick > 200 { largest = max(largest, abs(now - last)) }
      last = now
    }
    #expect(abs(largest - 0.003) < 1e-9)
  }

  @Test func extrapolatesAtFullRateForTwoPeriodsThenFadesAndStopsAt50Milliseconds() {
    let tracker = Self.moving(100)
    let last = 0.2 + 1.5 * 0.99
    #expect(abs(Self.estimate(tracker, 1_010) - (last + 1.5 * 0.020)) < 1e-9)
    // The rate falls linearly to zero between 20 and 50 ms: half of 30 ms more at the end.
    let end = last + 1.5 * (0.020 + 0.015)
    #expect(abs(Self.estimate(tracker, 1_040) - end) < 1e-9)
    #expect(Self.estimate(tracker, 1_041) == Self.estimate(tracker, 1_040))
    #expect(Self.estimate(tracker, 60_000) == Self.estimate(tracker, 1_040))
    #expect(Self.estimate(tracker, 1_039) < end)
  }

  /// Two periods of a 25 Hz stream are 80 ms: over 50 ms it holds all the same.
  @Test func aSlowStreamStopsAt50MillisecondsToo() {
    let period = Interval.milliseconds(40)
    var tracker = Tracker()
    for index in 0..<50 { tracker.take(0.06 * Double(index), at: Self.at(40 * Double(index)), period: period) }
    let last = 40.0 * 49
    let stopped = Self.estimate(tracker, last + 50, period: period)
    #expect(abs(stopped - (0.06 * 49 + 1.5 * 0.05)) < 1e-9)
    #expect(Self.estimate(tracker, last + 75, period: period) == stopped)
  }

  @Test func nothingIsKnownBeforeTheFirstSampleAndTheFirstStandsStill() {
    var tracker = Tracker()
    #expect(Self.estimate(tracker, 0).isNaN)
    tracker.take(0.7, at: Self.at(0), period: Self.period)
    #expect(Self.estimate(tracker, 30) == 0.7)
  }

  /// α = 3/4, β = 1/2 by hand: a step of 1 after rest gives 0.75 with 50 /s, so 1.25 is predicted; then 0.9375 + 0.125 = 1.0625.
  @Test func filtersAsTheFormulasSay() {
    var tracker = Tracker()
    for index in 0..<20 { tracker.take(0, at: Self.at(10 * Double(index)), period: Self.period) }
    tracker.take(1, at: Self.at(200), period: Self.period)
    #expect(abs(Self.estimate(tracker, 200) - 0.75) < 1e-12)
    tracker.take(1, at: Self.at(210), period: Self.period)
    #expect(abs(Self.estimate(tracker, 210) - 1.0625) < 1e-12)
  }

  @Test func ignoresWhatIsNotFiniteOrNotNewer() {
    var tracker = Self.moving(100)
    let before = Self.estimate(tracker, 995)
    tracker.take(.nan, at: Self.at(1_000), period: Self.period)
    tracker.take(.infinity, at: Self.at(1_000), period: Self.period)
    tracker.take(9, at: Self.at(990), period: Self.period)
    tracker.take(9, at: Self.at(900), period: Self.period)
    #expect(Self.estimate(tracker, 995) == before)
  }

  @Test func startsAnewAfterASecondOfSilence() {
    var tracker = Self.moving(100)
    tracker.take(-1, at: Self.at(2_000), period: Self.period)
    #expect(Self.estimate(tracker, 2_030) == -1)
  }

  @Test func aCheckpointGoesOnBitForBit() {
    var first = Self.moving(33)
    var second = Tracker()
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.checkpoint(&archive)
    #expect(Self.estimate(first, 333.3).bitPattern == Self.estimate(second, 333.3).bitPattern)
    first.reset()
    #expect(Self.estimate(first, 333.3).isNaN)
  }
}
