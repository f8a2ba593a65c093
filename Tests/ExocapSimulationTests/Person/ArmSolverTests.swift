import ExocapCore
import Testing

@testable import ExocapSimulation

struct ArmSolverTests {
  @Test func findsThePlaceOfAKnownPose() throws {
    let model = try KinematicModel(G1UpperBody.kinematics)
    var solver = try ArmSolver(model, side: .right, gripPoint: .zero)
    // With all joints at zero the wrist's frame is at the sum of the origins on the way, by hand (the shoulder's two
    // rolls cancel): x = -0.0039635 + 0.0039563 + 0.015783 + 0.100 + 0.038 + 0.051, y and z by an independent program
    // (numpy, from the same URDF).
    let wrist = Vec3(0.2047743, -0.1486706, 0.0952326)
    let found = solver.solve(
      .init(position: wrist, heading: 0), from: ArmAngles([0.1, -0.1, 0.1, 0.2, 0.1, -0.1, 0.1]), posture: ArmAngles())
    #expect(found.error < 1e-5 && found.tilt < 1e-3)
    for joint in ArmJoint.allCases { #expect(abs(found.angles[joint]) < 0.01, "\(joint)") }
    #expect(abs(found.forward.x - 1) < 1e-3)
  }

  @Test(arguments: 1...20)
  func reachesWhatTheArmReached(seed: Int) throws {
    let model = try KinematicModel(G1UpperBody.kinematics)
    let point = Vec3(0.115, 0, 0)
    var random = SeededRandom(seed: UInt64(seed))
    // A hand that some pose holds upright: solve for it, then ask again from elsewhere.
    let target = ArmSolver.Target(
      position: Vec3(random.uniform(in: 0.2...0.35), random.uniform(in: -0.3 ... -0.1), random.uniform(in: 0.05...0.15)),
      heading: random.uniform(in: -0.3...0.3))
    var solver = try ArmSolver(model, side: .right, gripPoint: point)
    let start = ArmAngles((0..<7).map { _ in random.uniform(in: -0.3...0.3) })
    let found = solver.solve(target, from: start, posture: ArmAngles())
    #expect(found.error < 1e-4 && found.tilt < 1e-3, "seed \(seed)")
    var state = KinematicState(model)
    for joint in ArmJoint.allCases {
      let name = joint.robotName(.right)
      guard let index = model.joint(named: name) else { continue }
      state.setPosition(found.angles[joint], joint: index)
      #expect(found.angles[joint] >= model.limits[index].lower && found.angles[joint] <= model.limits[index].upper)
    }
    state.updatePlacements()
    let hand = state.placement(link: try #require(model.link(named: "right_wrist_yaw_link")))
    #expect((hand * point - target.position).length < 1e-4, "seed \(seed)")
    #expect(hand.rotation.z.z > 1 - 1e-6, "seed \(seed)")
  }

  @Test func saysHowFarAPointOutOfReachIs() throws {
    let model = try KinematicModel(G1UpperBody.kinematics)
    var solver = try ArmSolver(model, side: .right, gripPoint: .zero)
    let found = solver.solve(.init(position: Vec3(2, -0.15, 0.2), heading: 0), from: ArmAngles(), posture: ArmAngles())
    // The arm is some 0.4 m long and hangs at x = 0.
    #expect(found.error > 1.5 && found.error < 1.8)
  }

  @Test func refusesARobotWithoutTheArm() throws {
    var robot = G1UpperBody.kinematics
    for index in robot.joints.indices where robot.joints[index].name == "right_elbow_joint" { robot.joints[index].name = "elbow" }
    let model = try KinematicModel(robot)
    #expect(throws: MotionError.noSuchJoint("right_elbow_joint")) {
      _ = try ArmSolver(model, side: .right, gripPoint: .zero)
    }
  }
}
