internal import ExocapCore

/// A robot that follows at once, behind the real gate: cheap enough for many seeds.
struct WorldRobot: ~Copyable {
  private var gate: Gate
  private var link: RobotLink
  private var state = LinkState()
  private var target: Command
  private var packet = PacketBuffer()
  private var stateDue: Timestamp = .never
  private let count: Int
  /// What it followed last.
  private(set) var accepted = 0

  /// [1/s] How fast it closes the distance to its set-point.
  static var usualBandwidth: Double { 60 }
  private let bandwidth: Double
  private static var interval: Interval { .milliseconds(2) }
  /// Whether something stands in every hand, so that it feels what it squeezes with; else it feels nothing.
  private let holdsThings: Bool

  init(_ robot: RigRobot, pose: [Double], bandwidth: Double, holdsThings: Bool) {
    self.bandwidth = bandwidth
    self.holdsThings = holdsThings
    count = robot.profile.joints.count
    gate = Gate(robot: robot.link.robot, profile: robot.profile, lastEpoch: 1)
    link = RobotLink(robot: robot.link.robot, profile: robot.profile, run: 0xB0B)
    target = Command(count: count)
    state.count = count
    for joint in 0..<count {
      state.q[joint] = joint < pose.count ? pose[joint] : 0
      state.dq[joint] = 0
      state.tau[joint] = 0
    }
  }

  var nextEvent: Timestamp { stateDue }

  /// A person moves a free joint to `position` [rad | m].
  mutating func stand(_ joint: Int, at position: Double) {
    state.q[joint] = position
    state.dq[joint] = 0
  }

  /// Takes a datagram; returns the answer to a claim.
  mutating func receive(_ datagram: [UInt8], at now: Timestamp) -> [UInt8]? {
    let action = unsafe datagram.withUnsafeBytes { unsafe gate.receive($0, at: now) }
    switch action {
    case .follow: accepted += 1
    case .grant, .seize, .repeatGrant, .refuse:
      packet.clear()
      link.encode(gate.reply, now: now, into: &packet)
      return packet.toArray()
    case .none, .reject, .hold, .release, .rest: break
    }
    return nil
  }

  /// Moves to `now`; returns the state where one is due.
  mutating func advance(to now: Timestamp) -> [UInt8]? {
    guard now >= stateDue else { return nil }
    stateDue = now + WorldRobot.interval
    gate.advance(to: now)
    gate.target(at: now, into: &target)
    let share = min(1, bandwidth * WorldRobot.interval.seconds)
    for joint in 0..<count where target.q[joint].isFinite {
      let step = share * (target.q[joint] - state.q[joint])
      state.q[joint] += step
      state.dq[joint] = step / WorldRobot.interval.seconds
    }
    if holdsThings {
      for group in 0..<JointGroup.count { state.gripForce[group] = target.gripForce[group] }
    }
    gate.fill(&state, at: now)
    packet.clear()
    link.encode(&state, captured: now, now: now, into: &packet)
    return packet.toArray()
  }
}
