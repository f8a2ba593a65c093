import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct BranchEscapeTests {
  static let time = 0.002

  /// A right arm that is led to a target from a random pose, with the rule run offline: searched at k, taken at k + 20.
  struct Run: ~Copyable {
    var ik: ArmIK
    var escape: BranchEscape
    var solver: ArmSolver
    var answer: BranchEscape.Answer?
    var tick: UInt64 = 0
    var moves = 0
    var broken = 0
    /// Ticks by which the answer comes late.
    var lateness: UInt64 = 0

    init(_ bench: ArmBench) throws {
      var arms = try ArmIK(bench.model, arms: [bench.cut("right")], limits: bench.limits())
      for joint in 0..<7 { arms.setPosture(joint, to: .nan) }
      let rule = try BranchEscape(bench.model, bench.cut("right"), limits: bench.limits(), arm: 0)
      let search = try ArmSolver(bench.model, bench.cut("right"), limits: bench.limits())
      ik = arms
      escape = rule
      solver = search
    }

    mutating func step(isEscaping: Bool) -> ArmIK.Report {
      tick += 1
      if isEscaping {
        let due = answer.flatMap { $0.tick + 20 + lateness == tick ? $0 : nil }
        let before = escape.phase
        if let request = escape.turn(tick, &ik, answer: due) { answer = solver.answer(request) }
        if escape.phase == .moving, before != .moving { moves += 1 }
      }
      let positions = (0..<7).map { ik.position($0) }
      let report = ik.step(time: BranchEscapeTests.time)
      if report.conflicts != 0 { broken += 1 }
      for joint in 0..<7 where abs(ik.position(joint) - positions[joint]) > 10 * BranchEscapeTests.time + 1e-12 { broken += 1 }
      return report
    }
  }

  /// Targets at which an arm alone stays over 8 cm away; each with the pose that it started from.
  private func traps(_ bench: ArmBench, _ count: Int) throws -> [(start: [Double], target: Placement)] {
    var random = SeededGenerator(seed: 11)
    var chain = try ArmChain(bench.model, bench.cut("right"))
    var traps: [(start: [Double], target: Placement)] = []
    for _ in 0..<400 where traps.count < count {
      let start = (0..<7).map { 0.8 * Double.random(in: chain.lower($0)...chain.upper($0), using: &random) }
      let target = ArmBench.tool(&chain, (0..<7).map { 0.9 * Double.random(in: chain.lower($0)...chain.upper($0), using: &random) })
      var run = try Run(bench)
      for joint in 0..<7 { run.ik.seed(joint, at: start[joint]) }
      run.ik.setTarget(0, target)
      var report = ArmIK.Report()
      for _ in 0..<1_000 { report = run.step(isEscaping: false) }
      if report.positionError[0] > 0.1 { traps.append((start, target)) }
    }
    return traps
  }

  @Test func aTrappedArmComesFree() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    let traps = try traps(bench, 6)
    #expect(traps.count >= 3)
    for trap in traps {
      var run = try Run(bench)
      for joint in 0..<7 { run.ik.seed(joint, at: trap.start[joint]) }
      run.ik.setTarget(0, trap.target)
      var report = ArmIK.Report()
      for _ in 0..<2_500 { report = run.step(isEscaping: true) }
      #expect(report.positionError[0] < 0.005)
      #expect(run.moves >= 1 && run.broken == 0)
    }
  }

  @Test func anAnswerThatComesLateIsNeverTaken() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    let trap = try #require(try traps(bench, 1).first)
    var run = try Run(bench)
    run.lateness = 1
    for joint in 0..<7 { run.ik.seed(joint, at: trap.start[joint]) }
    run.ik.setTarget(0, trap.target)
    for _ in 0..<1_000 { _ = run.step(isEscaping: true) }
    #expect(run.answer != nil && run.moves == 0)
  }

  @Test func aCheckpointInTheMiddleOfAMoveGoesOnBitForBit() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    let trap = try #require(try traps(bench, 1).first)
    var run = try Run(bench)
    for joint in 0..<7 { run.ik.seed(joint, at: trap.start[joint]) }
    run.ik.setTarget(0, trap.target)
    for _ in 0..<2_000 where run.escape.phase != .moving { _ = run.step(isEscaping: true) }
    for _ in 0..<10 { _ = run.step(isEscaping: true) }
    #expect(run.escape.phase == .moving)
    var archive = CheckpointArchive()
    run.ik.checkpoint(&archive)
    run.escape.checkpoint(&archive)
    var copy = CheckpointArchive()
    unsafe copy.beginReading(archive.contents)
    var other = try Run(bench)
    other.ik.checkpoint(&copy)
    other.escape.checkpoint(&copy)
    let isComplete = copy.isComplete
    #expect(isComplete)
    (other.tick, other.answer) = (run.tick, run.answer)
    for _ in 0..<300 {
      _ = run.step(isEscaping: true)
      _ = other.step(isEscaping: true)
    }
    for joint in 0..<7 { #expect(run.ik.position(joint) == other.ik.position(joint)) }
  }
}
