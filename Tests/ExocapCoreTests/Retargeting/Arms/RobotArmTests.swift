import ExocapCore
import Testing

@Suite struct RobotArmTests {
  static func arm(_ waist: WaistMode) throws -> (KinematicModel, RobotArm) {
    let model = try KinematicModel(ArmRig.profile.kinematics)
    let frames = ArmRig.frames("left_", ArmRig.robot)
    return (model, try RobotArm(model, profile: ArmRig.profile, group: .leftArm, frames: frames, waist: waist))
  }

  @Test func aLockedWaistIsNotPartOfTheArm() throws {
    let (model, arm) = try Self.arm(.locked)
    #expect(model.linkNames[arm.cut.base] == "torso")
    let chain = try ArmChain(model, arm.cut)
    #expect(chain.jointCount == 7)
  }

  @Test func aCoupledWaistComesFirst() throws {
    let (model, arm) = try Self.arm(.coupled)
    let chain = try ArmChain(model, arm.cut)
    #expect(model.linkNames[arm.cut.base] == "pelvis" && chain.jointCount == 8)
    #expect(model.jointNames[chain.modelJoint(0)] == "waist")
  }

  @Test func shoulderAndLengthAreTheBones() throws {
    let (_, arm) = try Self.arm(.locked)
    #expect((arm.shoulder - ArmRig.robot.shoulder).length < 1e-15)
    #expect(abs(arm.length - 0.43) < 1e-12)
  }

  @Test func aJointOfNoGroupIsNamed() throws {
    let model = try KinematicModel(ArmRig.profile.kinematics)
    var profile = ArmRig.profile
    profile.joints.removeAll { $0.name == "left_wrist_yaw" }
    #expect(throws: RetargetingError.unknownJoint("left_wrist_yaw")) {
      _ = try RobotArm(model, profile: profile, group: .leftArm, frames: ArmRig.frames("left_", ArmRig.robot), waist: .locked)
    }
  }

  /// 0.98 of the limiter's bounds, and its margins.
  @Test func solversMayDoAHairLessThanTheLimiterLetsThrough() throws {
    let model = try KinematicModel(ArmRig.profile.kinematics)
    let limits = RobotArm.limits(of: model, robot: ArmRig.rig([]).robots[0])
    #expect(limits[1] == StepLimits(lower: -2.58, upper: 2.58, velocity: 9.8, acceleration: 117.6))
  }
}
