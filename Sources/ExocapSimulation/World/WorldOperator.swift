internal import ExocapCore

/// Who wears a world's devices: where both arms are, and when the confirming acts are done.
struct WorldOperator {
  private enum Way {
    case wander(Wander)
    case motion(RecordedMotion)
    /// The recorded calls have it all.
    case recorded
  }

  private let way: Way
  private let groups: [Int]
  private var isAsked = false
  /// When the motion began, of which every group followed the start; `.never` before.
  private(set) var motionStart: Timestamp = .never

  /// How long the act is done, and how long it is not, while a group waits for it: seen by the slowest device.
  private static var pulse: Interval { .milliseconds(200) }
  /// After the motion's end: as long as the slowest arm needs to arrive.
  private static var rest: Interval { .milliseconds(500) }
  /// An operator whose robot does not engage goes home.
  static var patience: Interval { .seconds(15) }

  init(_ operation: WorldOptions.Operation, rig: Rig, random: inout SeededRandom) {
    switch operation {
    case .wander: way = .wander(Wander(random: &random, confirmAt: .milliseconds(600)))
    case .motion(let motion): way = .motion(motion)
    case .recorded: way = .recorded
    }
    groups = JointGroup.allCases.filter { rig.robots[0].engagement.groups.has($0) }.map { Int($0.rawValue) }
  }

  /// Whether the operator does more than the world's own requests: stands the free robot where he is, and engages after each loss.
  var isDetermined: Bool {
    if case .wander = way { return false }
    return true
  }

  /// How long the motion takes; nil where there is none.
  private var length: Interval? {
    if case .motion(let motion) = way { return motion.duration }
    return nil
  }

  /// Whether the motion is over, or never began.
  func isOver(at now: Timestamp, start: Timestamp) -> Bool {
    guard let length else { return false }
    return motionStart == .never ? now - start > WorldOperator.patience : now - motionStart > length + WorldOperator.rest
  }

  /// Looks at the groups after a tick. True: one is disarmed, and is asked for.
  mutating func look(at loop: borrowing ControlLoop, now: Timestamp) -> Bool {
    var isDisarmed = false
    var areAllEngaged = !groups.isEmpty
    isAsked = false
    for group in groups {
      let state = loop.engagement.groups[group].state
      if state == .disarmed { isDisarmed = true }
      if state == .aligning { isAsked = true }
      if state != .engaged { areAllEngaged = false }
    }
    if motionStart == .never && areAllEngaged { motionStart = now }
    return isDisarmed
  }

  /// Both arms now; nil where nobody but the recording knows.
  func pose(at now: Timestamp, start: Timestamp) -> OperatorPose? {
    switch way {
    case .wander(let wander): return wander.pose(at: now - start)
    case .motion(let motion):
      var pose = motion.pose(at: motionStart == .never ? .zero : now - motionStart)
      let place = (now - start).nanoseconds % (2 * WorldOperator.pulse.nanoseconds)
      pose.isConfirming = isAsked && place >= WorldOperator.pulse.nanoseconds
      return pose
    case .recorded: return nil
    }
  }
}
