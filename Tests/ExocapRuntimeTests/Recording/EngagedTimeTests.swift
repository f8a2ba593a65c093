import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

@Suite struct EngagedTimeTests {
  private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: 1_000_000 * milliseconds) }

  @Test func onlyTimeAfterAnEngagedTickCounts() {
    var time = EngagedTime()
    // Engaged from 10 to 30 ms, and again from 50 ms on.
    for (moment, isEngaged) in [(0, false), (10, true), (20, true), (30, false), (40, false), (50, true), (54, true)] as [(Int64, Bool)] {
      time.take(robot: 0, isEngaged: isEngaged, at: at(moment))
    }
    #expect(time.total == .milliseconds(24))
  }

  @Test func twoRobotsAtOnceCountOnce() {
    var time = EngagedTime()
    time.take(robot: 0, isEngaged: true, at: at(0))
    time.take(robot: 1, isEngaged: true, at: at(5))
    time.take(robot: 0, isEngaged: false, at: at(10))
    // Late, as another tap is: it counts from 10 ms on.
    time.take(robot: 1, isEngaged: true, at: at(7))
    time.take(robot: 1, isEngaged: false, at: at(20))
    time.take(robot: 1, isEngaged: false, at: at(30))
    #expect(time.total == .milliseconds(20))
  }

  @Test func aGapCountsAtMostATenthOfASecond() {
    var time = EngagedTime()
    time.take(robot: 0, isEngaged: true, at: at(0))
    time.take(robot: 0, isEngaged: true, at: at(5000))
    #expect(time.total == .milliseconds(100))
  }

  /// The recorder counts while it records; a file without its end is counted from its messages. Both look at the same ticks.
  @Test func whatTheRecorderCountedIsWhatTheMessagesSay() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let recording = try Recording(path: recorded.file.path)
    let counted = try #require(recording.closing?["engaged_ns"].flatMap { Int64($0) })
    let measured = recording.measureTimes()
    #expect(measured.engaged == .nanoseconds(counted))
    // Engaged when it began, let go of after 1.5 s.
    #expect(abs(measured.engaged.seconds - 1.5) < 0.02, "\(measured.engaged.seconds) s")
    #expect(abs(measured.length.seconds - 1.7) < 0.05, "\(measured.length.seconds) s")
  }
}
