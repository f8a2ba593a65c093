import ExocapCore
import Testing

/// What is lost, what it stops, and when it comes back.
@Suite struct EngagementLossTests {
  @Test func aLostStreamStopsAllGroups() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 50)
    #expect(bench.state(.leftArm) == .engaged)
    bench.run(milliseconds: 2)
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .streamStale)
    #expect(bench.state(.rightArm) == .holding && bench.reason(.rightArm) == .otherGroupLost)
    #expect(bench.loop.faults.contains(.stale))
  }

  @Test func aLostStreamStopsItsGroupAloneWhereTheRigSaysSo() {
    var bench = LoopBench(LoopBench.with { $0.doesLossStopAll = false })
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 1_000)
    #expect(bench.state(.leftArm) == .releasing && bench.reason(.leftArm) == .notBackInTime)
    #expect(bench.state(.rightArm) == .engaged && bench.state(.rightHand) == .engaged)
  }

  @Test func oneJointThatFallsSilentIsALostStream() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    for _ in 0..<30 {
      bench.send(0, 0, .joints, [0.1, .nan])
      bench.tick()
    }
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .streamStale)
  }

  @Test func backWithin500MillisecondsBlendsAgain() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 52 + 490)
    #expect(bench.state(.leftArm) == .holding)
    bench.silent = []
    bench.tick()
    #expect(bench.state(.leftArm) == .blending && bench.reason(.leftArm) == .backInTime)
    #expect(bench.state(.rightArm) == .blending)
    #expect(bench.weight(.leftArm) == 1)
    bench.run(milliseconds: 1_100)
    #expect(bench.state(.leftArm) == .engaged)
  }

  @Test func laterIsReleasedAndNeedsTheGuardAgain() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 52 + 510)
    #expect(bench.state(.leftArm) == .releasing && bench.reason(.leftArm) == .notBackInTime)
    #expect(bench.state(.rightArm) == .releasing)
    bench.silent = []
    bench.run(milliseconds: 2_010)
    #expect(bench.state(.leftArm) == .disarmed)
    bench.press()
    #expect(bench.state(.leftArm) == .disarmed)
  }

  @Test func backButFarAwayIsNotBack() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 100)
    bench.left[0] += 0.4
    bench.silent = []
    bench.run(milliseconds: 300)
    #expect(bench.state(.leftArm) == .holding && bench.obstacle(.leftArm) == .mismatch)
    bench.run(milliseconds: 200)
    #expect(bench.state(.leftArm) == .releasing)
  }

  @Test func aSilentRobotStopsAll() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isRobotSilent = true
    bench.run(milliseconds: 54)
    for group in [JointGroup.leftArm, .rightArm, .rightHand] {
      #expect(bench.state(group) == .holding && bench.reason(group) == .robotStale)
    }
    #expect(bench.loop.faults.contains(.robotStale))
  }

  @Test func aLostLeaseStopsAll() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isOwner = false
    bench.tick()
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .leaseLost)
    #expect(bench.loop.faults.contains(.noLease))
  }

  // MARK: Tracking

  @Test func aRobotThatDoesNotFollowIsHeldAfterItsTime() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isFollowing = false
    bench.left[0] = 0.45
    let isFar = bench.wait(upTo: 1_000) { abs($0.q(SmallRig.leftA) - $0.pose[SmallRig.leftA]) > 0.4 }
    #expect(!isFar)
    bench.left[0] = 0.55
    let isFarther = bench.wait(upTo: 1_000) { abs($0.q(SmallRig.leftA) - $0.pose[SmallRig.leftA]) > 0.4 }
    #expect(isFarther)
    bench.run(milliseconds: 200)
    #expect(bench.state(.leftArm) == .engaged)
    bench.run(milliseconds: 4)
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .trackingError)
    #expect(bench.loop.faults.contains(.tracking))
  }

  /// Seen as: held for one tick, then blending again, for ever, against whatever blocks the arm.
  @Test func aRobotThatStaysBehindIsReleased() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isFollowing = false
    bench.left[0] = 0.6
    let isHeld = bench.wait(upTo: 2_000) { $0.state(.leftArm) == .holding }
    #expect(isHeld)
    bench.run(milliseconds: 498)
    #expect(bench.state(.leftArm) == .holding)
    bench.run(milliseconds: 6)
    #expect(bench.state(.leftArm) == .releasing && bench.reason(.leftArm) == .notBackInTime)
  }

  @Test func aRobotThatCatchesUpIsFollowedAgain() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isFollowing = false
    bench.left[0] = 0.6
    let isHeld = bench.wait(upTo: 2_000) { $0.state(.leftArm) == .holding }
    #expect(isHeld)
    bench.run(milliseconds: 100)
    bench.isFollowing = true
    bench.run(milliseconds: 6)
    #expect(bench.state(.leftArm) == .blending && bench.reason(.leftArm) == .backInTime)
  }

  @Test func aHandThatHoldsSomethingIsNoTrackingError() {
    var bench = LoopBench()
    bench.trigger = 0
    bench.reach(.engaged)
    bench.isFollowing = false
    bench.pose[SmallRig.grip] = 0.04
    bench.run(milliseconds: 1_000)
    #expect(bench.state(.rightHand) == .engaged)
  }

  // MARK: The grip

  @Test(arguments: [OperatorRequest.Kind.disengage, .stop, .freeze]) func theOperatorCanAlwaysLetGo(kind: OperatorRequest.Kind) {
    var bench = LoopBench()
    bench.trigger = 0.25
    bench.force = 12
    bench.reach(.engaged)
    #expect(abs(bench.q(SmallRig.grip) - 0.01) < 1e-5)
    bench.ask(kind)
    bench.run(milliseconds: 100)
    // Closing has no effect any more, and the force stays.
    bench.trigger = 0
    bench.force = 20
    bench.run(milliseconds: 100)
    #expect(abs(bench.q(SmallRig.grip) - 0.01) < 1e-5)
    #expect(bench.loop.command.gripForce[Int(JointGroup.rightHand.rawValue)] == 12)
    bench.trigger = 1
    bench.run(milliseconds: 1_000)
    #expect(abs(bench.q(SmallRig.grip) - 0.04) < 1e-5)
    // What was let go is not grasped again.
    bench.trigger = 0.25
    bench.run(milliseconds: 500)
    #expect(abs(bench.q(SmallRig.grip) - 0.04) < 1e-5)
  }

  /// The trigger was last seen open, and the gripper is on its way: it brakes and stands, and nothing old opens it further.
  @Test func aStaleTriggerOpensNothing() {
    var bench = LoopBench()
    bench.trigger = 0
    bench.reach(.engaged)
    bench.trigger = 1
    bench.run(milliseconds: 50)
    bench.silent = [1]
    bench.run(milliseconds: 60)
    #expect(bench.state(.rightHand) == .holding)
    bench.run(milliseconds: 60)
    let stood = bench.q(SmallRig.grip)
    #expect(stood > 0.005 && stood < 0.035)
    bench.run(milliseconds: 500)
    // The last of its braking is under a micrometre; to follow the trigger it would go millimetres.
    #expect(abs(bench.q(SmallRig.grip) - stood) < 1e-6)
  }

  @Test func theForceIsCappedByTheRig() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.force = 100
    bench.run(milliseconds: 300)
    #expect(bench.loop.command.gripForce[Int(JointGroup.rightHand.rawValue)] == 20)
  }

  /// No force source is no force set-point, and not a force of 0, with which no gripper moves.
  @Test func aGripperWithoutAForceSourceGetsNoForce() {
    var rig = SmallRig.rig()
    rig.robots[0].grips[0].force = nil
    var bench = LoopBench(rig)
    bench.reach(.engaged)
    #expect(bench.loop.command.gripForce[Int(JointGroup.rightHand.rawValue)].isNaN)
  }
}
