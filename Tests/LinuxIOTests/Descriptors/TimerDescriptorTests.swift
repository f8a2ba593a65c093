import ExocapCore
import LinuxIO
import Testing

@Suite struct TimerDescriptorTests {
  @Test func fallsDueAtItsTimeAndNotBefore() throws {
    let timer = try TimerDescriptor()
    let due = MonotonicClock.now() + .milliseconds(4)
    timer.set(first: due)
    #expect(timer.pollDescriptor.wait(for: .readable, until: soon) == .readable)
    #expect(MonotonicClock.now() >= due)
    #expect(timer.takeExpirations() == 1)
    #expect(timer.takeExpirations() == 0)
  }

  @Test func countsThePeriodsThatWereMissed() throws {
    let timer = try TimerDescriptor()
    // Ten periods ago: the first time and ten more have passed.
    timer.set(first: MonotonicClock.now() - .seconds(10), every: .seconds(1))
    #expect(timer.pollDescriptor.wait(for: .readable, until: soon) == .readable)
    #expect(timer.takeExpirations() == 11)
  }

  @Test func aCancelledTimerDoesNotFallDue() throws {
    let timer = try TimerDescriptor()
    timer.set(first: MonotonicClock.now() - .seconds(1))
    timer.cancel()
    #expect(timer.pollDescriptor.wait(for: .readable, until: .never) == .none)
    #expect(timer.takeExpirations() == 0)
  }
}
