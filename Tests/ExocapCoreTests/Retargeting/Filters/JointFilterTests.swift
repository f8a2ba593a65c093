import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct JointFilterTests {
  static let slowEuro = MotionFilter.oneEuro(cutoff: 1.5, slope: 3, derivative: 1)
  static let all: [MotionFilter] = [.none, .lowPass(cutoff: 5), slowEuro, .alphaBeta(cutoff: 6, slope: 12)]

  /// [s] What a first-order low-pass of gain `alpha` per sample has as its time constant: T(1 - α)/α.
  static func lowPass(alpha: Double, rate: Double) -> MotionFilter { .lowPass(cutoff: rate * alpha / (2 * .pi * (1 - alpha))) }

  // Reference measurements (retargeting, table of filters): lag on a ramp of 0.5 rad/s, 90 % of a step of 1 rad, noise at rest.

  @Test(arguments: [
    (lowPass(alpha: 0.2, rate: 100), 100.0, 40.0), (lowPass(alpha: 0.1, rate: 60), 60, 150), (lowPass(alpha: 0.5, rate: 60), 60, 16.7),
    (.lowPass(cutoff: 100), 1000, 1.6), (.oneEuro(cutoff: 1, slope: 0, derivative: 1), 500, 159),
    (slowEuro, 500, 12.7), (.oneEuro(cutoff: 0.8, slope: 2, derivative: 1), 120, 29.7),
    (.alphaBeta(cutoff: 20, slope: 6), 500, 0), (.alphaBeta(cutoff: 6, slope: 12), 500, 0),
  ])
  func rampsLagAsPublished(_ filter: MotionFilter, rate: Double, milliseconds: Double) {
    let lag = FilterBench.rampLag(filter, rate: rate) * 1000
    #expect(abs(lag - milliseconds) < (milliseconds > 100 ? 0.5 : 0.05))
  }

  @Test(arguments: [
    (lowPass(alpha: 0.2, rate: 100), 100.0, 11), (lowPass(alpha: 0.1, rate: 60), 60, 22), (lowPass(alpha: 0.5, rate: 60), 60, 4),
    (.lowPass(cutoff: 100), 1000, 5), (.oneEuro(cutoff: 1, slope: 0, derivative: 1), 500, 185),
    (slowEuro, 500, 6), (.oneEuro(cutoff: 0.8, slope: 2, derivative: 1), 120, 4),
    (.alphaBeta(cutoff: 20, slope: 6), 500, 2), (.alphaBeta(cutoff: 6, slope: 12), 500, 3),
  ])
  func stepsAreFollowedAsPublished(_ filter: MotionFilter, rate: Double, samples: Int) {
    #expect(FilterBench.stepSamples(filter, rate: rate) == samples)
  }

  @Test(arguments: [
    (lowPass(alpha: 0.2, rate: 100), 100.0, 0.33), (lowPass(alpha: 0.1, rate: 60), 60, 0.23), (lowPass(alpha: 0.5, rate: 60), 60, 0.57),
    (.lowPass(cutoff: 100), 1000, 0.49), (.oneEuro(cutoff: 1, slope: 0, derivative: 1), 500, 0.08),
    (.alphaBeta(cutoff: 20, slope: 6), 500, 0.53), (.alphaBeta(cutoff: 6, slope: 12), 500, 0.30),
  ])
  func noiseAtRestIsTakenAwayAsPublished(_ filter: MotionFilter, rate: Double, gain: Double) {
    var random = SeededGenerator.printed()
    // 0.1 mrad, so that noise alone hardly raises the cut-off.
    #expect(abs(FilterBench.noiseGain(filter, rate: rate, deviation: 1e-4, &random) - gain) < 0.015)
  }

  @Test func oneLowPassStepByHand() {
    // 1/(2πf) = T: half of the way.
    var filter = JointFilter(.lowPass(cutoff: 1 / (2 * .pi * 0.002)))
    let first = filter.take(1, time: 0.002)
    let second = filter.take(2, time: 0.002)
    let third = filter.take(2, time: 0.002)
    #expect(first == 1)
    #expect(abs(second - 1.5) < 1e-15)
    #expect(abs(third - 1.75) < 1e-15)
  }

  @Test func oneAlphaBetaStepByHand() {
    // θ = e^(-2πfT) = 1/2: α = 3/4, β = 1/4.
    let cutoff = Math.log(2) / (2 * .pi * 0.01)
    var filter = JointFilter(.alphaBeta(cutoff: cutoff, slope: 0))
    let first = filter.take(0, time: 0.01)
    let second = filter.take(1, time: 0.01)
    // Then rate 25, prediction 0.75 + 0.25 = 1: the sample 1 leaves it there.
    let third = filter.take(1, time: 0.01)
    #expect(first == 0)
    #expect(abs(second - 0.75) < 1e-12)
    #expect(abs(third - 1) < 1e-12)
  }

  @Test func unevenTimesDoNotChangeTheLag() {
    for (filter, lag) in [(MotionFilter.lowPass(cutoff: 5), 1 / (10 * Double.pi)), (.alphaBeta(cutoff: 6, slope: 12), 0)] {
      var joint = JointFilter(filter)
      var (now, y) = (0.0, 0.0)
      for tick in 0..<10_000 {
        let time = tick % 3 == 0 ? 0.005 : 0.0005
        now += time
        y = joint.take(2 * now, time: time)
      }
      #expect(abs(2 * now - y - 2 * lag) < 1e-9)
    }
  }

  @Test(arguments: all) func theFirstValueIsTheAnswer(_ filter: MotionFilter) {
    var joint = JointFilter(filter)
    let missing = joint.take(.nan, time: 0.002)
    let first = joint.take(0.7, time: 0.002)
    #expect(missing.isNaN)
    #expect(first == 0.7)
  }

  @Test(arguments: all) func notANumberLeavesTheStateAndCountsTheTime(_ filter: MotionFilter) {
    var (whole, gaps) = (JointFilter(filter), JointFilter(filter))
    for x in [0.1, 0.2, 0.3] { _ = (whole.take(x, time: 0.004), gaps.take(x, time: 0.004)) }
    let next = whole.take(0.5, time: 0.006)
    let missing = [gaps.take(.nan, time: 0.002), gaps.take(.infinity, time: 0.002)]
    let after = gaps.take(0.5, time: 0.002)
    #expect(missing[0].isNaN && missing[1].isNaN)
    #expect(abs(next - after) < 1e-15)
  }

  @Test(arguments: all) func afterALongGapItStartsAnew(_ filter: MotionFilter) {
    var joint = JointFilter(filter)
    for x in [0.1, 0.2, 0.3] { _ = joint.take(x, time: 0.004) }
    for _ in 0..<30 { _ = joint.take(.nan, time: 0.004) }
    let after = joint.take(-1, time: 0.004)
    #expect(after == -1)
  }

  @Test(arguments: all) func timeIsClamped(_ filter: MotionFilter) {
    func second(_ time: Double) -> Double {
      var joint = JointFilter(filter)
      _ = joint.take(0, time: 0.002)
      return joint.take(1, time: time)
    }
    for time in [0, -1, .nan, -.infinity, 1e-9] { #expect(second(time) == second(1e-4)) }
    for time in [0.2, 1e300, .infinity] { #expect(second(time) == second(0.1)) }
  }

  @Test(arguments: all) func hugeValuesDoNotStayInIt(_ filter: MotionFilter) {
    var joint = JointFilter(filter)
    for x in [0, 1.7e308, -1.7e308, 1.7e308] {
      let y = joint.take(x, time: 1e-4)
      #expect(y.isFinite)
    }
    for _ in 0..<15_000 { _ = joint.take(0.25, time: 0.01) }
    let y = joint.take(0.25, time: 0.01)
    #expect(abs(y - 0.25) < 1e-9)
  }

  @Test(arguments: all) func aCheckpointGoesOnBitForBit(_ filter: MotionFilter) {
    var random = SeededGenerator.printed()
    var joint = JointFilter(filter)
    for _ in 0..<50 { _ = joint.take(.random(in: -1...1, using: &random), time: 0.002) }
    _ = joint.take(.nan, time: 0.002)
    var archive = CheckpointArchive()
    archive.beginWriting()
    joint.checkpoint(&archive)
    var restored = JointFilter(filter)
    var copy = CheckpointArchive()
    unsafe copy.beginReading(archive.contents)
    restored.checkpoint(&copy)
    let isComplete = copy.isComplete
    #expect(isComplete)
    for _ in 0..<50 {
      let x = Double.random(in: -1...1, using: &random)
      let (first, second) = (joint.take(x, time: 0.003), restored.take(x, time: 0.003))
      #expect(first.bitPattern == second.bitPattern)
    }
  }

  @Test(arguments: all) func resetForgetsTheValues(_ filter: MotionFilter) {
    var joint = JointFilter(filter)
    for x in [0.1, 0.2, 0.3] { _ = joint.take(x, time: 0.004) }
    joint.reset()
    let after = joint.take(5, time: 0.004)
    #expect(after == 5)
  }
}
