import ExocapCore
import Testing

@testable import ExocapSimulation

/// Steps worked out by hand, of 0.5 s so that all numbers are exact.
@Suite struct LimiterWitnessTests {
  private let bounds = JointBounds(lower: -1, upper: 1, velocity: 1, acceleration: 2, jerk: 4)

  private func standing() -> LimiterWitness {
    var witness = LimiterWitness(bounds)
    witness.stand(at: 0)
    return witness
  }

  @Test func aStepOnAllBoundsIsKept() {
    // 0.25 m in 0.5 s: v = 0.5, a = 1, j = 2; then v = 1, a = 1, j = 0.
    var witness = standing()
    let first = witness.see(0.25, time: 0.5)
    let second = witness.see(0.75, time: 0.5)
    #expect(first == nil && second == nil)
  }

  @Test(arguments: [(0.75, "velocity 1.5"), (1.5, "at 1.5"), (0.1, "not what the wire carries"), (.nan, "is no number")])
  func whatBreaksABoundIsSaid(sent: Double, text: String) {
    var witness = standing()
    let broken = witness.see(sent, time: 0.5)
    #expect(broken?.contains(text) == true, "\(broken ?? "nothing")")
  }

  @Test func jerkIsAThirdDifference() {
    // v = 1, a = 2, j = 4; then v = 0.5, a = -1, j = -6.
    var witness = standing()
    let first = witness.see(0.5, time: 0.5)
    let second = witness.see(0.75, time: 0.5)
    #expect(first == nil)
    #expect(second == "jerk -6.0 of 4.0")
  }

  @Test func nothingMovesInNoTime() {
    var witness = standing()
    let broken = witness.see(0.25, time: 0)
    #expect(broken == "moved in no time")
  }
}
