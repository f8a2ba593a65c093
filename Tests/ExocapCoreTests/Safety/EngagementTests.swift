import ExocapCore
import Testing

/// What a person's requests do, whatever state the group is in.
@Suite struct EngagementTests {
  @Test(arguments: EngagementState.allCases) func emergencyStopFaultsInTheTickThatTakesIt(state: EngagementState) {
    var bench = LoopBench()
    bench.reach(state)
    #expect(bench.state(.leftArm) == state)
    bench.ask(.stop, .none)
    bench.tick()
    for group in JointGroup.allCases { #expect(bench.state(group) == .faulted) }
    #expect(bench.loop.faults.contains(.emergencyStop))
    bench.ask(.engage)
    bench.tick()
    bench.press()
    #expect(bench.state(.leftArm) == .faulted)
  }

  @Test func resetLeavesTheFaultForEveryGroupAndEngagesNothing() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.ask(.stop)
    bench.tick()
    bench.ask(.reset)
    bench.tick()
    for group in JointGroup.allCases { #expect(bench.state(group) == .disarmed) }
    #expect(!bench.loop.faults.contains(.emergencyStop))
    bench.press()
    #expect(bench.state(.leftArm) == .disarmed)
  }

  @Test func onlyTheRigsGroupsArm() {
    var bench = LoopBench()
    bench.arm()
    #expect(bench.state(.leftArm) == .aligning && bench.state(.rightArm) == .aligning && bench.state(.rightHand) == .aligning)
    for group in [JointGroup.leftHand, .waist, .head, .legs] { #expect(bench.state(group) == .disarmed) }
  }

  @Test func aRequestTouchesOnlyItsGroups() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.ask(.disengage, JointGroups(.leftArm))
    bench.tick()
    #expect(bench.state(.leftArm) == .releasing && bench.reason(.leftArm) == .operatorRequest)
    #expect(bench.state(.rightArm) == .engaged)
  }

  @Test func armingTimesOutAfterTenSeconds() {
    var bench = LoopBench()
    bench.run(milliseconds: 20)
    bench.ask(.engage)
    bench.tick()
    bench.run(milliseconds: 10_000)
    #expect(bench.state(.leftArm) == .aligning)
    bench.tick()
    #expect(bench.state(.leftArm) == .disarmed && bench.reason(.leftArm) == .armingTimedOut)
    bench.press()
    #expect(bench.state(.leftArm) == .disarmed)
  }

  @Test func engagingAgainWhileAlignedWaitsTenSecondsMore() {
    var bench = LoopBench()
    bench.arm()
    bench.run(milliseconds: 6_000)
    bench.ask(.engage)
    bench.run(milliseconds: 6_000)
    #expect(bench.state(.leftArm) == .aligning)
  }

  @Test func frozenGroupsStandUntilUnfrozenAndOthersGoOn() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.ask(.freeze, JointGroups(.leftArm))
    bench.tick()
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .frozen)
    bench.run(milliseconds: 100)
    let stood = bench.q(SmallRig.leftA)
    bench.left[0] += 0.2
    bench.right[0] += 0.2
    bench.run(milliseconds: 3_000)
    #expect(bench.state(.leftArm) == .holding && bench.state(.rightArm) == .engaged)
    #expect(bench.q(SmallRig.leftA) == stood)
    #expect(abs(bench.q(SmallRig.rightA) - bench.right[0]) < 1e-3)
    bench.ask(.unfreeze, JointGroups(.leftArm))
    bench.tick()
    #expect(bench.state(.leftArm) == .blending)
    bench.run(milliseconds: 1_100)
    #expect(bench.state(.leftArm) == .engaged)
    #expect(abs(bench.q(SmallRig.leftA) - bench.left[0]) < 1e-3)
  }

  /// One arm and the hands stay as they are while the other arm engages, freezes and comes back; what is held stays held.
  @Test func eachArmEngagesAndFreezesAloneKeepingItsGrip() {
    var bench = LoopBench()
    let (left, right) = (JointGroups(.leftArm), JointGroups(.rightArm))
    bench.trigger = 0.25
    bench.force = 12
    bench.run(milliseconds: 20)
    bench.ask(.engage, left)
    bench.tick()
    bench.press()
    bench.run(milliseconds: 1_100)
    #expect(bench.state(.leftArm) == .engaged && bench.state(.rightArm) == .disarmed && bench.weight(.rightArm) == 0)
    bench.ask(.engage, [right, JointGroups(.rightHand)])
    bench.tick()
    bench.press()
    bench.run(milliseconds: 1_100)
    #expect(bench.state(.rightArm) == .engaged && bench.state(.rightHand) == .engaged)
    let hand = Int(JointGroup.rightHand.rawValue)
    for frozen in [right, [right, JointGroups(.rightHand)]] {
      let held = bench.q(SmallRig.grip)
      bench.ask(.freeze, frozen)
      for _ in 0..<500 {
        bench.right[0] += 0.0002
        bench.left[0] += 0.0002
        bench.tick()
        #expect(bench.loop.command.gripForce[hand] == 12 && bench.q(SmallRig.grip) == held)
      }
      #expect(bench.state(.rightArm) == .holding && bench.weight(.rightArm) == 1 && bench.state(.leftArm) == .engaged)
      #expect(abs(bench.q(SmallRig.leftA) - bench.left[0]) < 0.01)
      bench.ask(.unfreeze, frozen)
      let began = bench.now
      let isBack = bench.wait(upTo: 2_000) { $0.state(.rightArm) == .engaged && $0.state(.rightHand) == .engaged }
      #expect(isBack && bench.now - began <= .seconds(1))
      #expect(bench.loop.command.gripForce[hand] == 12)
    }
  }

  /// Seen as: a gap of 60 ms at the very moment of `unfreeze` let the arm go at once.
  @Test func afterUnfreezingTheStreamHasItsFullTimeToComeBack() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.ask(.freeze)
    bench.run(milliseconds: 2_000)
    bench.silent = [0]
    bench.run(milliseconds: 60)
    bench.ask(.unfreeze)
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .holding)
    bench.silent = []
    bench.run(milliseconds: 4)
    #expect(bench.state(.leftArm) == .blending)
  }

  @Test func aFreezeWhileHoldingIsKept() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.silent = [0]
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .holding)
    bench.ask(.freeze)
    bench.tick()
    bench.silent = []
    bench.run(milliseconds: 1_000)
    #expect(bench.state(.leftArm) == .holding && bench.state(.rightArm) == .holding)
    bench.ask(.unfreeze)
    bench.tick()
    #expect(bench.state(.leftArm) == .blending)
  }

  @Test func leavingLetsGoOfAllAndEngagesNothingMore() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.run(milliseconds: 3_000)
    #expect(bench.weight(.leftArm) == 1)
    bench.ask(.leave)
    bench.tick()
    bench.ask(.engage)
    bench.run(milliseconds: 1_900)
    let hasLeftEarly = bench.loop.hasLeft
    #expect(!hasLeftEarly)
    #expect(bench.state(.leftArm) == .disarmed && bench.weight(.leftArm) > 0)
    bench.run(milliseconds: 200)
    let hasLeft = bench.loop.hasLeft
    #expect(hasLeft)
    for group in JointGroup.allCases { #expect(bench.weight(group) == 0) }
  }

  @Test func everyChangeOfATickIsTold() {
    var bench = LoopBench()
    bench.arm()
    bench.keepsRecords = true
    // Each of the eight changes every group that it may: 7 fault, 7 reset, and so on.
    for kind in [OperatorRequest.Kind.stop, .reset, .stop, .reset, .stop, .reset, .stop, .reset] { bench.ask(kind) }
    bench.tick()
    let changes = bench.records.filter { $0.kind == .change }.compactMap { record in
      unsafe record.bytes.withUnsafeBytes { unsafe ChangeRecord($0) }
    }
    #expect(changes.count == 56)
    #expect(changes.last?.change.to == .disarmed && changes.last?.change.reason == .reset)
  }
}
