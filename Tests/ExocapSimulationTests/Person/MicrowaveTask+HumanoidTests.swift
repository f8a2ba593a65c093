import ExocapCore
import ExocapSimulation
import Testing

/// The person's angles, sent straight to the simulated humanoid: whether the motion and the world fit each other.
struct MicrowaveTaskHumanoidTests {
  /// The arms and the right gripper, with the gains of LeRobot's unitree_g1 and the travel of the Dex1 gripper's URDF.
  private static let profile: RobotProfile = {
    let gains: [ArmJoint: (kp: Double, kd: Double)] = [
      .shoulderPitch: (50, 3), .shoulderRoll: (50, 3), .shoulderYaw: (80, 3), .elbow: (80, 3),
      .wristRoll: (40, 1.5), .wristPitch: (40, 1.5), .wristYaw: (40, 1.5),
    ]
    var joints: [RobotJoint] = []
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases {
        guard let known = G1UpperBody.kinematics.joints.first(where: { $0.name == joint.robotName(side) }) else { continue }
        joints.append(
          RobotJoint(
            name: known.name, group: side == .left ? .leftArm : .rightArm, lower: known.lower, upper: known.upper,
            velocity: known.velocity, effort: known.effort, kp: gains[joint]?.kp ?? 0, kd: gains[joint]?.kd ?? 0))
      }
    }
    let finger = "right_dex1_finger_joint_1"
    joints.append(
      RobotJoint(name: finger, group: .rightHand, lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20, kp: 2000, kd: 40))
    return RobotProfile(
      name: "g1", title: "", source: "", joints: joints,
      grippers: [Gripper(group: .rightHand, joint: finger, closed: -0.02, open: 0.0245, forceCeiling: 20)],
      kinematics: G1UpperBody.kinematics)
  }()

  /// What a rig without limits would send: the person's angles, the weight of the arms held, the fingers as the trigger says.
  private func command(_ pose: OperatorPose, _ gravity: inout KinematicState, _ model: KinematicModel) throws -> Command {
    let profile = MicrowaveTaskHumanoidTests.profile
    var command = Command(count: profile.joints.count)
    for (place, joint) in profile.joints.enumerated() {
      command.kp[place] = joint.kp
      command.kd[place] = joint.kd
      if place < 14 {
        let part = ArmJoint.allCases[place % 7]
        command.q[place] = pose[place < 7 ? .left : .right].angles[part]
        gravity.setPosition(command.q[place], joint: try #require(model.joint(named: joint.name)))
      } else {
        command.q[place] = 0.0245 - 0.0445 * pose.right.trigger
      }
    }
    gravity.updatePlacements()
    gravity.updateGravity(acceleration: Vec3(0, 0, -9.81))
    for place in 0..<14 {
      command.tau[place] = gravity.gravityTorque(joint: try #require(model.joint(named: profile.joints[place].name)))
    }
    // Fingers that touch nothing need some force to move at all.
    command.gripForce[Int(JointGroup.rightHand.rawValue)] = max(3, pose.right.gripForce)
    for group in 0..<JointGroup.count { command.weight[group] = 1 }
    return command
  }

  @Test(arguments: [1] as [UInt64])
  func opensTheDoorOfTheSimulatedHumanoid(seed: UInt64) throws {
    let profile = MicrowaveTaskHumanoidTests.profile
    let model = try KinematicModel(profile.kinematics)
    let plan = try MicrowavePlan(model)
    var random = SeededRandom(seed: seed)
    let person = Person(plan: plan, repetitions: 1, random: &random)
    let rest = person.pose(at: .zero)
    let start = ArmSide.allCases.flatMap { side in ArmJoint.allCases.map { rest[side].angles[$0] } } + [0.0245]
    var humanoid = try SimulatedHumanoid(profile, pose: start, door: plan.scene.door)
    var gravity = KinematicState(model)
    let hand = Int(JointGroup.rightHand.rawValue)

    let pullStart = try #require(person.time(of: .pullStart, take: 0))
    let pullEnd = try #require(person.time(of: .pullEnd, take: 0))
    var squeeze: [Double] = []
    var widest = 0.0
    var wasOpenBefore = false
    var time = Interval.zero
    while time < person.duration {
      humanoid.take(try command(person.pose(at: time), &gravity, model))
      humanoid.advance(to: Timestamp(nanoseconds: time.nanoseconds))
      let state = humanoid.report()
      if time < pullStart { wasOpenBefore = wasOpenBefore || state.doorAngle > 0.02 }
      if time > pullStart, time < pullEnd { squeeze.append(state.squeeze[hand]) }
      widest = max(widest, state.doorAngle)
      time = time + .milliseconds(2)
    }
    #expect(!wasOpenBefore, "seed \(seed)")
    #expect(abs(widest - plan.scene.openingAngle) < 0.12, "seed \(seed): opened by \(widest) rad of \(plan.scene.openingAngle)")
    let held = squeeze.reduce(0, +) / Double(squeeze.count)
    #expect(abs(held - 15) < 1, "seed \(seed): held with \(held) N")
    #expect(humanoid.report().squeeze[hand] == 0, "seed \(seed)")
  }
}
