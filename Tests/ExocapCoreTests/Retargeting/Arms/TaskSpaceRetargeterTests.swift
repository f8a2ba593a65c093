import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Testing

/// Task space in a whole control loop: from worn joints to what is sent.
@Suite struct TaskSpaceRetargeterTests {
  /// Engages both arms; the operator stands still.
  static func engaged(_ rig: Rig) -> LoopBench {
    var bench = ArmRig.bench(rig)
    bench.run(milliseconds: 400)
    bench.ask(.engage)
    bench.tick()
    bench.run(milliseconds: 400)
    bench.press()
    bench.run(milliseconds: 1_000)
    return bench
  }

  /// Moves the operator's arms smoothly by `way` [rad] in every joint over `milliseconds`.
  static func move(_ bench: inout LoopBench, by way: [Double], milliseconds: Int) {
    let (left, right) = (bench.left, bench.right)
    let ticks = milliseconds / 2
    for tick in 1...ticks {
      let t = Double(tick) / Double(ticks)
      let share = t * t * t * (10 + t * (6 * t - 15))
      for joint in 0..<7 {
        bench.left[joint] = left[joint] + share * way[joint]
        bench.right[joint] = right[joint] + share * way[joint]
      }
      bench.tick()
    }
  }

  static func sent(_ bench: borrowing LoopBench, _ arm: Int) -> [Double] {
    Array(bench.loop.command.q.prefix(14)[(7 * arm)..<(7 * arm + 7)])
  }

  @Test func absoluteHandsGoWhereShouldersLaidUponEachOtherSay() {
    var bench = Self.engaged(ArmRig.rig(ArmRig.taskSpace()))
    #expect(bench.state(.leftArm) == .engaged && bench.state(.rightArm) == .engaged)
    Self.move(&bench, by: [0.3, -0.2, 0.2, 0.4, -0.3, 0.2, 0.1], milliseconds: 1_000)
    bench.run(milliseconds: 300)
    for arm in 0..<2 {
      let reached = ArmRig.hand(Self.sent(bench, arm), ArmRig.robot, isRight: arm == 1)
      let wanted = ArmRig.absoluteTarget(arm == 0 ? bench.left : bench.right, isRight: arm == 1)
      #expect((reached.position - wanted.position).length < 2e-4)
      #expect(reached.rotation.turn(to: wanted.rotation).length < 1e-3)
    }
  }

  /// Operator and robot are far apart: relative, that does not matter, and only motion since the latch counts.
  @Test func relativeHandsMoveByTheScaledMotionSinceTheLatch() {
    let rig = ArmRig.rig(ArmRig.taskSpace { ($0.clutch, $0.scale) = (.relative, .fixed(0.5)) }, maps: false)
    var bench = ArmRig.bench(rig)
    bench.left = [0.6, 0.5, -0.3, -0.4, 0.3, -0.2, 0.2]
    bench.run(milliseconds: 400)
    bench.ask(.engage)
    bench.tick()
    bench.press()
    bench.run(milliseconds: 1_000)
    #expect(bench.state(.leftArm) == .engaged)
    let home = ArmRig.hand(Self.sent(bench, 0), ArmRig.robot, isRight: false)
    let standing = ArmRig.hand(ArmRig.rest, ArmRig.robot, isRight: false)
    #expect((home.position - standing.position).length < 1e-5)
    let from = ArmRig.hand(bench.left, ArmRig.worn, isRight: false)
    Self.move(&bench, by: [0.2, -0.1, -0.1, 0.2, -0.1, -0.2, 0.1], milliseconds: 800)
    bench.run(milliseconds: 300)
    let to = ArmRig.hand(bench.left, ArmRig.worn, isRight: false)
    let reached = ArmRig.hand(Self.sent(bench, 0), ArmRig.robot, isRight: false)
    #expect((reached.position - home.position - (to.position - from.position) * 0.5).length < 3e-4)
    let turned = to.rotation * (from.rotation.inverse * home.rotation)
    #expect(reached.rotation.turn(to: turned).length < 2e-3)
  }

