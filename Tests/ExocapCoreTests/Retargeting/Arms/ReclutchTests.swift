import ExocapCore
import Testing

/// An arm that is engaged again a thousand times neither drifts nor ratchets out of its workspace (IsaacTeleop#733, #790, lerobot#4154).
@Suite struct ReclutchTests {
  private static let rounds = 1_000

  /// The robot is ours all the time, so that every step counts.
  private static func bench(_ change: (inout TaskSpaceRetargeting) -> Void) -> LoopBench {
    var rig = ArmRig.rig(ArmRig.taskSpace(change), groups: JointGroups(.leftArm))
    rig.robots[0].engagement.holdsWhileDisarmed = true
    rig.robots[0].engagement.blend = .milliseconds(50)
    var bench = ArmRig.bench(rig)
    bench.silent = [1]
    bench.run(milliseconds: 3_000)
    return bench
  }

  /// Arms, does the act, and waits until the arm follows; false where it does not within a second.
  private static func engage(_ bench: inout LoopBench, _ witness: inout StepWitness) -> Bool {
    bench.ask(.engage)
    for tick in 0..<500 {
      bench.isLeftPressed = tick % 20 == 10
      witness.see(&bench)
      if bench.state(.leftArm) == .engaged { break }
    }
    bench.isLeftPressed = false
    return bench.state(.leftArm) == .engaged
  }

  /// Moves the operator smoothly to `pose` in `ticks`.
  private static func move(_ bench: inout LoopBench, to pose: [Double], ticks: Int, _ witness: inout StepWitness) {
    let from = bench.left
    for tick in 1...ticks {
      let t = Double(tick) / Double(ticks)
      let share = t * t * t * (10 + t * (6 * t - 15))
      bench.left = zip(from, pose).map { $0 + share * ($1 - $0) }
      witness.see(&bench)
    }
  }

  private static func release(_ bench: inout LoopBench, _ witness: inout StepWitness) {
    bench.ask(.disengage)
    for _ in 0..<15 { witness.see(&bench) }
  }

  private static func hand(_ bench: borrowing LoopBench) -> Vec3 {
    ArmRig.hand(TaskSpaceRetargeterTests.sent(bench, 0), ArmRig.robot, isRight: false).position
  }

  /// Each round: engage, go somewhere and come back, let go. Where the arm is after ten, there it is after a thousand.
  @Test(arguments: [ClutchMode.absolute, .relative]) func aThousandClutchesBringTheHandBack(mode: ClutchMode) {
    var bench = Self.bench { $0.clutch = mode }
    var witness = StepWitness(count: 7)
    let away = zip(ArmRig.rest, [0.15, -0.1, 0.1, 0.2, -0.1, 0.1, 0.05]).map { $0 + $1 }
    var engaged = 0
    var (home, joints): (Vec3, [Double]) = (.zero, [])
    for round in 0..<Self.rounds {
      if Self.engage(&bench, &witness) { engaged += 1 }
      Self.move(&bench, to: away, ticks: 40, &witness)
      Self.move(&bench, to: ArmRig.rest, ticks: 40, &witness)
      // What the filter of the hand still holds back when it is let go is where the operator's hand is: 200 ms leave nothing of it.
      for _ in 0..<100 { witness.see(&bench) }
      if round == 9 { (home, joints) = (Self.hand(bench), TaskSpaceRetargeterTests.sent(bench, 0)) }
      if round + 1 < Self.rounds { Self.release(&bench, &witness) }
    }
    let drift = (Self.hand(bench) - home).length
    let turn = zip(TaskSpaceRetargeterTests.sent(bench, 0), joints).map { abs($0 - $1) }.max() ?? 0
    print("\(mode): after \(Self.rounds) clutches the hand is \(drift) m off, the farthest joint \(turn) rad")
    #expect(engaged == Self.rounds)
    #expect(drift < 1e-5 && turn < 0.05)
    #expect(witness.excess <= 0)
  }

  /// The operator reaches farther than the robot can, lets go out there, comes back, and engages again: nothing adds up. What the arm
  /// could not do is forgotten at the latch, and the first way back is a way back.
  @Test func outOfReachNothingAddsUp() {
    var bench = Self.bench { ($0.clutch, $0.scale) = (.relative, .fixed(2)) }
    var witness = StepWitness(count: 7)
    let away = [-1.3, 0.1, 0, -0.1, 0, 0, 0]
    var (engaged, farthest) = (0, 0.0)
    for _ in 0..<Self.rounds {
      if Self.engage(&bench, &witness) { engaged += 1 }
      Self.move(&bench, to: away, ticks: 60, &witness)
      farthest = max(farthest, (Self.hand(bench) - ArmRig.robot.shoulder).length)
      Self.release(&bench, &witness)
      Self.move(&bench, to: ArmRig.rest, ticks: 20, &witness)
    }
    #expect(engaged == Self.rounds)
    // The wire's grid is 1.2e-7 rad.
    #expect(farthest <= ArmRig.robot.length + 1e-6)
    #expect(witness.excess <= 0)
    // Engaged out there, a fifth of the way back is at least half done at once.
    Self.move(&bench, to: away, ticks: 60, &witness)
    let isEngaged = Self.engage(&bench, &witness)
    #expect(isEngaged)
    let before = Self.hand(bench)
    let from = ArmRig.hand(bench.left, ArmRig.worn, isRight: false).position
    Self.move(&bench, to: zip(away, ArmRig.rest).map { $0 + 0.2 * ($1 - $0) }, ticks: 100, &witness)
    let asked = (ArmRig.hand(bench.left, ArmRig.worn, isRight: false).position - from) * 2
    let done = (Self.hand(bench) - before).dot(asked) * (1 / asked.length)
    print("out of reach: asked for \(asked.length) m back, \(done) m done")
    #expect(done > 0.5 * asked.length && asked.length > 0.05)
  }
}
