import ExocapCore
import LinuxIO
import Testing

@Suite struct MonotonicClockTests {
  @Test func neverGoesBack() {
    var last = MonotonicClock.now()
    for _ in 0..<10_000 {
      let now = MonotonicClock.now()
      #expect(now >= last)
      last = now
    }
  }

  @Test func isTheKernelsTimeSinceBoot() throws {
    // /proc/uptime counts suspended time too; nothing suspends within a test machine's life but whole seconds may pass.
    let text = String(decoding: try Files.contents(of: "/proc/uptime", atMost: 100), as: UTF8.self)
    let uptime = try #require(text.split(separator: " ").first.flatMap { Double($0) })
    #expect(MonotonicClock.now() - Timestamp(nanoseconds: 0) <= .seconds(rounding: uptime + 5))
  }

  @Test func aSleepEndsAtItsDeadlineAndNotBefore() {
    let deadline = MonotonicClock.now() + .milliseconds(2)
    MonotonicClock.sleep(until: deadline)
    #expect(MonotonicClock.now() >= deadline)
    MonotonicClock.sleep(until: .never)
  }
}
