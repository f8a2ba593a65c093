internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RobotProfileReaderTests {
  private let good = """
    robot: 1
    name: bot
    title: A bot
    source: a test
    joints:
      - {name: left_elbow, group: left_arm, limits: [-1rad, 2rad], velocity: 3rad/s, effort: 4Nm, kp: 50Nm/rad, kd: 2Nms/rad}
      - {name: left_finger, group: left_hand, limits: [0mm, 20mm], velocity: 0.2m/s, effort: 20N, kp: 2000N/m, kd: 40Ns/m}
      - {name: waist, group: waist, velocity: 5rad/s, effort: 6Nm}
    grippers:
      - {group: left_hand, joint: left_finger, closed: 0mm, open: 20mm, force_ceiling: 15N}
    kinematics:
      links:
        - {name: base}
        - {name: trunk, mass: 3kg, centre_m: [0, 0, -0.1], inertia_kgm2: [1, 2, 3, 4, 5, 6], inertia_rpy_rad: [0.1, 0, 0]}
        - {name: arm}
        - {name: finger}
        - {name: thumb}
      joints:
        - {name: waist, kind: continuous, parent: base, child: trunk, axis: [0, 0, 1]}
        - {name: left_elbow, kind: revolute, parent: trunk, child: arm, origin_m: [0, 0.1, 0], rpy_rad: [0, 0, 1.5], axis: [0, 1, 0]}
        - {name: left_finger, kind: prismatic, parent: arm, child: finger}
        - {name: left_thumb, kind: prismatic, parent: arm, child: thumb, limits: [0m, 0.02m], mimic: {joint: left_finger, multiplier: -1, offset: 1mm}}
    """

  private func read(_ text: String) -> (RobotProfile?, [String]) {
    let diagnostics = Diagnostics()
    let profile = RobotProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  private func problems(_ old: String, _ new: String) -> [String] {
    let parts = good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2, "the good profile has no '\(old)'")
    return read(parts.joined(separator: new)).1
  }

  @Test func readsEveryField() throws {
    let (read, problems) = read(good)
    #expect(problems == [])
    let profile = try #require(read)
    #expect(
      profile.joints == [
        RobotJoint(name: "left_elbow", group: .leftArm, lower: -1, upper: 2, velocity: 3, effort: 4, kp: 50, kd: 2),
        RobotJoint(name: "left_finger", group: .leftHand, lower: 0, upper: 0.02, velocity: 0.2, effort: 20, kp: 2000, kd: 40),
        RobotJoint(name: "waist", group: .waist, lower: -.infinity, upper: .infinity, velocity: 5, effort: 6, kp: 0, kd: 0),
      ])
    #expect(
      profile.grippers == [Gripper(group: .leftHand, joint: "left_finger", closed: 0, open: 0.02, forceCeiling: 15)])
    #expect(
      profile.kinematics.links[1]
        == RobotKinematics.Link(
          name: "trunk", mass: 3, centre: Vec3(0, 0, -0.1),
          inertia: RobotKinematics.Inertia(ixx: 1, ixy: 2, ixz: 3, iyy: 4, iyz: 5, izz: 6), inertiaRollPitchYaw: Vec3(0.1, 0, 0)))
    // Limits of an actuated joint come from the list above.
    #expect(
      profile.kinematics.joints[1]
        == RobotKinematics.Joint(
          name: "left_elbow", kind: .revolute, parentLink: "trunk", childLink: "arm", origin: Vec3(0, 0.1, 0),
          rollPitchYaw: Vec3(0, 0, 1.5), axis: Vec3(0, 1, 0), lower: -1, upper: 2, velocity: 3, effort: 4))
    #expect(
      profile.kinematics.joints[3]
        == RobotKinematics.Joint(
          name: "left_thumb", kind: .prismatic, parentLink: "arm", childLink: "thumb", lower: 0, upper: 0.02,
          mimic: RobotKinematics.Mimic(joint: "left_finger", multiplier: -1, offset: 0.001)))
  }

  @Test(arguments: [
    (
      "limits: [0mm, 20mm]", "limits: [0deg, 20deg]",
      [
        "7:52: joints[1].limits[0] is a length, but '0deg' is an angle", "= write it like '12mm' or '0.012m'",
        "7:58: joints[1].limits[1] is a length, but '20deg' is an angle", "= write it like '12mm' or '0.012m'",
        "10:31: joints has no 'left_finger'",
      ]
    ),
    (
      "group: left_arm", "group: left_am",
      [
        "6:31: joints[0].group is 'left_am'", "= did you mean 'left_arm'?",
        "= allowed here: left_arm, right_arm, left_hand, right_hand, waist, head, legs",
      ]
    ),
    ("open: 20mm", "open: 30mm", ["10:63: grippers[0].open is 30mm", "= allowed: 0mm .. 20mm"]),
    (
      "parent: trunk", "parent: trnk",
      [
        "11:1: the robot falls apart: 2 links are no joint's child", "20:50: there is no link 'trnk'", "= did you mean 'trunk'?",
      ]
    ),
    (
      "joint: left_finger, multiplier", "joint: left_fingr, multiplier",
      [
        "22:98: there is no joint 'left_fingr'", "= did you mean 'left_finger'?",
      ]
    ),
    ("- {name: arm}", "- {name: trunk}", ["15:7: link 'trunk' is there twice", "= first on line 14"]),
    ("mass: 3kg", "mass: 3", ["14:27: kinematics.links[1].mass has no unit: '3'", "= write it like '0.5kg'"]),
    (
      "{name: left_elbow, group", "{name: left_elbo, group",
      [
        "6:6: kinematics has no moving joint 'left_elbo'", "= did you mean 'left_elbow'?",
      ]
    ),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    let found = problems(old, new)
    for line in expected { #expect(found.contains(line), "\(found)") }
  }

  @Test func warnsOfARobotWithoutGains() {
    let text =
      "robot: 1\nname: b\ntitle: b\nsource: b\njoints:\n  - {name: j, group: waist, limits: [0rad, 1rad], velocity: 1rad/s, effort: 1Nm}\n"
    let (profile, problems) = read(text)
    #expect(profile != nil)
    #expect(problems.first == "5:1: no joint has a stiffness: kp is 0, and a robot that follows these gains hangs loose")
  }
}
