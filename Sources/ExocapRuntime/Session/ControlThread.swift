internal import ExocapCore
internal import LinuxIO

/// The loop around a `ControlTurn` in timer mode: an absolute timer, a tick, nothing else.
struct ControlThread: ~Copyable {
  private var turn: ControlTurn
  private let period: Interval
  private let signals: ThreadSignals

  init(turn: consuming ControlTurn, period: Interval, signals: ThreadSignals) {
    self.turn = turn
    self.period = period
    self.signals = signals
  }

  /// Turns until it is told to stop, then lets go of the robot.
  mutating func run() {
    var next = MonotonicClock.now() + period
    while !signals.shouldStop {
      MonotonicClock.sleep(until: next)
      turn.tick(arrived: .never)
      next = next + period
      // After a stall of many periods the missed ticks are not made up for: the robot would see them all at once.
      let now = MonotonicClock.now()
      if now - next > period * 4 { next = now + period }
    }
    turn.finish()
  }
}
