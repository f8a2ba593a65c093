internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct RobotImportTests {
  private func urdf(_ file: String) throws -> URDFRobot? {
    guard let path = Requirement.sharedData("robots/\(file)") else {
      Requirement.skip("the shared robot models are absent")
      return nil
    }
    let diagnostics = Diagnostics()
    let robot: URDFRobot = try #require(URDFReader.read(try readText(path), diagnostics: diagnostics), "\(diagnostics.text)")
    return robot
  }

  private func read(_ text: String) throws -> RobotProfile {
    let diagnostics = Diagnostics()
    let profile = RobotProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return try #require(profile, "\(diagnostics.text)")
  }

  /// Importing and reading gives every bit that reading the URDF gives.
  @Test(arguments: [
    "synthetic_mix.urdf", "g1_29dof_rev_1_0.urdf", "g1_29dof_mode_15_with_dex1_1.urdf", "allegro_hand_right.urdf", "dex3_1_r.urdf",
    "ace_exo_left_arm.urdf", "exo_iso7_left.urdf", "gello_yam_active_leader.urdf",
  ])
  func keepsEveryBitOfTheKinematics(file: String) throws {
    guard let robot = try urdf(file) else { return }
    let text = RobotImport(source: "a test").text(of: robot)
    let profile = try read(text)
    #expect(profile.kinematics == robot.kinematics)
    #expect(bits(profile.kinematics) == bits(robot.kinematics))
    #expect(RobotImport(source: "a test").text(of: robot) == text)
  }

  /// The committed robot profiles are what the import writes of the URDF and of the table of gains.
  @Test func writesTheProfileOfTheG1() throws {
    guard let robot = try urdf("g1_29dof_rev_1_0.urdf"), let gains = try lerobotGains() else { return }
    var robotImport = RobotImport(source: G1.source("g1_29dof_rev_1_0.urdf"))
    robotImport.name = "unitree-g1"
    robotImport.title = "Unitree G1, 29 joints, no hands"
    robotImport.gains = gains
    #expect(robotImport.text(of: robot) == (try committed("robots/unitree-g1.yaml")))
  }

  @Test func writesTheProfileOfTheG1WithGrippers() throws {
    guard let robot = try urdf("g1_29dof_mode_15_with_dex1_1.urdf"), let gains = try lerobotGains() else { return }
    var robotImport = RobotImport(source: G1.source("g1_29dof_mode_15_with_dex1_1.urdf"))
    robotImport.name = "unitree-g1-dex1"
    robotImport.title = "Unitree G1, 29 joints, two Dex1-1 grippers"
    robotImport.gains = gains
    for (side, group) in [("left", JointGroup.leftHand), ("right", .rightHand)] {
      let joint = "\(side)_dex1_finger_joint_1"
      robotImport.gains[joint] = G1.fingerGains
      robotImport.followers["\(side)_dex1_finger_joint_2"] = joint
      robotImport.grippers.append(
        (Gripper(group: group, joint: joint, closed: -0.02, open: 0.0245, forceCeiling: 20), G1.gripperSource))
    }
    #expect(robotImport.text(of: robot) == (try committed("robots/unitree-g1-dex1.yaml")))
  }

  @Test(arguments: [
    ("left_shoulder_pitch_joint", JointGroup.leftArm), ("right_wrist_yaw_joint", .rightArm), ("left_hip_roll_joint", .legs),
    ("waist_yaw_joint", .waist), ("head_pitch", .head), ("right_dex1_finger_joint_1", .rightHand), ("L_elbow", .leftArm),
    ("joint1", nil), ("left_right_arm", nil),
  ])
  func tellsTheGroupFromTheName(name: String, group: JointGroup?) {
    #expect(RobotImport.group(of: name) == group)
  }

  @Test func marksGroupsThatItGuessed() throws {
    let link = { (name: String) in RobotKinematics.Link(name: name) }
    let joint = RobotKinematics.Joint(
      name: "J 1", kind: .revolute, parentLink: "a", childLink: "b", lower: -1, upper: 1, velocity: 2, effort: 3)
    let robot = URDFRobot(name: "My Robot!", kinematics: RobotKinematics(links: [link("a"), link("b")], joints: [joint]))
    let text = RobotImport(source: "x").text(of: robot)
    #expect(text.contains("name: my-robot\n"))
    #expect(text.contains("name: \"J 1\", group: waist"))
    #expect(text.contains("# CHECK the group: the name does not tell it"))
  }

  // MARK: Support

  private func committed(_ path: String) throws -> String {
    String(decoding: try readText(Requirement.repositoryRoot + "/hw-profiles/" + path).bytes, as: UTF8.self)
  }

  /// LeRobot's gains for the G1, by joint name, from the shared table.
  private func lerobotGains() throws -> [String: RobotImport.Gains]? {
    guard let path = Requirement.sharedData("joint_tables.json") else {
      Requirement.skip("the shared joint tables are absent")
      return nil
    }
    let table = YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())?["unitree_g1_29dof_rev_1_0"]
    let gains = try #require(table?["gains"]?["lerobot unitree_g1 (legs/waist/arm[7])"])
    var result: [String: RobotImport.Gains] = [:]
    func set(_ name: String, _ kp: Double?, _ kd: Double?) {
      guard let kp, let kd else { return }
      result[name] = RobotImport.Gains(kp: kp, kd: kd, source: "lerobot unitree_g1")
    }
    let legs = ["hip_pitch", "hip_roll", "hip_yaw", "knee", "ankle_pitch", "ankle_roll"]
    let arms = ["shoulder_pitch", "shoulder_roll", "shoulder_yaw", "elbow", "wrist_roll", "wrist_pitch", "wrist_yaw"]
    for (names, key) in [(legs, "legs"), (arms, "arm")] {
      let rows = try #require(gains[key]?.items.map(\.items))
      for (index, name) in names.enumerated() {
        for side in ["left", "right"] { set("\(side)_\(name)_joint", rows[0][index].double, rows[1][index].double) }
      }
    }
    let waist = try #require(gains["waist"]?.items)
    for name in ["yaw", "roll", "pitch"] { set("waist_\(name)_joint", waist[0].double, waist[1].double) }
    #expect(result.count == 29)
    return result
  }

  private func bits(_ robot: RobotKinematics) -> [UInt64] {
    var all: [Double] = []
    for link in robot.links {
      let (centre, turn, inertia) = (link.centre, link.inertiaRollPitchYaw, link.inertia)
      all += [link.mass, centre.x, centre.y, centre.z, turn.x, turn.y, turn.z]
      all += [inertia.ixx, inertia.ixy, inertia.ixz, inertia.iyy, inertia.iyz, inertia.izz]
    }
    for joint in robot.joints {
      for vector in [joint.origin, joint.rollPitchYaw, joint.axis] { all += [vector.x, vector.y, vector.z] }
      all += [joint.lower, joint.upper, joint.velocity, joint.effort]
      if let mimic = joint.mimic { all += [mimic.multiplier, mimic.offset] }
    }
    return all.map(\.bitPattern)
  }
}

/// What a person added to the G1's URDF files.
enum G1 {
  static func source(_ file: String) -> String {
    "unitreerobotics/unitree_ros d6f13aad, robots/g1_description/\(file) (BSD-3-Clause)"
  }

  static let gripperSource =
    "travel and 20 N: the URDF; open is up: the fingers' masses lie on the side to which positive travel moves them"

  static let fingerGains = RobotImport.Gains(
    kp: 2000, kd: 40, source: "chosen: the full 20 N at 10 mm of error, critically damped for two fingers of 0.087 kg (37 Ns/m)")
}
