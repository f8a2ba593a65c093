import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct MathPairsTests {
  /// `Math.sincos` is held to multiprecision vectors by its own tests.
  private func expectTheSame(_ first: Double, _ second: Double) {
    let pair = Math.sincos(SIMD2(first, second))
    for (lane, angle) in [first, second].enumerated() {
      let alone = Math.sincos(angle)
      #expect(pair.sin[lane].bitPattern == alone.sin.bitPattern && pair.cos[lane].bitPattern == alone.cos.bitPattern, "\(angle)")
    }
  }

  @Test func bothLanesHaveTheBitsOfOneAngle() {
    var random = SeededGenerator.printed()
    for scale in [1e-9, 1e-3, 0.7, 0.8, 3.2, 7, 1e3, 1e6, 1e9] {
      for _ in 0..<500 { expectTheSame(.random(in: -scale...scale, using: &random), .random(in: -scale...scale, using: &random)) }
    }
  }

  @Test func quarterTurnsAndTheirNeighbours() {
    for turns in -9...9 where turns != 0 {
      let angle = Double(turns) * .pi / 4
      expectTheSame(angle, angle.nextUp)
      expectTheSame(angle.nextDown, -angle)
    }
  }

  @Test func whatIsNoNumberStaysInItsLane() {
    for odd in [Double.nan, .infinity, -.infinity, 1e300] {
      let pair = Math.sincos(SIMD2(odd, 0.5))
      let alone = Math.sincos(odd)
      #expect(pair.sin[0].isNaN == alone.sin.isNaN && (alone.sin.isNaN || pair.sin[0] == alone.sin))
      #expect(pair.sin[1] == Math.sincos(0.5).sin && pair.cos[1] == Math.sincos(0.5).cos)
    }
  }
}
