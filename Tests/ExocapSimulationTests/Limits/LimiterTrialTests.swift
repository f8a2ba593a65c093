import ExocapSimulation
import Testing

@Suite struct LimiterTrialTests {
  @Test(arguments: [1, 2, 3] as [UInt64])
  func nothingHostileMakesTheLimiterBreakABound(seed: UInt64) {
    var trial = LimiterTrial(seed: seed)
    let result = trial.run(ticks: 20_000)
    #expect(result.ticks == 20_000)
    #expect(result.violations == 0, "seed \(seed): \(result.first ?? "")")
  }
}
