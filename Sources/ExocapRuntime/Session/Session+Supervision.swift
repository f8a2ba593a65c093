internal import ExocapCore
internal import LinuxIO

extension Session {
  /// Asks every loop to let go of its robot, as `stop` does, but returns at once: requests are still taken meanwhile.
  package func letGo() {
    for loop in loops { loop.ask(OperatorRequest(kind: .leave, groups: .all)) }
  }

  /// Whether no robot follows us any more and every lease is given back; true also where none was ever held.
  package var hasLetGo: Bool {
    loops.allSatisfy { loop in
      guard let status = loop.status.load() else { return true }
      return !status.hasLease && JointGroup.allCases.allSatisfy { status.groups[Int($0.rawValue)].weight == 0 }
    }
  }

  /// Lets `stop` not wait for the weights: commands cease, and the robot's own gate brings it to rest.
  package func hurry() {
    for loop in loops { loop.signals.hurry() }
  }

  /// Who is rung for checkpoints, for the drain thread.
  var checkpointBells: CheckpointBells { CheckpointBells(devices: parts.map(\.signals), robots: loops.map(\.signals)) }

  /// A pulse of each thread, for the watchdog: devices, loops, the drain.
  package var pulses: [ThreadPulse] {
    parts.map { ThreadPulse($0.threadName, bound: ThreadPulse.shortBound, $0.signals) }
      + loops.map { ThreadPulse("control-" + rig.robots[Int($0.robot.index)].id, bound: ThreadPulse.shortBound, $0.signals) }
      + [ThreadPulse("drain", bound: ThreadPulse.normalBound, drainSignals)]
  }
}

/// The threads that write checkpoints when they are asked to.
struct CheckpointBells: Sendable {
  let devices: [ThreadSignals]
  let robots: [ThreadSignals]

  /// Asks those that are meant. The recorder sees in the taps that they have answered.
  func ring(_ wish: CheckpointWish) {
    if wish != .robots { for signals in devices { _ = signals.wantCheckpoint() } }
    if wish != .devices { for signals in robots { _ = signals.wantCheckpoint() } }
  }
}