  @Test func oneJointOfAWornArmThatIsLostHoldsItsArm() {
    var bench = Self.engaged(ArmRig.rig(ArmRig.taskSpace()))
    bench.left[5] = .nan
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .streamStale)
  }

  @Test func aCoupledWaistHelpsOnlyWhileItFollows() {
    let settings = ArmRig.taskSpace { ($0.waist, $0.clutch, $0.scale) = (.coupled, .relative, .fixed(1)) }
    let groups: JointGroups = [JointGroups(.leftArm), JointGroups(.rightArm), JointGroups(.waist)]
    /// Both hands swing to the left, past reach.
    func turn(_ bench: inout LoopBench) -> Double {
      for tick in 1...400 {
        let share = Double(tick) / 400
        bench.left = zip(ArmRig.rest, [-1.1, 0.9, 0.0, 1.2, 0, 0, 0]).map { $0 + share * $1 }
        bench.right = zip(ArmRig.rest, [-1.1, 0.9, 0.0, 1.2, 0, 0, 0]).map { $0 + share * $1 }
        bench.tick()
      }
      return bench.q(14)
    }
    var free = Self.engaged(ArmRig.rig(settings, groups: groups))
    #expect(free.state(.waist) == .engaged)
    #expect(abs(turn(&free)) > 0.02)
    var held = Self.engaged(ArmRig.rig(settings, groups: SmallRig.arms))
    #expect(held.state(.leftArm) == .engaged && held.state(.waist) == .disarmed)
    _ = turn(&held)
    #expect(abs(held.pose[14]) < 1e-12)
  }

  /// A slow device (100 Hz) passes trackers: between its samples the hand goes on.
  @Test func aSlowDeviceMovesTheHandAtEveryTick() {
    var bench = ArmRig.bench(ArmRig.rig(ArmRig.taskSpace(), rate: 100))
    var last = 0.0
    var standing = 0
    for tick in 0..<1_500 {
      bench.left[0] = ArmRig.rest[0] + 0.2 * Math.sin(Double(tick) * 0.004)
      bench.silent = tick % 5 == 0 ? [] : [0, 1]
      if tick == 300 { bench.ask(.engage) }
      bench.isLeftPressed = tick == 400
      bench.tick()
      if tick > 1_000 && bench.q(0) == last { standing += 1 }
      last = bench.q(0)
    }
    #expect(bench.state(.leftArm) == .engaged)
    #expect(standing < 25)
  }

  /// Random poses, a thousand times: what is sent never steps farther than its bounds, and nothing drifts.
  @Test(arguments: [ClutchMode.absolute, .relative]) func clutchesNeitherStepNorDrift(mode: ClutchMode) {
    var random = SeededGenerator.printed()
    var rig = ArmRig.rig(ArmRig.taskSpace { $0.clutch = mode }, groups: JointGroups(.leftArm))
    // The robot is ours all the time: every step counts.
    rig.robots[0].engagement.holdsWhileDisarmed = true
    rig.robots[0].engagement.blend = .milliseconds(50)
    var bench = ArmRig.bench(rig)
    bench.silent = [1]
    bench.run(milliseconds: 3_000)
    var witness = StepWitness(count: 7)
    var engagements = 0
    var drift = 0.0
    // Absolute clutches take longer; both are run 1,000 times by `exocap simulate engagements`, too.
    let rounds = mode == .relative ? 1_000 : 150
    for _ in 0..<rounds {
      bench.ask(.disengage)
      for _ in 0..<20 { witness.see(&bench) }
      // Relative, the operator may engage from anywhere; absolute, from where the robot stands.
      if mode == .relative { bench.left = Self.near(ArmRig.rest, 0.4, &random) }
      for _ in 0..<120 { witness.see(&bench) }
      bench.ask(.engage)
      // Absolute, the arm first comes to where the operator wants it.
      for _ in 0..<(mode == .relative ? 5 : 150) { witness.see(&bench) }
      bench.isLeftPressed = true
      witness.see(&bench)
      bench.isLeftPressed = false
      let before = Self.sent(bench, 0)
      // The blend's fastest joint goes at 1 rad/s: 0.3 rad take 0.56 s.
      for _ in 0..<(mode == .relative ? 60 : 290) { witness.see(&bench) }
      if bench.state(.leftArm) == .engaged { engagements += 1 }
      // Absolute, elbow and posture still move the joints, as the operator's do.
      let moved = ArmRig.hand(Self.sent(bench, 0), ArmRig.robot, isRight: false).position
      let home = ArmRig.hand(before, ArmRig.robot, isRight: false).position
      drift = max(drift, mode == .relative ? zip(before, Self.sent(bench, 0)).map { abs($0 - $1) }.max() ?? 0 : (moved - home).length)
      let (from, to) = (bench.left, Self.near(mode == .relative ? bench.left : ArmRig.rest, 0.2, &random))
      for tick in 1...60 {
        let t = Double(tick) / 60
        let share = t * t * t * (10 + t * (6 * t - 15))
        bench.left = zip(from, to).map { $0 + share * ($1 - $0) }
        witness.see(&bench)
      }
    }
    #expect(engagements == rounds)
    print("\(mode): largest motion while the operator stood still: \(drift)")
    // Relative, a hand within 20 µm of where it was sent goes there: a milliradian where the arm is nearly straight.
    #expect(drift < (mode == .relative ? 2e-3 : 0.05))
    #expect(witness.excess <= 0)
  }

  private static func near(_ pose: [Double], _ most: Double, _ random: inout SeededGenerator) -> [Double] {
    pose.map { $0 + Double.random(in: -most...most, using: &random) }
  }

  @Test func allocatesNothingPerTick() {
    guard exocap_counts_allocations() else { return }
    var bench = Self.engaged(ArmRig.rig(ArmRig.taskSpace()))
    var allocations: UInt64 = 0
    for tick in 0..<500 {
      bench.left[0] += 0.001
      bench.now = bench.now + SmallRig.period
      bench.sendSamples()
      let before = exocap_allocation_count()
      bench.loop.step(now: bench.now)
      // A debug build makes the metadata of generic types where they are first used.
      if tick > 100 { allocations += exocap_allocation_count() - before }
      bench.settle()
    }
    #expect(allocations == 0)
  }
}

