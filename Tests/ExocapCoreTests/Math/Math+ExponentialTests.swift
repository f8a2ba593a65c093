import ExocapCore
import Testing

@Suite struct MathExponentialTests {
  @Test func exponentialIsNearTheTruth() {
    let vectors = MathVectors("exp")
    let worst = vectors.worst { Math.exp($0[0]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func logarithmIsNearTheTruth() {
    let vectors = MathVectors("log")
    let worst = vectors.worst { Math.log($0[0]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func exponentialHasItsLimits() {
    #expect(Math.exp(0) == 1 && Math.exp(-0.0) == 1)
    #expect(Math.exp(.infinity) == .infinity && Math.exp(-.infinity) == 0)
    #expect(Math.exp(709.79) == .infinity && Math.exp(-745.14) == 0)
    #expect(Math.exp(-.nan).bitPattern == Double.nan.bitPattern)
  }

  @Test func logarithmHasItsLimits() {
    #expect(Math.log(1).bitPattern == 0)
    #expect(Math.log(0) == -.infinity && Math.log(-0.0) == -.infinity)
    #expect(Math.log(.infinity) == .infinity)
    #expect(Math.log(-1).bitPattern == Double.nan.bitPattern)
    #expect(Math.log(-.nan).bitPattern == Double.nan.bitPattern)
  }
}
