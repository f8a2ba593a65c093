import ExocapCore
@testable import ExocapRuntime
import Testing

@Suite struct StreamFiguresTests {
  static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  /// 100 Hz, three values, stale after 50 ms.
  static func figures(rate: Double = 100) -> StreamFigures {
    StreamFigures(StreamProfile(name: "s", kind: .joints, rate: rate, staleAfter: .milliseconds(50), values: []))
  }

  @Test func aGapIsMoreThanTwoAndAHalfPeriods() {
    var figures = Self.figures()
    for milliseconds in [0, 10, 35, 45, 71, 171] as [Int64] {
      figures.take(arrived: Self.time(milliseconds), valid: 7, saturated: 0, count: 3)
    }
    #expect(figures.samples == 6)
    #expect(figures.gaps == 2)
    #expect(figures.longestGap == .milliseconds(100))
  }

  @Test func withoutARateTheDeadlineIsTheBound() {
    var figures = Self.figures(rate: 0)
    for milliseconds in [0, 50, 101] as [Int64] { figures.take(arrived: Self.time(milliseconds), valid: 7, saturated: 0, count: 3) }
    #expect(figures.gaps == 1)
  }

  @Test func invalidAndSaturatedSamplesAreCountedOnce() {
    var figures = Self.figures()
    figures.take(arrived: Self.time(0), valid: 0b111, saturated: 0, count: 3)
    figures.take(arrived: Self.time(10), valid: 0b001, saturated: 0b110, count: 3)
    figures.take(arrived: Self.time(20), valid: .max, saturated: 1 << 10, count: 3)
    figures.take(arrived: Self.time(30), valid: .max, saturated: 0, count: 64)
    #expect(figures.invalid == 1)
    #expect(figures.saturated == 1)
  }

  @Test func jumpsAndSaturationsAreCountedWhereTheyBegin() {
    var figures = Self.figures()
    for event in [.jumpRefused, .saturationBegan, .saturationEnded, .jumpRefused, .tareDone, .tareRefused] as [CalibrationEvent.Kind] {
      figures.note(event)
    }
    #expect(figures.jumps == 2)
    #expect(figures.saturations == 1)
  }

  @Test func staleAndFreshAreToldOnceEach() {
    var figures = Self.figures()
    #expect(figures.look(at: Self.time(1000), openSince: .never) == false)
    #expect(figures.look(at: Self.time(1000), openSince: Self.time(951)) == false)
    // Opened 51 ms ago and never heard.
    #expect(figures.look(at: Self.time(1002), openSince: Self.time(951)) == true)
    #expect(figures.isStale)
    #expect(figures.look(at: Self.time(1100), openSince: Self.time(951)) == false)
    figures.take(arrived: Self.time(1110), valid: 7, saturated: 0, count: 3)
    #expect(figures.look(at: Self.time(1111), openSince: Self.time(951)) == true)
    #expect(figures.isStale == false)
    #expect(figures.look(at: Self.time(1160), openSince: Self.time(951)) == false)
    #expect(figures.look(at: Self.time(1161), openSince: Self.time(951)) == true)
    // A port that is closed is told as such, not as silence.
    #expect(figures.look(at: Self.time(1200), openSince: .never) == true)
    #expect(figures.isStale == false)
  }
}
