// Humanoid/ is a body to drive: joints with servos, two grippers, a door. It computes what a robot would feel and
// report; it knows no link, no gate and no clock.
package import ExocapCore

/// A humanoid that hangs by its pelvis: servo joints with friction, gravity and end stops, grippers, and a door to open.
///
/// Each joint is a servo on its own inertia, the diagonal of the mass matrix; how one joint's acceleration throws the
/// others is left out. Steps of 1 ms in four substeps, all arithmetic from ExocapCore: same calls, same bits.
package struct SimulatedHumanoid: ~Copyable {
  /// How often the world moves on.
  package static let stepLength = Interval.milliseconds(1)
  /// Springs of pads and stops want shorter steps than the servos.
  static let substeps = 4
  /// The most steps of one `advance`; a caller that stalled for longer finds a world that did too.
  static let longestCatchUp = 1_000

  /// How many joints the profile lists.
  package let jointCount: Int
  /// The door; nil where there is none.
  package internal(set) var door: MicrowaveDoor?
  var servos: [JointServo]
  var grippers: [SimulatedGripper]
  var kinematics: KinematicState
  var jacobian: Jacobian
  var loads: [Double]
  var handleForce = Vec3.zero
  /// When the world is; `.never` before the first `advance`.
  package private(set) var time = Timestamp.never

  /// Builds the robot of a profile, at rest.
  ///
  /// `pose` [rad] or [m] is where each joint starts and what its own controller holds, in profile order; missing ones
  /// start at zero. All are brought within their limits. Joints of the kinematics that the profile does not list stay
  /// at zero. `friction` scales the joints' own (0 for none).
  package init(
    _ profile: RobotProfile, pose: [Double] = [], door: MicrowaveDoor.Build? = nil, friction: Double = 1
  ) throws(KinematicError) {
    let model = try KinematicModel(profile.kinematics)
    var servos: [JointServo] = []
    for (place, joint) in profile.joints.enumerated() {
      guard let index = model.joint(named: joint.name) else { throw .unknownJoint(joint.name) }
      let start = place < pose.count ? pose[place] : 0
      let isPrismatic = model.limits[index].isPrismatic
      servos.append(JointServo(joint, index: index, start: start, isPrismatic: isPrismatic, friction: friction))
    }
    var grippers: [SimulatedGripper] = []
    for gripper in profile.grippers {
      guard let place = profile.joints.firstIndex(where: { $0.name == gripper.joint }),
        let made = SimulatedGripper(gripper, joint: place, kinematics: profile.kinematics, model: model)
      else { throw .unknownJoint(gripper.joint) }
      servos[place].ceiling = gripper.forceCeiling
      grippers.append(made)
    }
    self.door = door.map { MicrowaveDoor($0) }
    self.servos = servos
    self.grippers = grippers
    jointCount = servos.count
    kinematics = KinematicState(model)
    jacobian = Jacobian(model)
    loads = Array(repeating: 0, count: servos.count)
    place()
  }

  /// Takes a command for all joints; it stays in force until the next.
  ///
  /// Numbers that are not finite ask for nothing. The caller (the gate) has already refused what is stale.
  package mutating func take(_ command: Command) {
    for joint in servos.indices {
      servos[joint].asked = JointServo.SetPoint(
        q: command.q[joint], dq: command.dq[joint].orZero, tau: command.tau[joint].orZero,
        kp: max(0, command.kp[joint].orZero), kd: max(0, command.kd[joint].orZero))
      let group = Int(servos[joint].group.rawValue)
      servos[joint].weight = max(0, min(1, command.weight[group].orZero))
    }
    for gripper in grippers {
      let force = command.gripForce[Int(gripper.group.rawValue)]
      servos[gripper.joint].ceiling = force.isFinite ? max(0, min(force, gripper.forceCeiling)) : gripper.forceCeiling
    }
  }

  /// Moves the world on in whole steps up to `now`; the first call only sets the time.
  package mutating func advance(to now: Timestamp) {
    if time == .never { time = now }
    let due = (now - time).nanoseconds / SimulatedHumanoid.stepLength.nanoseconds
    guard due > 0 else { return }
    for _ in 0..<min(Int(due), SimulatedHumanoid.longestCatchUp) { step() }
    time = time + SimulatedHumanoid.stepLength * due
  }

  /// What it is and feels now.
  package mutating func report() -> HumanoidState {
    var state = HumanoidState(
      time: time, count: jointCount, q: .absent, dq: .absent, tau: .absent, squeeze: InlineArray(repeating: .nan),
      gripPoints: InlineArray(repeating: .zero), holding: .none, slipping: .none, doorAngle: door?.angle ?? .nan,
      handleForce: handleForce)
    for joint in servos.indices {
      state.q[joint] = servos[joint].q
      state.dq[joint] = servos[joint].dq
      state.tau[joint] = servos[joint].tau
    }
    for gripper in grippers {
      let group = Int(gripper.group.rawValue)
      state.squeeze[group] = gripper.forces.squeeze
      state.gripPoints[group] = kinematics.placement(link: gripper.link) * gripper.point
      if gripper.forces.squeeze > 0 { state.holding.insert(JointGroups(gripper.group)) }
      if gripper.forces.isSlipping { state.slipping.insert(JointGroups(gripper.group)) }
    }
    return state
  }
}

extension Double {
  /// The number itself, zero where it is none.
  fileprivate var orZero: Double { isFinite ? self : 0 }
}
