// Robot/ is the robot's side of the link: the gate, and behind it a humanoid that moves. It knows no socket.

package import ExocapCore

/// A humanoid behind its gate: datagrams and time in, datagrams out.
package struct SimulatedRobot: ~Copyable {
  private var gate: Gate
  private var link: RobotLink
  package private(set) var humanoid: SimulatedHumanoid
  private var packet = PacketBuffer()
  private var target: Command
  private var state = LinkState()
  private let stateInterval: Interval
  private var stateDue: Timestamp = .never
  /// Datagrams that the gate let through as commands.
  package private(set) var acceptedCommands: UInt64 = 0
  /// The robot's address to whom it answers is the caller's business; this counts its answers.
  package private(set) var statesSent: UInt64 = 0

  /// - Parameters:
  ///   - run: random at each start; not 0.
  ///   - lastEpoch: at least what was ever issued for this robot.
  ///   - pose: [rad | m] where each joint starts, in profile order.
  ///   - stateInterval: between two reports of state.
  package init(
    profile: RobotProfile, robot: UInt32, run: UInt64, lastEpoch: UInt32, pose: [Double], door: MicrowaveDoor.Build?,
    stateInterval: Interval = .milliseconds(2)
  ) throws(KinematicError) {
    gate = Gate(robot: robot, profile: profile, lastEpoch: lastEpoch)
    link = RobotLink(robot: robot, profile: profile, run: run)
    humanoid = try SimulatedHumanoid(profile, pose: pose, door: door)
    target = Command(count: profile.joints.count)
    self.stateInterval = stateInterval
    state.count = profile.joints.count
  }

  /// Takes one datagram. Returns what to answer at once: a grant, or a refusal.
  package mutating func receive(_ datagram: [UInt8], at now: Timestamp) -> [UInt8]? {
    let action = unsafe datagram.withUnsafeBytes { unsafe gate.receive($0, at: now) }
    switch action {
    case .follow: acceptedCommands += 1
    case .grant, .seize, .repeatGrant, .refuse:
      packet.clear()
      link.encode(gate.reply, now: now, into: &packet)
      return packet.toArray()
    case .none, .reject, .hold, .release, .rest: break
    }
    return nil
  }

  /// Moves the world on to `now`. Returns the state to report where one is due.
  package mutating func advance(to now: Timestamp) -> [UInt8]? {
    gate.advance(to: now)
    gate.target(at: now, into: &target)
    humanoid.take(target)
    humanoid.advance(to: now)
    guard now >= stateDue else { return nil }
    stateDue = stateDue == .never || now - stateDue > stateInterval ? now + stateInterval : stateDue + stateInterval
    return report(at: now)
  }

  /// The next transition of the gate that was not taken yet.
  package mutating func takeEvent() -> GateEvent? { gate.takeEvent() }

  /// Closes the door, as somebody does before the next take; does nothing where there is none.
  package mutating func closeDoor() {
    if let build = humanoid.door?.build { humanoid.door = MicrowaveDoor(build) }
  }

  /// What the humanoid is and feels now, without a wire in between.
  package mutating func observe() -> HumanoidState { humanoid.report() }

  /// What the gate is doing.
  package var gateState: GateState { gate.state }

  private mutating func report(at now: Timestamp) -> [UInt8] {
    let body = humanoid.report()
    gate.fill(&state, at: now)
    state.q = body.q
    state.dq = body.dq
    state.tau = body.tau
    state.gripForce = body.squeeze
    state.extraKind = body.doorAngle.isFinite ? LinkState.door : 0
    state.extra[0] = body.doorAngle
    packet.clear()
    link.encode(&state, captured: now, now: now, into: &packet)
    statesSent += 1
    return packet.toArray()
  }
}
