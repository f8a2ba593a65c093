import ExocapCore
@testable import ExocapRuntime
import Testing

@Suite struct RateWindowTests {
  static func time(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  @Test func countsWhatHappenedInTheLastSecond() {
    var window = RateWindow()
    // Every 4 ms from 10.0 s to 12.0 s.
    for step in 0..<500 { window.note(at: Self.time(10_000 + Int64(step) * 4)) }
    #expect(window.rate(at: Self.time(12_000)) == 250)
    #expect(window.rate(at: Self.time(12_050)) == 250)
    #expect(window.rate(at: Self.time(12_500)) == 125)
    #expect(window.rate(at: Self.time(13_100)) == 0)
    #expect(window.rate(at: Self.time(99_000)) == 0)
  }

  @Test func aYoungStreamIsMeasuredOverItsOwnTime() {
    var window = RateWindow()
    #expect(window.rate(at: Self.time(5)) == 0)
    for step in 0..<30 { window.note(at: Self.time(20_000 + Int64(step) * 10)) }
    #expect(window.rate(at: Self.time(20_099)).isNaN)
    #expect(window.rate(at: Self.time(20_300)) == 100)
  }

  @Test func silenceAndAReturnAreSeen() {
    var window = RateWindow()
    for step in 0..<100 { window.note(at: Self.time(Int64(step) * 10)) }
    for step in 0..<50 { window.note(at: Self.time(60_000 + Int64(step) * 10)) }
    #expect(window.rate(at: Self.time(60_500)) == 50)
  }

  @Test func whatComesTooLateIsNotCounted() {
    var window = RateWindow()
    window.note(at: Self.time(10_000))
    window.note(at: Self.time(8_000))
    #expect(window.rate(at: Self.time(11_000)) == 1)
  }
}
