import ExocapCore
@testable import ExocapRuntime
import Testing

/// Ages are reckoned by hand; bins of the histogram are 4.5 % wide, so a middle quantile is right to 3 %.
@Suite struct SampleAgesTests {
  private static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  private static func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) <= 0.03 * expected }

  /// Ends the second that has begun at 0.
  private static func end(_ ages: inout SampleAges) -> [TickAge] {
    let isOver = ages.roll(at: time(1_000))
    #expect(isOver)
    return ages.lastSecond
  }

  private static func begun(streams: Int = 1, robots: Int = 1) -> SampleAges {
    var ages = SampleAges(streams: streams, robots: robots)
    _ = ages.roll(at: time(0))
    return ages
  }

  @Test func anAgeIsFromMeasurementToTickAndGrowsUntilTheNextSample() {
    var ages = Self.begun()
    ages.take(1, stream: 0, captured: Self.time(100))
    ages.take(tick: Self.time(102), of: 0, newest: 1)
    ages.take(tick: Self.time(106), of: 0, newest: nil)
    ages.take(tick: Self.time(110), of: 0, newest: nil)
    let found = Self.end(&ages)
    #expect(Self.isNear(found[0].p50, 0.006))
    #expect(Self.isNear(found[0].p99, 0.010))
    // The next second has ticks of its own.
    let isOver = ages.roll(at: Self.time(1_999))
    #expect(!isOver)
    let isNextOver = ages.roll(at: Self.time(2_000))
    #expect(isNextOver && ages.lastSecond[0].p50.isNaN)
  }

  @Test func aTickThatComesBeforeItsSampleWaitsForIt() {
    var ages = Self.begun()
    ages.take(tick: Self.time(104), of: 0, newest: 2)
    ages.take(tick: Self.time(108), of: 0, newest: nil)
    ages.take(1, stream: 0, captured: Self.time(90))
    ages.take(2, stream: 0, captured: Self.time(100))
    ages.take(3, stream: 0, captured: Self.time(107))
    let found = Self.end(&ages)
    #expect(Self.isNear(found[0].p50, 0.004))
    #expect(Self.isNear(found[0].p99, 0.008))
  }

  @Test func eachStreamHasItsOwnNewestSample() {
    var ages = Self.begun(streams: 2)
    ages.take(1, stream: 1, captured: Self.time(50))
    ages.take(2, stream: 0, captured: Self.time(99))
    ages.take(tick: Self.time(100), of: 0, newest: 2)
    let found = Self.end(&ages)
    #expect(Self.isNear(found[0].p99, 0.001))
    #expect(Self.isNear(found[1].p99, 0.050))
  }

  @Test func eachRobotHasTakenItsOwn() {
    var ages = Self.begun(robots: 2)
    ages.take(1, stream: 0, captured: Self.time(80))
    ages.take(2, stream: 0, captured: Self.time(90))
    ages.take(tick: Self.time(100), of: 0, newest: 2)
    // The other one is behind; one that took nothing counts nothing.
    ages.take(tick: Self.time(100), of: 1, newest: nil)
    ages.take(tick: Self.time(100), of: 1, newest: 1)
    let found = Self.end(&ages)
    #expect(Self.isNear(found[0].p50, 0.010))
    #expect(Self.isNear(found[0].p99, 0.020))
  }

  @Test func whatALossTookIsNotCounted() {
    var ages = Self.begun(streams: 2)
    ages.take(1, stream: 0, captured: Self.time(10))
    ages.take(2, stream: 1, captured: Self.time(10))
    ages.forgetSamples()
    // Sample 3 is lost; of stream 1 nothing is known any more.
    ages.take(4, stream: 0, captured: Self.time(40))
    ages.take(tick: Self.time(41), of: 0, newest: 3)
    ages.take(tick: Self.time(42), of: 0, newest: 4)
    var found = Self.end(&ages)
    #expect(Self.isNear(found[0].p50, 0.002) && Self.isNear(found[0].p99, 0.002))
    #expect(found[1].p99.isNaN)
    // Ticks were lost: what they took is not known before the next that takes something.
    ages.forgetTicks(of: 0)
    ages.take(tick: Self.time(1_100), of: 0, newest: nil)
    let isOver = ages.roll(at: Self.time(2_000))
    found = ages.lastSecond
    #expect(isOver && found[0].p50.isNaN)
  }

  @Test func memoryIsBoundedAndTheOldestIsNotCounted() {
    var ages = Self.begun()
    // Of 100 ticks that wait for a sample the last 64 are counted: 37 … 100 ms, with 68 ms in the middle.
    for tick in 1...100 as ClosedRange<Int64> { ages.take(tick: Self.time(tick), of: 0, newest: 1) }
    ages.take(1, stream: 0, captured: Self.time(0))
    #expect(Self.isNear(Self.end(&ages)[0].p50, 0.068))
    // Of 513 samples the first is not remembered.
    for number in 2...514 as ClosedRange<UInt64> { ages.take(number, stream: 0, captured: Self.time(1_000)) }
    ages.take(tick: Self.time(1_005), of: 0, newest: 2)
    ages.take(tick: Self.time(1_007), of: 0, newest: 3)
    let isOver = ages.roll(at: Self.time(2_000))
    #expect(isOver && Self.isNear(ages.lastSecond[0].p50, 0.007))
  }
}
