internal import ExocapCore
internal import LinuxIO

extension DemoSession {
  /// How long the arms follow before the daemon dies.
  private static var longEnough: Interval { .seconds(3) }

  /// The last take: the daemon is killed in the middle of it (kill -9). The robot's own gate holds and lets go; another daemon starts,
  /// and makes a whole file of what the first one left.
  func playKilled(
    _ number: Int, _ signals: borrowing SignalDescriptor, _ connection: inout DaemonConnection
  ) throws -> DemoTake {
    let path = try begin(number, signals, &connection)
    var since = Timestamp.never
    try wait("the arms to follow for a while", 20, signals) {
      let now = try status(&connection)
      progress.show(now)
      let isFollowing = states(now).contains("engaged")
      if !isFollowing { since = .never } else if since == .never { since = MonotonicClock.now() }
      return since != .never && MonotonicClock.now() - since >= DemoSession.longEnough
    }
    progress.note("the daemon is killed while it records (kill -9)")
    let killedAt = try replaceDaemon(signals, &connection)
    progress.note("another one runs; the robot had let go by itself")
    try wait("the torn recording to be whole again", 15, signals) { Files.exists(path) }
    robot?.say("close")
    return DemoTake(number: number, path: path, killedAt: killedAt)
  }
}
