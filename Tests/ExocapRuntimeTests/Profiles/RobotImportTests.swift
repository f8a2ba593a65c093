internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Glibc
internal import LinuxIO
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

  /// The committed robot profiles are what the import writes of the URDF files and the tables.
  ///
  /// EXOCAP_WRITE_PROFILES=1 swift test --filter RobotImportTests writes them anew.
  @Test(arguments: CommittedRobots.names)
  func writesTheCommittedProfile(name: String) throws {
    guard let plan = try CommittedRobots.plan(name) else {
      Requirement.skip("the shared robot models or joint tables are absent")
      return
    }
    let text = plan.robotImport.text(of: plan.robot)
    let path = Requirement.repositoryRoot + "/hw-profiles/robots/\(name).yaml"
    if unsafe getenv("EXOCAP_WRITE_PROFILES") != nil { try Files.writeAtomically(text, to: path) }
    #expect(text == String(decoding: try readText(path).bytes, as: UTF8.self))
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
