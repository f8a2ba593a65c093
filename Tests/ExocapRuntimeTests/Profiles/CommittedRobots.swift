internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// How each committed robot profile was made: of which file, and what a person added from which table.
struct CommittedRobots {
  static let names = ["unitree-g1", "unitree-g1-dex1", "unitree-g1-23dof", "unitree-g1-dex3", "unitree-h1-2"]

  let robotImport: RobotImport
  let robot: URDFRobot

  /// Nil where the shared data are absent.
  static func plan(_ name: String) throws -> CommittedRobots? {
    guard let path = Requirement.sharedData("joint_tables.json") else { return nil }
    let source = try readText(path)
    let table = try #require(YAMLDocument.parse(source, diagnostics: Diagnostics()))
    switch name {
    case "unitree-g1": return try g1(table)
    case "unitree-g1-dex1": return try g1WithGrippers(table)
    case "unitree-g1-23dof": return try g1WithFewerJoints(table)
    case "unitree-g1-dex3": return try g1WithHands(table)
    default: return try h12(table)
    }
  }

  static func urdf(_ file: String) throws -> URDFRobot? {
    guard let path = Requirement.sharedData("robots/\(file)") else { return nil }
    let diagnostics = Diagnostics()
    let source = try readText(path)
    let robot: URDFRobot = try #require(URDFReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
    return robot
  }

  private static func plain(_ file: String, _ table: YAMLNode) throws -> CommittedRobots? {
    guard let robot = try urdf(file) else { return nil }
    var plan = RobotImport(source: "unitreerobotics/unitree_ros d6f13aad, robots/g1_description/\(file) (BSD-3-Clause)")
    plan.gains = try lerobotGains(table)
    for (group, side) in [(JointGroup.leftArm, "left"), (.rightArm, "right")] {
      plan.armFrames[group] = ArmFrames(
        shoulder: "\(side)_shoulder_roll_link", elbow: "\(side)_elbow_link", wrist: "\(side)_wrist_yaw_link", tool: Vec3(0.05, 0, 0))
    }
    plan.armsSource = "the roll axis stands where the shoulder's axes meet; tool: xr_teleoperate's hand, 5 cm before the wrist"
    plan.suggest = g1Limits
    (plan.body, plan.apart) = g1Body(forearm: "elbow", hand: "wrist_yaw")
    plan.bodySource = "chosen: rods along the links, as thick as the shells about them are roughly; a gripper needs its own"
    return CommittedRobots(robotImport: plan, robot: robot)
  }

  /// Trunk, upper arms, forearms and hands: arm against arm, forearms and hands against the trunk.
  static func g1Body(forearm: String, hand: String) -> ([BodyCapsule], [CapsulePair]) {
    var body = [BodyCapsule(name: "trunk", link: "torso_link", from: Vec3(0, 0, 0.05), to: Vec3(0, 0, 0.28), radius: 0.09)]
    for side in ["left", "right"] {
      body += [
        BodyCapsule(
          name: "\(side)_upper_arm", link: "\(side)_shoulder_yaw_link", from: Vec3(0, 0, 0.05), to: Vec3(0.01, 0, -0.07), radius: 0.035),
        BodyCapsule(
          name: "\(side)_forearm", link: "\(side)_\(forearm)_link", from: Vec3(0, 0, -0.005), to: Vec3(0.09, 0, -0.01), radius: 0.03),
        BodyCapsule(name: "\(side)_hand", link: "\(side)_\(hand)_link", from: .zero, to: Vec3(0.1, 0, 0), radius: 0.03),
      ]
    }
    var apart: [CapsulePair] = []
    for first in ["upper_arm", "forearm", "hand"] {
      for second in ["upper_arm", "forearm", "hand"] { apart.append(CapsulePair("left_\(first)", "right_\(second)")) }
    }
    for side in ["left", "right"] { for part in ["forearm", "hand"] { apart.append(CapsulePair("trunk", "\(side)_\(part)")) } }
    return (body, apart)
  }

