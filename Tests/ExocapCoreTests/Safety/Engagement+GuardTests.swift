import ExocapCore
import Testing

/// What keeps an armed group from moving: the obstacles in their order, and the physical act.
@Suite struct EngagementGuardTests {
  @Test func confirmsByARisingEdgeAndNotByAButtonHeldDown() {
    var bench = LoopBench()
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.run(milliseconds: 20)
    bench.ask(.engage)
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .aligning && bench.obstacle(.leftArm) == .awaitingAct)
    bench.isLeftPressed = false
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.tick()
    #expect(bench.state(.leftArm) == .blending && bench.reason(.leftArm) == .physicalAct)
    // The other button is the other arm's.
    #expect(bench.state(.rightArm) == .aligning)
  }

  /// A jammed button, or a pedal that is plugged in while it stands on its side, is no act.
  @Test func aButtonThatWasNeverSeenReleasedConfirmsNothing() {
    var bench = LoopBench()
    bench.silent = [0]
    bench.arm()
    bench.isLeftPressed = true
    bench.silent = []
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .aligning && bench.obstacle(.leftArm) == .awaitingAct)
    bench.isLeftPressed = false
    bench.tick()
    bench.isLeftPressed = true
    bench.tick()
    #expect(bench.state(.leftArm) == .blending)
  }

  @Test func aButtonThatComesBackPressedAfterAnUnplugConfirmsNothing() {
    var bench = LoopBench()
    bench.arm()
    bench.silent = [0]
    bench.run(milliseconds: 200)
    bench.isLeftPressed = true
    bench.silent = []
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .aligning)
  }

  @Test func anActDoneTooEarlyMustBeDoneAgain() {
    var bench = LoopBench()
    bench.left[0] = 1.0
    bench.arm()
    bench.press()
    #expect(bench.state(.leftArm) == .aligning && bench.obstacle(.leftArm) == .mismatch)
    bench.left[0] = 0.1
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .aligning && bench.obstacle(.leftArm) == .awaitingAct)
  }

  @Test func remoteEngagingNeedsNoActWhereTheRigAllowsIt() {
    var bench = LoopBench(LoopBench.with { $0.isRemoteEngageAllowed = true })
    bench.arm()
    #expect(bench.state(.leftArm) == .blending && bench.reason(.leftArm) == .operatorRequest)
  }

  @Test func showsMismatchAndItsJoint() {
    var bench = LoopBench()
    bench.isFollowing = false
    bench.left = [0.1, -0.2 - 0.25]
    bench.arm()
    let group = bench.loop.engagement.groups[0]
    #expect(abs(group.mismatch - 0.35) < 1e-12)
    #expect(group.worstJoint == 1 && group.obstacle == .mismatch)
  }

  /// Each obstacle hides those after it: a person is told the first thing to repair.
  @Test func obstaclesComeInOrder() {
    var bench = LoopBench()
    bench.arm()
    #expect(bench.obstacle(.leftArm) == .awaitingAct)
    bench.left[0] = 1.5
    bench.tick()
    #expect(bench.obstacle(.leftArm) == .mismatch)
    bench.left[0] = 2.5
    bench.tick()
    #expect(bench.obstacle(.leftArm) == .outsideLimits)
    bench.silent = [0]
    bench.run(milliseconds: 52)
    #expect(bench.obstacle(.leftArm) == .notFresh)
    #expect(bench.obstacle(.waist) == .notMapped)
    bench.isOwner = false
    bench.tick()
    #expect(bench.obstacle(.leftArm) == .noLease && bench.obstacle(.waist) == .noLease)
    bench.isRobotSilent = true
    bench.run(milliseconds: 60)
    #expect(bench.obstacle(.leftArm) == .robotStale)
  }

  /// Seen as: a joint a little outside of its limits hid another one that had fallen silent, and the arm engaged.
  @Test func aJointOutsideItsLimitsDoesNotHideAStaleOne() {
    var bench = LoopBench()
    bench.pose[SmallRig.leftA] = 1.95
    bench.left[0] = 2.05
    bench.arm()
    // Close enough: the limiter keeps it inside.
    #expect(bench.obstacle(.leftArm) == .awaitingAct)
    bench.silent = [0]
    for _ in 0..<40 {
      bench.send(0, 0, .joints, [2.05, .nan])
      bench.tick()
    }
    #expect(bench.obstacle(.leftArm) == .notFresh)
    #expect(bench.loop.engagement.groups[0].worstJoint == 1)
  }

  @Test func aSingleJointThatDoesNotAnswerKeepsItsArmOut() {
    var bench = LoopBench()
    bench.arm()
    bench.silent = [0]
    for _ in 0..<40 {
      bench.send(0, 0, .joints, [.nan, -0.2])
      bench.send(0, 1, .inputs, [0])
      bench.tick()
    }
    #expect(bench.obstacle(.leftArm) == .notFresh)
    #expect(bench.loop.engagement.groups[0].worstJoint == 0)
    bench.send(0, 1, .inputs, [1])
    bench.tick()
    #expect(bench.state(.leftArm) == .aligning)
  }

  /// A robot joint that is not measured any more is not known to be where it was.
  @Test func aRobotJointThatIsNotMeasuredKeepsItsArmOut() {
    var bench = LoopBench()
    bench.arm()
    bench.pose[SmallRig.leftB] = .nan
    bench.run(milliseconds: 60)
    #expect(bench.obstacle(.leftArm) == .mismatch)
    bench.press()
    #expect(bench.state(.leftArm) == .aligning)
  }

  @Test func aHandNeedsNoMatch() {
    var bench = LoopBench()
    bench.trigger = 0
    bench.pose[SmallRig.grip] = 0.04
    bench.arm()
    #expect(bench.obstacle(.rightHand) == .awaitingAct)
  }

  @Test func aHandWithNothingButAForceEngages() {
    var rig = SmallRig.rig()
    rig.robots[0].grips[0].aperture = nil
    var bench = LoopBench(rig)
    bench.arm()
    #expect(bench.obstacle(.rightHand) == .awaitingAct)
    bench.press()
    #expect(bench.state(.rightHand) == .blending)
  }

  @Test func aStaleForceKeepsItsHandOutAndNotTheArm() {
    var bench = LoopBench()
    bench.arm()
    bench.silent = [2]
    bench.run(milliseconds: 60)
    #expect(bench.obstacle(.rightHand) == .notFresh && bench.obstacle(.rightArm) == .awaitingAct)
  }
}
