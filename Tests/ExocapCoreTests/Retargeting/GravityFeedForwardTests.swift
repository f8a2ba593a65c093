import ExocapCore
import Testing

/// One arm of one joint: 2 kg, half a metre from an axis that lies flat.
@Suite struct GravityFeedForwardTests {
  static func profile(effort: Double) -> RobotProfile {
    let links = [
      RobotKinematics.Link(name: "base", mass: 1, centre: .zero, inertia: .zero),
      RobotKinematics.Link(name: "arm", mass: 2, centre: Vec3(0.5, 0, 0), inertia: .zero),
    ]
    let joints = [
      RobotKinematics.Joint(
        name: "shoulder", kind: .revolute, parentLink: "base", childLink: "arm", origin: .zero, rollPitchYaw: .zero, axis: Vec3(0, 1, 0))
    ]
    return RobotProfile(
      name: "one", title: "One joint", source: "made up",
      joints: [RobotJoint(name: "shoulder", group: .leftArm, lower: -3, upper: 3, velocity: 1, effort: effort, kp: 1, kd: 1)],
      grippers: [], kinematics: RobotKinematics(links: links, joints: joints))
  }

  static func torque(at angle: Double, effort: Double = 100, isEnabled: Bool = true) -> Double {
    var gravity = GravityFeedForward(profile: profile(effort: effort), isEnabled: isEnabled)
    var command = Command(count: 1)
    command.q[0] = angle
    gravity.fill(&command)
    return command.tau[0]
  }

  /// m·g·l = 2 · 9.81 · 0.5 = 9.81 N·m. Turning about +y moves +x down, so holding it up takes a negative torque.
  @Test func holdsTheWeightAtEveryAngle() {
    #expect(abs(Self.torque(at: 0) + 9.81) < 1e-5)
    #expect(abs(Self.torque(at: .pi / 2)) < 1e-5)
    #expect(abs(Self.torque(at: .pi / 3) + 4.905) < 1e-5)
  }

  @Test func spendsNoMoreThanItsShareOfTheRating() {
    #expect(Self.torque(at: 0, effort: 5) == -4)
  }

  @Test func isZeroWhereTheRigDoesNotWantIt() {
    #expect(Self.torque(at: 0, isEnabled: false) == 0)
  }

  @Test func aJointWithoutASetPointCountsAsAtZero() {
    #expect(abs(Self.torque(at: .nan) + 9.81) < 1e-5)
  }
}
