import Testing

@testable import ExocapExport

struct SignalTimesTests {
  @Test func thePeriodIsTheMedianWhateverGapsAndBurstsThereAre() {
    var times = SignalTimes()
    #expect(times.period == nil)
    for time in [0, 10, 20, 21, 31, 131, 141, 151] as [Int64] { times.take(time) }
    #expect(times.period == 10)
    #expect((times.first, times.last, times.count) == (0, 151, 8))
    #expect(times.gaps(over: 30).count == 1)
    #expect(times.gaps(over: 30).longest == 100)
  }

  @Test func timesThatDoNotGoOnAreCounted() {
    var times = SignalTimes()
    for time in [5, 15, 15, 3, 25] as [Int64] { times.take(time) }
    #expect((times.count, times.repeated, times.last) == (3, 2, 25))
    #expect(times.period == 10)
  }
}
