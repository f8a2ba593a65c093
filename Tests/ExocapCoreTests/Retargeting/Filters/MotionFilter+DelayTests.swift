import ExocapCore
import Testing

@Suite struct MotionFilterDelayTests {
  @Test(arguments: [100.0, 500, 1000])
  func itIsWhatARampShows(_ rate: Double) {
    let filters: [MotionFilter] = [
      .none, .lowPass(cutoff: 1.5), .lowPass(cutoff: 40), .oneEuro(cutoff: 1.5, slope: 3, derivative: 1),
      .oneEuro(cutoff: 2, slope: 0.5, derivative: 2), .alphaBeta(cutoff: 6, slope: 12),
    ]
    for filter in filters {
      for speed in [1e-9, 0.5, 3] {
        let stated = filter.delay(at: 1 / rate, speed: speed)
        #expect(abs(FilterBench.rampLag(filter, rate: rate, speed: speed) - stated) < 1e-6)
      }
    }
  }

  @Test func theConstantIsTheDelayAtRest() {
    // 1/(2π · 1.5 Hz) and 1/(2π · 100 Hz).
    #expect(abs(MotionFilter.oneEuro(cutoff: 1.5, slope: 3, derivative: 1).delay(at: 0.002) - 0.106103) < 1e-6)
    #expect(abs(MotionFilter.lowPass(cutoff: 100).delay(at: 0.001) - 0.00159155) < 1e-8)
    #expect(MotionFilter.alphaBeta(cutoff: 20, slope: 6).delay(at: 0.002) == 0)
  }

  @Test func aGroupWithoutAFilterHasNoDelay() {
    let group = GroupRetargeting(group: .leftArm)
    #expect(group.filter == .none)
    #expect(group.filter.delay(at: 0.002) == 0)
  }
}