/// Holds what is sent for the first joints against the rig's bounds, from outside: differences of the commanded positions.
struct StepWitness {
  private var positions: [Double]
  private var velocities: [Double]
  private var accelerations: [Double]
  /// How far over a bound the worst difference was, as a share of it; 0 or less: none was.
  private(set) var excess = -Double.infinity

  init(count: Int) {
    positions = [Double](repeating: .nan, count: count)
    velocities = [Double](repeating: 0, count: count)
    accelerations = [Double](repeating: 0, count: count)
  }

  /// Lets a tick happen and looks. While a group has no weight nobody follows what is sent.
  mutating func see(_ bench: inout LoopBench) {
    bench.tick()
    let q = bench.loop.command.q.prefix(positions.count)
    let limits = bench.rig.robots[0].limits
    let time = SmallRig.period.seconds
    for joint in positions.indices {
      let isFollowed = bench.weight(.leftArm) > 0 && positions[joint].isFinite
      let v = isFollowed ? (q[joint] - positions[joint]) / time : 0
      let a = isFollowed ? (v - velocities[joint]) / time : 0
      if isFollowed {
        excess = max(excess, abs(v) / limits.velocity[joint] - 1, abs(a) / limits.acceleration[joint] - 1)
        excess = max(excess, abs(a - accelerations[joint]) / time / limits.jerk[joint] - 1)
      }
      (positions[joint], velocities[joint], accelerations[joint]) = (q[joint], v, a)
    }
  }
}
