import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapSimulation

@Suite struct CountNoiseTests {
  /// Of 4000 draws the mean is within 4 σ/√4000 = 0.19 of 0, and the deviation within 4 σ/√8000 = 0.13 of 3.
  @Test func hasItsMeanAndDeviation() {
    var noise = CountNoise(deviation: 3, random: SeededRandom(seed: 11))
    let draws = (0..<4000).map { _ in noise.draw() }
    let mean = draws.reduce(0, +) / 4000
    let deviation = (draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
    #expect(abs(mean) < 0.19)
    #expect(abs(deviation - 3) < 0.13)
  }

  @Test func noneIsExactlyNone() {
    var noise = CountNoise()
    let draws = (0..<8).map { _ in noise.draw() }
    #expect(draws == Array(repeating: 0, count: 8))
  }

  /// A reading is a whole count with noise, too, and the same seed reads the same.
  @Test func movesWholeCountsOfADevice() {
    func counts(seed: UInt64) -> [Double] {
      let source = ValueSource.linear(field: 0, scale: 0.001, rate: nil, effort: nil)
      var worn = Uncalibration(profile: UncalibrationTests.profile(source), calibration: nil)
      worn.noise = CountNoise(deviation: 2, random: SeededRandom(seed: seed))
      return (0..<50).map { _ in
        worn.set([1], stream: 0)
        return worn.counts[0]
      }
    }
    let first = counts(seed: 5)
    #expect(first == counts(seed: 5))
    #expect(first != counts(seed: 6))
    #expect(first.allSatisfy { $0 == $0.rounded() && abs($0 - 1000) < 12 })
    #expect(Set(first).count > 3)
  }
}
