import ExocapCore
import ExocapTestSupport
import Testing

/// The five shared trajectories through filter, arms and limiter with one set of parameters: the table of docs/performance.md.
///
/// What is judged is what a robot would read: the limiter's own values. Bounds of quality are those of the issue; the error is
/// that of the worse hand against the target of the same tick, after the first second; no delay is taken off, for there is none.
@Suite struct TrajectoryTests {
  static let time = 0.002
  static let bounds = (velocity: 10.0, acceleration: 120.0, jerk: 30_000.0)

  struct Case: Sendable, CustomStringConvertible {
    var name: String
    /// What the hand is held against: t5's truth is t1.
    var truth: String
    /// [mm]
    var mean: Double
    var max: Double
    var description: String { name }

    static let all = [
      Case(name: "t1_reach", truth: "t1_reach", mean: 0.1, max: 1),
      Case(name: "t2_lissajous", truth: "t2_lissajous", mean: 0.1, max: 5),
      Case(name: "t3_stretch", truth: "t3_stretch", mean: 18.5, max: 70),
      Case(name: "t4_overlimit", truth: "t4_overlimit", mean: 5, max: 60),
      Case(name: "t5_noisy", truth: "t1_reach", mean: 1.0, max: 40),
    ]
  }

  /// Differences of what was sent, from outside.
  struct Witness {
    var positions: [Double]
    var velocities = [Double](repeating: 0, count: 14)
    var accelerations = [Double](repeating: 0, count: 14)
    var peak = (velocity: 0.0, acceleration: 0.0, jerk: 0.0)

    mutating func see(_ joint: Int, _ next: Double) {
      let v = (next - positions[joint]) / TrajectoryTests.time
      let a = (v - velocities[joint]) / TrajectoryTests.time
      peak.jerk = max(peak.jerk, abs(a - accelerations[joint]) / TrajectoryTests.time)
      peak.acceleration = max(peak.acceleration, abs(a))
      peak.velocity = max(peak.velocity, abs(v))
      (positions[joint], velocities[joint], accelerations[joint]) = (next, v, a)
    }
  }

  @Test(arguments: Case.all)
  func handsFollowWithinBounds(_ test: Case) throws {
    guard let bench = try ArmBench(), let rows = KinematicVectors.Table("traj_\(test.name)")?.rows,
      let truth = KinematicVectors.Table("traj_\(test.truth)")?.rows
    else { return Requirement.skip("no shared robot models") }
    let ticks = rows.count
    var ik = try bench.arms()
    var filters = [TargetFilter(), TargetFilter()]
    var limiters = (0..<14).map { joint in
      let limits = bench.model.limits[ik.modelJoint(joint)]
      return JointLimiter(
        JointBounds(
          lower: limits.lower, upper: limits.upper, velocity: Self.bounds.velocity, acceleration: Self.bounds.acceleration,
          jerk: Self.bounds.jerk))
    }
    for joint in 0..<14 { limiters[joint].seed(ArmBench.start[joint]) }
    var witness = Witness(positions: limiters.map(\.position))
    var leftArm = try ArmChain(bench.model, bench.cut("left"))
    var rightArm = try ArmChain(bench.model, bench.cut("right"))
    var (sum, worst) = (0.0, 0.0)
    var outside = 0
    for tick in 0..<ticks {
      for arm in 0..<2 {
        // The same reading again, to the last bit of a noisy sensor, is no new sample.
        let isRepeated = tick > 0 && rows[tick][(1 + 7 * arm)..<(8 + 7 * arm)] == rows[tick - 1][(1 + 7 * arm)..<(8 + 7 * arm)]
        let sample = isRepeated ? nil : ArmBench.target(rows[tick], arm: arm)
        if let target = filters[arm].take(sample, time: Self.time) { ik.setTarget(arm, target) }
      }
      let report = ik.step(time: Self.time)
      #expect(report.isExact && report.conflicts == 0)
      for joint in 0..<14 {
        _ = limiters[joint].step(towards: ik.position(joint), time: Self.time)
        let limits = limiters[joint].bounds
        if limiters[joint].position < limits.lower || limiters[joint].position > limits.upper { outside += 1 }
        witness.see(joint, limiters[joint].position)
      }
      if tick < 500 { continue }
      let left = ArmBench.tool(&leftArm, Array(witness.positions[0..<7])).position
      let right = ArmBench.tool(&rightArm, Array(witness.positions[7..<14])).position
      let error = max(
        (left - ArmBench.target(truth[tick], arm: 0).position).length, (right - ArmBench.target(truth[tick], arm: 1).position).length)
      sum += error
      worst = max(worst, error)
    }
    let mean = 1_000 * sum / Double(ticks - 500)
    worst *= 1_000
    print(
      "\(test.name): mean \(rounded(mean)) max \(rounded(worst)) mm, peak \(rounded(witness.peak.velocity)) rad/s,"
        + " \(rounded(witness.peak.acceleration)) rad/s², \(rounded(witness.peak.jerk)) rad/s³, \(ticks) ticks")
    #expect(mean <= test.mean && worst <= test.max)
    #expect(outside == 0)
    #expect(witness.peak.velocity <= Self.bounds.velocity)
    #expect(witness.peak.acceleration <= Self.bounds.acceleration)
    #expect(witness.peak.jerk <= Self.bounds.jerk)
  }

  private func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}
