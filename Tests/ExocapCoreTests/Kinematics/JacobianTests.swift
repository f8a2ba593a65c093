import ExocapCore
import Testing

@Suite struct JacobianTests {
  /// Hand calculation: two links of 2 m and 1 m in a plane, elbow at a right angle; the tip is at (2, 1).
  @Test func pointOffTheFrameAndTorqueOfAForceAreThoseOfALever() throws {
    let model = try KinematicModel(
      RobotKinematics(
        links: [.init(name: "base"), .init(name: "upper"), .init(name: "fore")],
        joints: [
          .init(name: "shoulder", kind: .continuous, parentLink: "base", childLink: "upper", axis: Vec3(0, 0, 5)),
          .init(
            name: "elbow", kind: .continuous, parentLink: "upper", childLink: "fore", origin: Vec3(2, 0, 0), axis: Vec3(0, 0, 1)),
        ]))
    var state = KinematicState(model)
    state.setPosition(.pi / 2, joint: 1)
    state.updatePlacements()
    var jacobian = Jacobian(model)
    state.updateJacobian(&jacobian, link: 2, point: Vec3(1, 0, 0))
    let shoulder = jacobian.column(joint: 0)
    let elbow = jacobian.column(joint: 1)
    #expect((shoulder.linear - Vec3(-1, 2, 0)).length < 1e-15)
    #expect((elbow.linear - Vec3(-1, 0, 0)).length < 1e-15)
    #expect(shoulder.angular == Vec3(0, 0, 1) && elbow.angular == Vec3(0, 0, 1))
    #expect(abs(jacobian.torque(joint: 0, force: Vec3(3, 4, 0), moment: .zero) - 5) < 1e-14)
    #expect(abs(jacobian.torque(joint: 1, force: Vec3(3, 4, 0), moment: Vec3(0, 0, 10)) - 7) < 1e-14)
  }
}
