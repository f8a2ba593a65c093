internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RobotProfileWriterTests {
  private var profile: RobotProfile {
    RobotProfile(
      name: "b", title: "A \"bot\": 5° \\ #1", source: "x",
      joints: [RobotJoint(name: "j", group: .head, lower: -0.1, upper: 1.972222054, velocity: 2, effort: 3, kp: 4.5, kd: 0)],
      grippers: [],
      kinematics: RobotKinematics(
        links: [RobotKinematics.Link(name: "base"), RobotKinematics.Link(name: "top", mass: 1e-7, centre: Vec3(0, -0.0, 0))],
        joints: [
          RobotKinematics.Joint(
            name: "j", kind: .revolute, parentLink: "base", childLink: "top", axis: Vec3(0, 1, 0), lower: -0.1, upper: 1.972222054,
            velocity: 2, effort: 3)
        ]))
  }

  @Test func writesUnitsShortestNumbersAndComments() {
    var writer = RobotProfileWriter()
    writer.header = ["hello"]
    writer.jointComments["j"] = "why"
    #expect(
      writer.text(of: profile) == #"""
        # hello
        robot: 1
        name: b
        title: "A \"bot\": 5° \\ #1"
        source: x

        joints:  # in the order of commands and states
          - {name: j, group: head, limits: [-0.1rad, 1.972222054rad], velocity: 2rad/s, effort: 3Nm, kp: 4.5Nm/rad}  # why

        kinematics:
          links:
            - {name: base}
            - {name: top, mass: 1e-07kg, centre_m: [0, -0, 0]}
          joints:
            - {name: j, kind: revolute, parent: base, child: top, axis: [0, 1, 0]}

        """#)
  }

  @Test func readsBackToTheSameProfileAndBits() throws {
    let diagnostics = Diagnostics()
    let source = SourceText(name: "t.yaml", text: RobotProfileWriter().text(of: profile))
    let read = try #require(RobotProfileReader.read(source, diagnostics: diagnostics), "\(diagnostics.text)")
    #expect(read == profile)
    #expect(read.kinematics.links[1].centre.y.sign == .minus)
  }
}
