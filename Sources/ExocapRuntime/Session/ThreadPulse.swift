package import ExocapCore

/// What the watchdog sees of a thread: that it turns.
package struct ThreadPulse: Sendable {
  /// As `top -H` shows it, but whole.
  package let name: String
  /// A turn takes no longer than this, whatever the thread waits for.
  package let bound: Interval
  private let signals: ThreadSignals

  /// For threads that wait 20 ms at most: a second without a turn is no bad luck.
  static var shortBound: Interval { .seconds(1) }
  /// For threads without priority: a machine that is busy for some seconds loses records, which is told, but need not lose the robot.
  static var normalBound: Interval { .seconds(5) }
  /// For threads that wait for disks. A disk that hangs does not stop the robot: it is told, and only a dead one restarts us.
  static var diskBound: Interval { .seconds(30) }

  init(_ name: String, bound: Interval, _ signals: ThreadSignals) {
    self.name = name
    self.bound = bound
    self.signals = signals
  }

  /// How often the thread has passed its wait.
  package var turns: UInt64 { signals.turns }

  /// Whether it was told to end: then nothing is expected of it any more.
  package var isEnding: Bool { signals.shouldStop }
}
