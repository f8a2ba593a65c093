import ExocapCore
import Testing

/// Every change of what an arm follows keeps the bounds of its steps: robot to operator, frozen to operator, extrapolated to live,
/// lost to back, and engaged again.
@Suite struct RetargetingSwitchTests {
  enum Method: CaseIterable, Sendable {
    case map
    case absolute
    case relative
    case directions

    var retargeting: [GroupRetargeting] {
      switch self {
      case .map: []
      case .absolute: ArmRig.taskSpace()
      case .relative: ArmRig.taskSpace { $0.clutch = .relative }
      case .directions: ArmRig.directions
      }
    }
  }

  /// An arm that swings all the time, under whatever happens, sampled each tick or each fifth.
  private struct Script {
    var isSlow: Bool
    var tick = 0
    var witness = StepWitness(count: 7)
    var states: [EngagementState] = []

    /// - Parameter jump: [rad] by how much every joint is off from where it swings.
    mutating func run(_ bench: inout LoopBench, ticks: Int, isSilent: Bool = false, jump: Double = 0) {
      for _ in 0..<ticks {
        tick += 1
        let swing = 0.15 * Math.sin(2 * .pi * 0.8 * Double(tick) * 0.002)
        bench.left = ArmRig.rest.map { $0 + swing + jump }
        bench.silent = isSilent || (isSlow && tick % 5 != 0) ? [0, 1] : [1]
        witness.see(&bench)
        if bench.state(.leftArm) != states.last { states.append(bench.state(.leftArm)) }
      }
    }

    mutating func press(_ bench: inout LoopBench) {
      bench.isLeftPressed = true
      run(&bench, ticks: 6)
      bench.isLeftPressed = false
    }
  }

  @Test(arguments: Method.allCases, [500.0, 100]) func noSwitchStepsOverABound(method: Method, rate: Double) {
    var rig = ArmRig.rig(method.retargeting, groups: JointGroups(.leftArm), rate: rate)
    rig.robots[0].engagement.largestMismatch = 0.6
    rig.robots[0].engagement.holdsWhileDisarmed = true
    rig.robots[0].limits.jerk = [Double](repeating: 30_000, count: 15)
    var bench = ArmRig.bench(rig)
    var script = Script(isSlow: rate < 500)
    script.run(&bench, ticks: 1_500)
    bench.ask(.engage)
    script.run(&bench, ticks: 200)
    script.press(&bench)
    script.run(&bench, ticks: 600)
    #expect(bench.state(.leftArm) == .engaged)
    // Frozen while it swings, and back while it swings elsewhere.
    bench.ask(.freeze)
    script.run(&bench, ticks: 150)
    #expect(bench.state(.leftArm) == .holding)
    bench.ask(.unfreeze)
    script.run(&bench, ticks: 700)
    #expect(bench.state(.leftArm) == .engaged)
    // Extrapolated for 40 ms, then live a little elsewhere, and live where it was.
    script.run(&bench, ticks: 20, isSilent: true)
    script.run(&bench, ticks: 300, jump: 0.08)
    script.run(&bench, ticks: 300)
    #expect(bench.state(.leftArm) == .engaged)
    // Lost for 200 ms, and back.
    script.run(&bench, ticks: 100, isSilent: true)
    #expect(bench.state(.leftArm) == .holding)
    script.run(&bench, ticks: 700, jump: -0.05)
    #expect(bench.state(.leftArm) == .engaged)
    // Let go and engaged again, in motion.
    bench.ask(.disengage)
    script.run(&bench, ticks: 50)
    bench.ask(.engage)
    script.run(&bench, ticks: 200)
    script.press(&bench)
    script.run(&bench, ticks: 600)
    #expect(bench.state(.leftArm) == .engaged)
    #expect(script.states.filter { $0 == .blending }.count == 4)
    #expect(script.witness.excess <= 0)
  }
}