  private static func g1(_ table: YAMLNode) throws -> CommittedRobots? {
    guard let plan = try plain("g1_29dof_rev_1_0.urdf", table) else { return nil }
    var robotImport = plan.robotImport
    robotImport.name = "unitree-g1"
    robotImport.title = "Unitree G1, 29 joints, no hands"
    return CommittedRobots(robotImport: robotImport, robot: plan.robot)
  }

  private static func g1WithGrippers(_ table: YAMLNode) throws -> CommittedRobots? {
    guard let plan = try plain("g1_29dof_mode_15_with_dex1_1.urdf", table) else { return nil }
    var robotImport = plan.robotImport
    robotImport.name = "unitree-g1-dex1"
    robotImport.title = "Unitree G1, 29 joints, two Dex1-1 grippers"
    for (side, group) in [("left", JointGroup.leftHand), ("right", .rightHand)] {
      let joint = "\(side)_dex1_finger_joint_1"
      robotImport.gains[joint] = RobotImport.Gains(
        kp: 2000, kd: 40, source: "chosen: the full 20 N at 10 mm of error, critically damped for two fingers of 0.087 kg (37 Ns/m)")
      robotImport.followers["\(side)_dex1_finger_joint_2"] = joint
      robotImport.grippers.append(
        (
          Gripper(group: group, joint: joint, closed: -0.02, open: 0.0245, forceCeiling: 20),
          "travel and 20 N: the URDF; open is up: the fingers' masses lie on the side to which positive travel moves them"
        ))
    }
    return CommittedRobots(robotImport: robotImport, robot: plan.robot)
  }

  /// The 29-joint robot's numbers where the joints exist. What hangs on joints that this robot does not have is left out, and so are
  /// the legs: no source says how torso and waist are joined without the waist's roll and pitch.
  private static func g1WithFewerJoints(_ table: YAMLNode) throws -> CommittedRobots? {
    guard let plan = try plain("g1_29dof_rev_1_0.urdf", table) else { return nil }
    var robotImport = plan.robotImport
    robotImport.name = "unitree-g1-23dof"
    robotImport.title = "Unitree G1, 23 joints, no hands"
    robotImport.header = [
      "The 23-joint robot has no waist roll and pitch and no wrist pitch and yaw (joints 13, 14, 20, 21, 27, 28 of the 29 are invalid).",
      "Numbers are the 29-joint robot's where the joints exist. Kinematics: the arms from the torso on, whose parts are the same; no",
      "source gives how torso and pelvis are joined without those joints, nor what hangs on the wrist's roll.",
    ]
    let missing = ["waist_roll", "waist_pitch", "left_wrist_pitch", "left_wrist_yaw", "right_wrist_pitch", "right_wrist_yaw"].map {
      $0 + "_joint"
    }
    let rows = try #require(table["unitree_g1_29dof_rev_1_0"]?["joints"]?.items)
    robotImport.order = rows.compactMap { $0["name"]?.text }.filter { !missing.contains($0) }
    let arms = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll"]
    let kept = ["left", "right"].flatMap { side in arms.map { "\(side)_\($0)" } }
    let whole = plan.robot.kinematics
    let kinematics = RobotKinematics(
      links: whole.links.filter { link in link.name == "torso_link" || kept.contains { link.name == $0 + "_link" } },
      joints: whole.joints.filter { joint in kept.contains { joint.name == $0 + "_joint" } })
    for name in robotImport.order where !kinematics.joints.contains(where: { $0.name == name }) {
      let joint = try #require(whole.joints.first { $0.name == name })
      let gains = try #require(robotImport.gains[name])
      let group = try #require(RobotImport.group(of: name))
      robotImport.unmodelled.append(
        RobotJoint(
          name: name, group: group, lower: joint.lower, upper: joint.upper, velocity: joint.velocity, effort: joint.effort, kp: gains.kp,
          kd: gains.kd))
    }
    for side in [JointGroup.leftArm, .rightArm] {
      let word = side == .leftArm ? "left" : "right"
      robotImport.armFrames[side]?.wrist = "\(word)_wrist_roll_link"
      robotImport.armFrames[side]?.tool = .zero
    }
    (robotImport.body, robotImport.apart) = g1Body(forearm: "elbow", hand: "wrist_roll")
    robotImport.armsSource = "the roll axis stands where the shoulder's axes meet"
    return CommittedRobots(robotImport: robotImport, robot: URDFRobot(name: "g1", kinematics: kinematics))
  }

