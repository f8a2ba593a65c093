internal import ExocapCore

/// Holds what a robot was told against the bounds of its rig, from the outside: differences of the positions in its command datagrams over
/// the time that each step was given.
struct SentWitness {
  private struct Joint {
    /// [rad | m] As the wire carries it; NaN where nothing is known.
    var position = Double.nan
    var velocity = 0.0
    var acceleration = 0.0
    /// How many of these differences are the commands' own: 0 none, 1 the velocity, 2 the acceleration too.
    var own = 0
  }

  private let profile: RobotProfile
  private let limits: LimitSettings
  private var joints: [Joint]
  private var lastStep = Timestamp.never
  private(set) var commands: UInt64 = 0

  /// Rounding of the witness's own divisions, as a part: far under what a motor can tell.
  private static let slack = 1.000_001
  /// The same for a third difference, in which the wire's own rounding counts.
  private static let jerkSlack = 1.000_1
  /// [rad/s | m/s] What is slower rests: then no command's motion is cut in two by the weight that comes.
  private static let rest = 1e-3

  init(_ robot: RigRobot) {
    profile = robot.profile
    limits = robot.limits
    joints = Array(repeating: Joint(), count: robot.profile.joints.count)
  }

  /// Ticks may be missing here: differences over them mean nothing.
  mutating func noteGap() {
    for index in joints.indices { joints[index] = Joint() }
    lastStep = .never
  }

  /// Takes the next tick; what its command breaks, in words.
  mutating func take(_ tick: TickRecord) -> [String] {
    defer { if tick.stepTime > 0 { lastStep = tick.time } }
    var problems: [String] = []
    if lastStep != .never, tick.stepTime > (tick.time - lastStep).seconds + 1e-9 {
      problems.append("tick \(tick.tick): a step of \(tick.stepTime) s, and \((tick.time - lastStep).seconds) s have passed")
    }
    let found = unsafe tick.packet.withUnsafeBytes { bytes -> [String]? in
      guard let command = unsafe CommandFields(RecordFields(bytes)) else { return nil }
      return take(command, tick)
    }
    guard let found else {
      // The robot was told nothing: what comes next has no command before it.
      for index in joints.indices { joints[index] = Joint() }
      return problems
    }
    commands += 1
    return problems + found
  }

  private mutating func take(_ command: CommandFields, _ tick: TickRecord) -> [String] {
    var problems: [String] = []
    for index in 0..<min(joints.count, command.joints) {
      let weight = command.weight(Int(profile.joints[index].group.rawValue))
      if let problem = see(index, at: command.number(index, 0), weight: weight, time: tick.stepTime) {
        problems.append("tick \(tick.tick), \(profile.joints[index].name): \(problem)")
      }
    }
    for group in 0..<JointGroup.count {
      let (weight, force) = (command.weight(group), command.gripForce(group))
      if !(weight >= 0 && weight <= 1) { problems.append("tick \(tick.tick): weight \(weight) of group \(group)") }
      let ceiling = profile.grippers.first { Int($0.group.rawValue) == group }?.forceCeiling ?? 0
      if force.isFinite && !(force >= 0 && force <= ceiling) {
        problems.append("tick \(tick.tick): grip force \(force) N of group \(group), allowed are 0 to \(ceiling) N")
      }
    }
    return problems
  }

  private mutating func see(_ index: Int, at position: Double, weight: Double, time: Double) -> String? {
    let joint = joints[index]
    // Without weight the command stands at the measured pose, and follows it.
    guard weight > 0, joint.position.isFinite else {
      let moved = time > 0 ? (position - joint.position) / time : 0
      joints[index] = Joint(position: position, velocity: moved.isFinite ? moved : 0)
      joints[index].own = moved.isFinite && abs(moved) < SentWitness.rest ? 2 : 0
      return nil
    }
    let robot = profile.joints[index]
    guard position.isFinite else { return "has weight and no set-point" }
    if position < robot.lower || position > robot.upper { return "at \(position), allowed are \(robot.lower) to \(robot.upper)" }
    guard time > 0 else { return position == joint.position ? nil : "moved in no time" }
    let velocity = (position - joint.position) / time
    let acceleration = (velocity - joint.velocity) / time
    let jerk = (acceleration - joint.acceleration) / time
    joints[index] = Joint(position: position, velocity: velocity, acceleration: acceleration, own: min(2, joint.own + 1))
    if abs(velocity) > limits.velocity[index] * SentWitness.slack { return "velocity \(velocity), allowed \(limits.velocity[index])" }
    if joint.own > 0, abs(acceleration) > limits.acceleration[index] * SentWitness.slack {
      return "acceleration \(acceleration), allowed \(limits.acceleration[index])"
    }
    if joint.own > 1, abs(jerk) > limits.jerk[index] * SentWitness.jerkSlack { return "jerk \(jerk), allowed \(limits.jerk[index])" }
    return nil
  }
}
