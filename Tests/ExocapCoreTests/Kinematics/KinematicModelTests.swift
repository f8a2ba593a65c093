import ExocapCore
import Testing

@Suite struct KinematicModelTests {
  @Test func findsJointsAndLinksByName() throws {
    let model = try KinematicModel(
      RobotKinematics(
        links: [.init(name: "hand"), .init(name: "base"), .init(name: "tool")],
        joints: [
          .init(name: "weld", kind: .fixed, parentLink: "hand", childLink: "tool"),
          .init(name: "wrist", kind: .continuous, parentLink: "base", childLink: "hand"),
        ]))
    #expect(model.joint(named: "wrist") == 0 && model.jointCount == 1)
    #expect(model.link(named: "base") == 0 && model.link(named: "tool") == 2 && model.linkCount == 3)
    // A fixed joint has no place among the joints.
    #expect(model.joint(named: "weld") == nil && model.link(named: "nose") == nil)
  }
}