  private static func g1WithHands(_ table: YAMLNode) throws -> CommittedRobots? {
    guard let plan = try plain("g1_29dof_rev_1_0.urdf", table), let hand = try urdf("dex3_1_r.urdf") else { return nil }
    var robotImport = plan.robotImport
    robotImport.name = "unitree-g1-dex3"
    robotImport.title = "Unitree G1, 29 joints, two Dex3-1 hands"
    robotImport.source += "; dex3_1_r.urdf of the same repository"
    robotImport.header = [
      "Right hand: its URDF. Left hand: order and limits of the joint table, velocity and effort of the right one's same joints; no",
      "source gives its links. Orders differ: middle before index on the left, index before middle on the right (xr_teleoperate's).",
    ]
    let facts = try #require(table["unitree_dex3_1"])
    let gains = try #require(facts["gains"]?["xr_teleoperate"]?.items).compactMap(\.double)
    let left = try #require(facts["order"]?["left"]?.items).compactMap(\.text)
    let right = try #require(facts["order"]?["right"]?.items).compactMap(\.text)
    let body = try #require(table["unitree_g1_29dof_rev_1_0"]?["joints"]?.items).compactMap { $0["name"]?.text }
    robotImport.order = body + (left + right).map { $0 + "_joint" }
    for name in left {
      let part = String(name.dropFirst("left_hand_".count))
      let twin = try #require(hand.kinematics.joints.first { $0.name == "right_hand_\(part)_joint" })
      let limits = try #require(facts["left_limits"]?[part]?.items).compactMap(\.double)
      robotImport.unmodelled.append(
        RobotJoint(
          name: name + "_joint", group: .leftHand, lower: limits[0], upper: limits[1], velocity: twin.velocity, effort: twin.effort,
          kp: gains[0], kd: gains[1]))
    }
    for name in left + right {
      robotImport.gains[name + "_joint"] = RobotImport.Gains(kp: gains[0], kd: gains[1], source: "xr_teleoperate")
    }
    // No source gives where the last phalanx ends.
    let tip = 0.0458
    robotImport.hands = [
      HandModel(
        group: .rightHand, kinematics: hand.kinematics,
        fingers: [
          Finger(name: .thumb, knuckle: "right_hand_thumb_1_link", tip: "right_hand_thumb_2_link", tipOffset: Vec3(0, tip, 0)),
          Finger(name: .index, knuckle: "right_hand_index_0_link", tip: "right_hand_index_1_link", tipOffset: Vec3(tip, 0, 0)),
          Finger(name: .middle, knuckle: "right_hand_middle_0_link", tip: "right_hand_middle_1_link", tipOffset: Vec3(tip, 0, 0)),
        ])
    ]
    robotImport.fingersSource = "no source gives the last phalanx's length: taken as that of the one before; CHECK on the hand"
    return CommittedRobots(robotImport: robotImport, robot: plan.robot)
  }

