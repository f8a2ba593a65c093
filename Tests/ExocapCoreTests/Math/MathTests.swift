import ExocapCore
import Testing

@Suite struct MathTests {
  @Test func hypotIsNearTheTruth() {
    let vectors = MathVectors("hypot")
    let worst = vectors.worst { Math.hypot($0[0], $0[1]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func hypotOfInfinityIsInfinite() {
    #expect(Math.hypot(-.infinity, .nan) == .infinity)
    #expect(Math.hypot(.nan, 1).isNaN)
    #expect(Math.hypot(-0.0, 0) == 0)
    #expect(Math.hypot(.greatestFiniteMagnitude, .greatestFiniteMagnitude) == .infinity)
    #expect(Math.hypot(.leastNonzeroMagnitude, 0) == .leastNonzeroMagnitude)
    #expect(Math.hypot(-3, 4) == 5)
  }

  @Test func rootKeepsSignedZeroAndRefusesNegatives() {
    #expect(Math.sqrt(2) == 0x1.6a09e667f3bcdp+0)
    #expect(Math.sqrt(-0.0).sign == .minus)
    #expect(Math.sqrt(-1).isNaN)
    #expect(Math.sqrt(.infinity) == .infinity)
    #expect(Math.sqrt(-1).bitPattern == Double.nan.bitPattern)
  }
}
