import ExocapCore
import LinuxIO
import Testing

@Suite struct BackoffTests {
  @Test func doublesFromFiftyMillisecondsToOneSecond() {
    var backoff = Backoff()
    var now = Timestamp(nanoseconds: 5_000_000_000)
    #expect(backoff.isDue(at: now))
    for wait in [50, 100, 200, 400, 800, 1000, 1000] as [Int64] {
      backoff.failed(at: now)
      #expect(backoff.nextAttempt - now == .milliseconds(wait))
      #expect(!backoff.isDue(at: backoff.nextAttempt - .nanoseconds(1)))
      now = backoff.nextAttempt
      #expect(backoff.isDue(at: now))
    }
    backoff.succeeded()
    #expect(backoff == Backoff())
  }
}
