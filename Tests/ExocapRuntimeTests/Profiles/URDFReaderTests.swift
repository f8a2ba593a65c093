internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct URDFReaderTests {
  private func problems(_ body: String) -> [String] {
    let diagnostics = Diagnostics()
    let robot = URDFReader.read(SourceText(name: "t.urdf", text: "<robot name='t'>\n\(body)\n</robot>"), diagnostics: diagnostics)
    #expect((robot == nil) == !diagnostics.isClean)
    return reports(diagnostics)
  }

  private func robot(_ file: String) throws -> URDFRobot? {
    guard let path = Requirement.sharedData("robots/\(file)") else {
      Requirement.skip("the shared robot models are absent")
      return nil
    }
    let diagnostics = Diagnostics()
    let robot = URDFReader.read(try readText(path), diagnostics: diagnostics)
    let found: URDFRobot = try #require(robot, "\(diagnostics.text)")
    return found
  }

  @Test func readsEveryCornerOfTheSyntheticRobot() throws {
    guard let robot = try robot("synthetic_mix.urdf") else { return }
    #expect(robot.name == "synthetic_mix")
    let names = ["tip_b", "base", "l1", "l2", "l3", "plate", "l4", "finger_a", "finger_b", "tip_a"]
    #expect(robot.kinematics.links.map(\.name) == names)
    #expect(robot.kinematics.joints.map(\.name) == ["j_fb", "j1", "j2", "j3", "f1", "j4", "j_fa", "f2", "f3"])
    let joints = Dictionary(uniqueKeysWithValues: robot.kinematics.joints.map { ($0.name, $0) })
    let links = Dictionary(uniqueKeysWithValues: robot.kinematics.links.map { ($0.name, $0) })

    #expect(
      joints["j_fb"]
        == RobotKinematics.Joint(
          name: "j_fb", kind: .prismatic, parentLink: "l4", childLink: "finger_b", origin: Vec3(0.1, -0.02, 0),
          rollPitchYaw: Vec3(0, 0, .pi), axis: Vec3(0, 1, 0), lower: -0.01, upper: 0.04, velocity: 0.2, effort: 10,
          mimic: RobotKinematics.Mimic(joint: "j_fa", multiplier: -0.5, offset: 0.003)))
    #expect(
      joints["j1"]
        == RobotKinematics.Joint(
          name: "j1", kind: .continuous, parentLink: "base", childLink: "l1", origin: Vec3(0, 0, 0.3),
          rollPitchYaw: Vec3(0.3, -0.2, 0.7), axis: Vec3(0, 0, 1), velocity: 3, effort: 50))
    #expect(joints["j2"]?.axis == Vec3(1, 2, -2))  // as written: the model makes it a unit vector
    #expect(joints["j3"]?.axis == Vec3(1, 0, 0))  // no <axis>
    #expect(joints["j3"]?.rollPitchYaw == .zero)  // no rpy=
    #expect(
      joints["f1"]
        == RobotKinematics.Joint(
          name: "f1", kind: .fixed, parentLink: "l3", childLink: "plate", origin: Vec3(0, 0.03, 0.1),
          rollPitchYaw: Vec3(0, .pi / 2, 0)))
    #expect(links["base"] == RobotKinematics.Link(name: "base"))  // no <inertial>
    #expect(
      links["l1"]
        == RobotKinematics.Link(
          name: "l1", mass: 1.7, centre: Vec3(0.02, -0.01, 0.11),
          inertia: RobotKinematics.Inertia(ixx: 0.01, ixy: 0.001, ixz: -0.0005, iyy: 0.012, iyz: 0.0002, izz: 0.008),
          inertiaRollPitchYaw: Vec3(0.1, 0.2, 0.3)))
    #expect(links["l3"]?.centre == .zero)  // no <origin> in <inertial>
  }

  /// meta.json was written by Pinocchio from the same files.
  @Test(arguments: [
    ("g1_29dof", "g1_29dof_rev_1_0.urdf"), ("g1_dex1", "g1_29dof_mode_15_with_dex1_1.urdf"),
    ("allegro_right", "allegro_hand_right.urdf"), ("ace_exo_left", "ace_exo_left_arm.urdf"),
    ("exo_iso7_left", "exo_iso7_left.urdf"), ("synthetic_mix", "synthetic_mix.urdf"),
  ])
  func agreesWithPinocchioOnLimits(model: String, file: String) throws {
    guard let robot = try robot(file), let path = Requirement.sharedData("kinematics/meta.json") else { return }
    let diagnostics = Diagnostics()
    let meta = try #require(YAMLDocument.parse(try readText(path), diagnostics: diagnostics)?[model], "\(diagnostics.text)")
    let expected = try #require(meta["joints"]?.items)
    #expect(!expected.isEmpty)
    let joints = Dictionary(uniqueKeysWithValues: robot.kinematics.joints.map { ($0.name, $0) })
    for entry in expected {
      let name = try #require(entry["name"]?.text)
      let joint = try #require(joints[name])
      #expect((joint.kind == .continuous) == (entry["continuous"]?.text == "true"))
      #expect(joint.velocity == entry["velocity"]?.double)
      #expect(joint.effort == entry["effort"]?.double)
      guard joint.kind != .continuous else { continue }
      #expect(joint.lower == entry["lower"]?.double)
      #expect(joint.upper == entry["upper"]?.double)
    }
    let moving = robot.kinematics.joints.filter { $0.kind != .fixed }.count
    #expect(Double(moving) == meta["njoints_with_mimic"]?.double)
  }

  @Test func readsTheOtherModels() throws {
    for file in ["dex3_1_r.urdf", "gello_yam_active_leader.urdf"] {
      guard let robot = try robot(file) else { return }
      #expect(robot.kinematics.links.count == robot.kinematics.joints.count + 1)
    }
  }

  @Test func reportsEverythingAtOnce() {
    let links = "<link name='a'/><link name='b'><inertial><mass value='x'/></inertial></link>\n<link name='a'/>"
    let joint =
      "<joint name='j' type='revolut'><parent link='a'/><child link='b'/></joint>\n"
      + "<joint name='k' type='revolute'><parent link='aa'/><child link='c'/><axis xyz='0 0 0'/><mimic joint='m'/></joint>"
    #expect(
      problems(links + "\n" + joint).filter { !$0.hasPrefix("= allowed") } == [
        "2:32: <inertial> of link 'b' has no <inertia>",
        "2:42: value=\"x\" of <mass> is not a number",
        "3:1: link 'a' is there twice", "= first on line 2",
        "4:1: joint type 'revolut' is not supported", "= did you mean 'revolute'?",
        "5:1: revolute joint 'k' has no <limit>",
        "5:33: there is no link 'aa'",
        "5:52: there is no link 'c'",
        "5:69: the axis of joint 'k' has no direction",
        "5:88: there is no joint 'm'",
      ])
  }

  @Test(arguments: [
    ("<link name='a'/><link name='b'/>", "1:1: the robot falls apart: 2 links are no joint's child"),
    (
      "<link name='a'/><link name='b'/><joint name='j' type='fixed'><parent link='a'/><child link='b'/></joint><joint name='k' "
        + "type='fixed'><parent link='b'/><child link='a'/></joint>", "2:105: the joints form a loop through link 'a'"
    ),
    (
      "<link name='a'/><link name='b'/><joint name='j' type='fixed'><parent link='a'/><child link='b'/></joint>\n<joint name='k' "
        + "type='fixed'><parent link='a'/><child link='b'/></joint>", "3:48: link 'b' is the child of two joints"
    ),
    ("", "1:1: the robot has no link"),
    ("<link/>", "2:1: <link> has no name"),
    (
      "<link name='a'/><link name='b'/><joint name='j' type='floating'><parent link='a'/><child link='b'/></joint>",
      "2:33: joint type 'floating' is not supported"
    ),
    (
      "<link name='a'/><link name='b'/>\n<joint name='j' type='prismatic'><parent link='a'/><child link='b'/>"
        + "<limit lower='2' upper='1'/></joint>", "3:69: the lower limit of joint 'j' is above the upper one"
    ),
    (
      "<link name='a'/><link name='b'/>\n<joint name='j' type='fixed'><parent link='a'/><child link='b'/><origin xyz='0 nan 0'/></joint>",
      "3:65: xyz=\"0 nan 0\" of <origin> is not three numbers"
    ),
    (
      "<link name='a'/><link name='b'/>\n<joint name='j' type='continuous'><parent link='a'/><child link='b'/><mimic joint='j'/></joint>",
      "3:70: joint 'j' follows another joint itself"
    ),
  ])
  func refusesWhatIsNoRobot(body: String, expected: String) {
    #expect(problems(body).contains(expected), "\(problems(body))")
  }

  @Test func refusesOtherXML() {
    let diagnostics = Diagnostics()
    #expect(URDFReader.read(SourceText(name: "t", text: "<mujoco/>"), diagnostics: diagnostics) == nil)
    #expect(reports(diagnostics) == ["1:1: the outermost element is <mujoco>, not <robot>"])
  }
}