  private static func h12(_ table: YAMLNode) throws -> CommittedRobots? {
    let facts = try #require(table["unitree_h1_2"])
    var robotImport = RobotImport(source: "unitreerobotics/unitree_ros d6f13aad, robots/h1_2_description/h1_2_handless.urdf (BSD-3-Clause)")
    robotImport.name = "unitree-h1-2"
    robotImport.title = "Unitree H1-2, 27 joints, no hands"
    robotImport.header = [
      "Order, limits, velocities and efforts are the joint table's, and the URDF's alike. Arms have no collision bodies: nobody measured the shells.",
      "The legs' order is yaw, pitch, roll as in the file; xr_teleoperate's list has yaw, roll, pitch.",
    ]
    let gains = try #require(facts["gains"]?["xr_teleoperate"])
    for row in try #require(facts["joints"]?.items) {
      let name = try #require(row["name"]?.text)
      // xr_teleoperate's weak motors are the ankles and the arms down to the elbow.
      let isWeak = name.contains("ankle") || name.contains("shoulder") || name.contains("elbow")
      let kind = name.contains("wrist") ? "wrist" : isWeak ? "low" : "high"
      func number(_ node: YAMLNode, _ key: String) throws -> Double { try #require(node[key]?.double) }
      robotImport.gains[name] = RobotImport.Gains(
        kp: try number(gains, "kp_\(kind)"), kd: try number(gains, "kd_\(kind)"), source: "xr_teleoperate, H1_2")
    }
    for (group, side) in [(JointGroup.leftArm, "left"), (.rightArm, "right")] {
      robotImport.armFrames[group] = ArmFrames(
        shoulder: "\(side)_shoulder_roll_link", elbow: "\(side)_elbow_link", wrist: "\(side)_wrist_yaw_link", tool: Vec3(0.05, 0, 0))
    }
    robotImport.armsSource =
      "the shoulder's axes meet 34 mm behind the roll link; tool: xr_teleoperate's hand on the G1, 5 cm before the wrist"
    robotImport.suggest = { joints in
      var limits = g1Limits(joints)
      limits.source = "those of the G1 (retargeting study): nobody measured the H1-2"
      return limits
    }
    // The URDF is not among the shared data: the links are held by hand calculation (HardwareProfilesTests), the rest of the file here.
    let committed = try readText(Requirement.repositoryRoot + "/hw-profiles/robots/unitree-h1-2.yaml")
    let profile = try #require(RobotProfileReader.read(committed, diagnostics: Diagnostics()))
    return CommittedRobots(robotImport: robotImport, robot: URDFRobot(name: "h1_2", kinematics: profile.kinematics))
  }

  /// The G1's, from the retargeting study: 6 rad/s, wrists 8, both under the 10 that Unitree's SDK takes for a fault; the gentle ends
  /// of 60 to 120 rad/s² and 6,000 to 30,000 rad/s³.
  @Sendable private static func g1Limits(_ joints: [RobotJoint]) -> SuggestedLimits {
    let isSlide = joints.map { $0.name.contains("dex1") }
    func perJoint(_ turning: Double, _ sliding: Double) -> [Double] { isSlide.map { $0 ? sliding : turning } }
    return SuggestedLimits(
      source: "retargeting study of the G1: under the 10 rad/s that Unitree's SDK takes for a fault; a 60 to 120, j 6000 to 30000",
      limits: LimitSettings(
        velocity: joints.map { joint in
          joint.name.contains("dex1") ? joint.velocity : min(joint.name.contains("wrist") ? 8 : 6, joint.velocity)
        }, acceleration: perJoint(60, 5), jerk: perJoint(6000, 500), margin: perJoint(2 * .pi / 180, 0)),
      handSpeed: 1)
  }

  /// LeRobot's gains for the G1, by joint name.
  private static func lerobotGains(_ table: YAMLNode) throws -> [String: RobotImport.Gains] {
    let gains = try #require(table["unitree_g1_29dof_rev_1_0"]?["gains"]?["lerobot unitree_g1 (legs/waist/arm[7])"])
    var result: [String: RobotImport.Gains] = [:]
    func set(_ name: String, _ kp: Double?, _ kd: Double?) {
      guard let kp, let kd else { return }
      result[name] = RobotImport.Gains(kp: kp, kd: kd, source: "lerobot unitree_g1")
    }
    let legs = ["hip_pitch", "hip_roll", "hip_yaw", "knee", "ankle_pitch", "ankle_roll"]
    let arms = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"]
    for (names, key) in [(legs, "legs"), (arms, "arm")] {
      let rows = try #require(gains[key]?.items).map(\.items)
      for (index, name) in names.enumerated() {
        for side in ["left", "right"] { set("\(side)_\(name)_joint", rows[0][index].double, rows[1][index].double) }
      }
    }
    let waist = try #require(gains["waist"]?.items)
    for name in ["yaw", "roll", "pitch"] { set("waist_\(name)_joint", waist[0].double, waist[1].double) }
    #expect(result.count == 29)
    return result
  }
}
