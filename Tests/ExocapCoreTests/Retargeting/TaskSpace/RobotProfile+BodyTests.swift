import ExocapCore
import Testing

@Suite struct RobotProfileBodyTests {
  @Test func rodsAndPairsAreFoundByName() throws {
    let model = try KinematicModel(ArmRig.profile.kinematics)
    let body = try StopGuardTests.bodied.resolvedBody(model)
    #expect(body.capsules.map { model.linkNames[$0.link] } == ["left_wrist_yaw_link", "right_wrist_yaw_link"])
    #expect(body.pairs == [SelfCollision.Pair(0, 1)])
  }

  @Test func aPairOfNobodyIsRefused() throws {
    var profile = StopGuardTests.bodied
    profile.apart = [CapsulePair("left_hand", "tail")]
    let model = try KinematicModel(profile.kinematics)
    #expect(throws: RetargetingError.link("tail")) { _ = try profile.resolvedBody(model) }
  }
}
