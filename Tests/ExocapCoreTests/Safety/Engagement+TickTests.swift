import ExocapCore
import Testing

/// What is sent in each state, and what ends it.
@Suite struct EngagementTickTests {
  // MARK: Disarmed

  @Test func disarmedWithoutWeightStandsWhereTheRobotIs() {
    var bench = LoopBench()
    bench.run(milliseconds: 20)
    bench.pose[SmallRig.leftA] = 0.7
    bench.run(milliseconds: 10)
    #expect(bench.weight(.leftArm) == 0)
    #expect(bench.q(SmallRig.leftA) == Double(Float(0.7)))
  }

  @Test func disarmedWithHoldTakesWeightInTwoSecondsAndKeepsThePose() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.run(milliseconds: 20)
    let held = bench.q(SmallRig.leftA)
    bench.run(milliseconds: 1_000)
    #expect(abs(bench.weight(.leftArm) - 0.5) < 0.02)
    bench.left[0] += 0.3
    bench.run(milliseconds: 1_100)
    #expect(bench.weight(.leftArm) == 1 && bench.q(SmallRig.leftA) == held)
    #expect(bench.weight(.waist) == 0)
  }

  /// A robot that was away may stand elsewhere when it is back: what is held then is where it is, with weight from 0 again.
  @Test func holdingStartsAnewAfterTheLeaseWasLost() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.run(milliseconds: 3_000)
    bench.isOwner = false
    bench.run(milliseconds: 20)
    bench.isFollowing = false
    bench.pose[SmallRig.leftA] = -0.9
    bench.run(milliseconds: 20)
    bench.isOwner = true
    bench.epoch = 6
    bench.run(milliseconds: 20)
    let hasLease = bench.loop.hasLease
    #expect(hasLease)
    #expect(bench.q(SmallRig.leftA) == Double(Float(-0.9)))
    #expect(bench.weight(.leftArm) < 0.02)
  }

  // MARK: Blending

  /// The quintic 10τ³ - 15τ⁴ + 6τ⁵ at τ = 1/4, 1/2, 3/4 is 0.103515625, 0.5, 0.896484375.
  @Test func blendsFromTheRobotsPoseByTheQuintic() {
    var bench = LoopBench()
    bench.left[0] = 0.3  // The largest mismatch takes the rig's whole second.
    bench.arm()
    let start = bench.q(SmallRig.leftA)
    #expect(start == 0)
    bench.isLeftPressed = true
    bench.tick()
    bench.isLeftPressed = false
    #expect(bench.state(.leftArm) == .blending)
    for (milliseconds, share) in [(250, 0.103515625), (500, 0.5), (750, 0.896484375)] {
      _ = bench.wait(upTo: 2_000) { $0.now - $0.loop.engagement.groups[0].since >= .milliseconds(Int64(milliseconds)) }
      #expect(abs(bench.q(SmallRig.leftA) - share * 0.3) < 1e-6)
      #expect(abs(bench.weight(.leftArm) - share) < 1e-9)
    }
    bench.run(milliseconds: 260)
    #expect(bench.state(.leftArm) == .engaged && bench.reason(.leftArm) == .blendDone)
    #expect(bench.weight(.leftArm) == 1)
    #expect(bench.q(SmallRig.leftA) == Double(Float(0.3)))
  }

  /// `blend: 2s` over 0.3 rad: its share of the two seconds, at least half a second; 1.875 · 0.3 rad at 1 rad/s are 0.5625 s.
  @Test(arguments: [(0.0, 500), (0.03, 500), (0.09, 600), (0.15, 1_000), (0.24, 1_600), (0.3, 2_000)])
  func aSmallMismatchBlendsInItsShareOfTheTime(mismatch: Double, milliseconds: Int) {
    var bench = LoopBench(LoopBench.with { $0.blend = .seconds(2) })
    bench.left = [mismatch, -0.1]
    bench.arm()
    bench.isLeftPressed = true
    bench.tick()
    let began = bench.now
    #expect(bench.state(.leftArm) == .blending)
    let isDone = bench.wait(upTo: 3_000) { $0.state(.leftArm) == .engaged }
    #expect(isDone && abs((bench.now - began).seconds - Double(milliseconds) / 1e3) < 0.0021)
  }

  /// Together or a few degrees apart, as where a task begins: from the act on it takes no second.
  @Test(arguments: [OperatorRequest.Kind.freeze, .disengage])
  func againWhereTheTaskBeganAnArmFollowsWithinASecond(kind: OperatorRequest.Kind) {
    var bench = LoopBench(
      LoopBench.with {
        $0.blend = .seconds(2)
        $0.largestMismatch = 0.35
        $0.holdsWhileDisarmed = true
      })
    bench.reach(.engaged)
    _ = bench.wait(upTo: 3_000) { $0.state(.leftArm) == .engaged }
    bench.left = [1, 1]
    bench.run(milliseconds: 1_500)
    bench.left = [0.1, -0.2]
    bench.run(milliseconds: 1_500)
    bench.ask(kind, JointGroups(.leftArm))
    bench.run(milliseconds: 500)
    bench.left = [0.1 + 0.17, -0.2 - 0.17]  // 10 degrees off in both joints
    bench.ask(kind == .freeze ? .unfreeze : .engage, JointGroups(.leftArm))
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    let began = bench.now
    let isDone = bench.wait(upTo: 3_000) { $0.state(.leftArm) == .engaged }
    #expect(isDone && bench.now - began <= .seconds(1))
    bench.run(milliseconds: 200)
    #expect(abs(bench.q(SmallRig.leftA) - 0.27) < 1e-3)
  }

  @Test func aFarJointBlendsNoFasterThanOneRadianASecond() {
    var bench = LoopBench(
      LoopBench.with {
        $0.largestMismatch = 2
        $0.blend = .milliseconds(100)
      })
    bench.left = [0.8, -0.1]
    bench.arm()
    bench.isLeftPressed = true
    bench.tick()
    var last = bench.q(SmallRig.leftA)
    var fastest = 0.0
    _ = bench.wait(upTo: 5_000) { bench in
      fastest = max(fastest, abs(bench.q(SmallRig.leftA) - last) / 0.002)
      last = bench.q(SmallRig.leftA)
      return bench.state(.leftArm) == .engaged
    }
    // 1.875·d/T with T = 1.875·d/(1 rad/s) is 1 rad/s at the middle.
    #expect(fastest > 0.98 && fastest < 1.001)
  }

  @Test func aJointWithoutAnOperatorKeepsItsPoseAtEngage() {
    var rig = SmallRig.rig()
    rig.robots[0].map[SmallRig.leftB] = .hold
    var bench = LoopBench(rig)
    bench.pose[SmallRig.leftB] = 0.625
    bench.reach(.engaged)
    bench.run(milliseconds: 1_000)
    #expect(bench.q(SmallRig.leftB) == 0.625)
  }

  @Test func aJointWithAConstantGoesThere() {
    var rig = SmallRig.rig()
    rig.robots[0].map[SmallRig.leftB] = .constant(0.5)
    var bench = LoopBench(rig)
    bench.reach(.engaged)
    #expect(abs(bench.q(SmallRig.leftB) - 0.5) < 1e-4)
  }

  // MARK: Engaged

  @Test func engagedFollowsTheMappedOperator() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.right = [-0.2, 0.6]
    bench.run(milliseconds: 1_000)
    #expect(abs(bench.q(SmallRig.rightA) + 0.2) < 1e-5)
    // Mirrored: -1 · 0.6 + 0.1.
    #expect(abs(bench.q(SmallRig.rightB) + 0.5) < 1e-5)
  }

  /// Seen as: after a disengage the arm went back to where it had been engaged.
  @Test(arguments: [OperatorRequest.Kind.disengage, .stop, .freeze]) func aRequestStopsTheArmWhereItIs(kind: OperatorRequest.Kind) {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.left = [0.9, -0.9]
    bench.run(milliseconds: 2_000)
    bench.ask(kind)
    bench.run(milliseconds: 500)
    #expect(abs(bench.q(SmallRig.leftA) - 0.9) < 1e-4)
    #expect(abs(bench.q(SmallRig.leftB) + 0.9) < 1e-4)
  }

  @Test func aDisengageInMotionBrakesAndStands() {
    var bench = LoopBench()
    bench.reach(.engaged)
    for _ in 0..<250 {
      bench.left[0] += 0.002  // 1 rad/s
      bench.tick()
    }
    let atRequest = bench.q(SmallRig.leftA)
    bench.ask(.disengage)
    bench.run(milliseconds: 300)
    let stood = bench.q(SmallRig.leftA)
    // v²/2a with a = 60 rad/s² is 8.3 mrad; the jerk adds less than as much again.
    #expect(stood >= atRequest && stood < atRequest + 0.025)
    bench.run(milliseconds: 500)
    #expect(abs(bench.q(SmallRig.leftA) - stood) < 1e-6)
  }

  @Test func aStopAndAResetInOneTickLeaveTheArmWhereItIs() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.reach(.engaged)
    bench.left = [0.9, -0.9]
    bench.run(milliseconds: 2_000)
    bench.ask(.stop)
    bench.ask(.reset)
    bench.run(milliseconds: 500)
    #expect(bench.state(.leftArm) == .disarmed)
    #expect(abs(bench.q(SmallRig.leftA) - 0.9) < 1e-4)
  }

  @Test func withHoldWhileDisarmedADisengageKeepsPoseAndWeight() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.reach(.engaged)
    bench.left = [0.9, -0.9]
    bench.run(milliseconds: 2_000)
    bench.ask(.disengage)
    bench.run(milliseconds: 1_000)
    #expect(bench.state(.leftArm) == .disarmed && bench.weight(.leftArm) == 1)
    #expect(abs(bench.q(SmallRig.leftA) - 0.9) < 1e-4)
  }

  // MARK: Releasing

  @Test func releasingTakesTwoSecondsAndKeepsThePose() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.isFollowing = false
    bench.ask(.disengage)
    bench.run(milliseconds: 200)
    let stood = bench.q(SmallRig.leftA)
    bench.run(milliseconds: 800)
    #expect(abs(bench.weight(.leftArm) - 0.5) < 1e-9)
    bench.left[0] = -1
    bench.run(milliseconds: 998)
    #expect(bench.state(.leftArm) == .releasing && bench.weight(.leftArm) > 0)
    #expect(bench.q(SmallRig.leftA) == stood)
    bench.run(milliseconds: 6)
    #expect(bench.state(.leftArm) == .disarmed && bench.reason(.leftArm) == .weightDown && bench.weight(.leftArm) == 0)
  }

  @Test func faultedReleasesAndStaysFaulted() {
    var bench = LoopBench(LoopBench.with { $0.holdsWhileDisarmed = true })
    bench.reach(.engaged)
    bench.ask(.stop)
    bench.run(milliseconds: 2_010)
    #expect(bench.state(.leftArm) == .faulted && bench.weight(.leftArm) == 0)
  }
}
