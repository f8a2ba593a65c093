import ExocapCore
import Testing

@Suite struct DirectionRetargeterTests {
  /// Both arms have the same axes: pointing the same way is having the same joints, whatever the lengths.
  @Test func theRobotsArmPointsWhereTheOperatorsDoes() {
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.directions, maps: false))
    #expect(bench.state(.leftArm) == .engaged && bench.state(.rightArm) == .engaged)
    TaskSpaceRetargeterTests.move(&bench, by: [0.3, 0.2, 0.2, 0.4, -0.3, 0.2, 0.1], milliseconds: 1_000)
    bench.run(milliseconds: 300)
    for arm in 0..<2 {
      for (sent, worn) in zip(TaskSpaceRetargeterTests.sent(bench, arm), arm == 0 ? bench.left : bench.right) {
        #expect(abs(sent - worn) < 1e-4)
      }
    }
  }

  @Test func nothingIsWantedBeforeTheRobotIsMeasured() {
    var bench = ArmRig.bench(ArmRig.rig(ArmRig.directions, maps: false))
    bench.pose[3] = .nan
    bench.run(milliseconds: 100)
    bench.ask(.engage)
    bench.tick()
    bench.press()
    bench.run(milliseconds: 20)
    #expect(bench.obstacle(.leftArm) == .notFresh && bench.state(.leftArm) == .aligning)
    #expect(bench.state(.rightArm) == .blending)
  }

  @Test func anArmOfSixJointsIsRefused() {
    var rig = ArmRig.rig(ArmRig.directions)
    rig.robots[0].profile.joints.removeAll { $0.name == "left_wrist_yaw" }
    rig.robots[0].map.removeFirst()
    #expect(throws: RetargetingError.unknownJoint("left_wrist_yaw")) { _ = try Retargeter(rig: rig, robot: rig.robots[0]) }
  }
}
