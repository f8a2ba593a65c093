import ExocapCore
import Glibc
import LinuxIO
import Testing

@Suite struct WallClockReadingTests {
  @Test func readsBothClocksOfTheSameMoment() {
    let before = MonotonicClock.now()
    let reading = WallClockReading.take()
    let after = MonotonicClock.now()
    #expect(reading.monotonic >= before)
    #expect(reading.monotonic <= after)
    #expect(reading.uncertainty >= .zero)
    #expect(reading.uncertainty <= after - before)
    // time(2) counts the same clock in whole seconds.
    #expect(abs(reading.realtime / 1_000_000_000 - Int64(time(nil))) <= 1)
  }

  @Test func twoReadingsAgreeOnTheDifferenceOfTheClocks() {
    let first = WallClockReading.take()
    let second = WallClockReading.take()
    let drift = (second.realtime - first.realtime) - (second.monotonic - first.monotonic).nanoseconds
    // Apart only by what each is unsure of, and by a time daemon's slewing (500 ppm at most).
    #expect(abs(drift) <= (first.uncertainty + second.uncertainty).nanoseconds + 1_000_000)
  }

  @Test func knowsWhetherATimeDaemonHoldsTheClock() {
    switch WallClockReading.take().synchronisation {
    case .synchronised(let estimated, let maximum):
      #expect(estimated >= .zero)
      #expect(maximum >= .zero)
    case .unsynchronised: break
    case .unknown: Issue.record("adjtimex is open to every user for reading")
    }
  }
}
