import ExocapSimulation
import Testing

struct MinimumJerkTests {
  @Test func hasTheValuesOfThePolynomial() {
    // By hand: 10/64 - 15/256 + 6/1024 = 106/1024; symmetric about the middle; 30 · 1/4 · 1/4 = 1.875.
    #expect(MinimumJerk.position(0.25) == 106.0 / 1024)
    #expect(MinimumJerk.position(0.5) == 0.5)
    #expect(MinimumJerk.position(0.75) == 1 - 106.0 / 1024)
    #expect(MinimumJerk.speed(0.5) == 1.875)
    #expect(MinimumJerk.speed(0.25) == 30 * 0.0625 * 0.5625)
  }

  @Test func restsAtBothEndsAndBeyond() {
    for tau in [-1.0, 0] { #expect(MinimumJerk.position(tau) == 0 && MinimumJerk.speed(tau) == 0) }
    for tau in [1.0, 2] { #expect(MinimumJerk.position(tau) == 1 && MinimumJerk.speed(tau) == 0) }
    // Acceleration 60τ - 180τ² + 120τ³ vanishes at the ends: position begins as 10τ³.
    #expect(abs(MinimumJerk.position(0.001) - 1e-8) < 2e-11)
    #expect(abs(1 - MinimumJerk.position(0.999) - 1e-8) < 2e-11)
  }

  @Test func hasTheSpeedOfItsPosition() {
    for step in 1..<100 {
      let tau = Double(step) / 100
      let difference = (MinimumJerk.position(tau + 1e-6) - MinimumJerk.position(tau - 1e-6)) / 2e-6
      #expect(abs(difference - MinimumJerk.speed(tau)) < 1e-8)
    }
  }
}
