import ExocapCore
import Testing

@Suite struct MathTrigonometryTests {
  @Test func sineIsNearTheTruthForEveryFiniteAngle() {
    let vectors = MathVectors("sin")
    let worst = vectors.worst { Math.sin($0[0]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func cosineIsNearTheTruthForEveryFiniteAngle() {
    let vectors = MathVectors("cos")
    let worst = vectors.worst { Math.cos($0[0]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func wrappedAngleIsNearTheTruth() {
    let vectors = MathVectors("wrapAngle")
    let worst = vectors.worst { Math.wrapAngle($0[0]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1, "\(worst)")
  }

  @Test func wrappedAngleLiesWithinHalfATurnAndKeepsBitsInside() {
    for row in MathVectors("wrapAngle").rows {
      let x = row.arguments[0]
      let wrapped = Math.wrapAngle(x)
      #expect(abs(wrapped) <= Double.pi)
      if abs(x) <= Double.pi { #expect(wrapped.bitPattern == x.bitPattern) }
      #expect(Math.wrapAngle(-x) == -wrapped)
    }
    #expect(Math.wrapAngle(-0.0).sign == .minus)
  }

  @Test func zeroKeepsItsSign() {
    #expect(Math.sin(-0.0).sign == .minus && Math.sin(-0.0) == 0)
    #expect(Math.sin(0.0).sign == .plus)
    #expect(Math.cos(-0.0) == 1)
  }

  @Test func whatIsNoAngleGivesTheOneNaN() {
    for x in [Double.nan, -.nan, .infinity, -.infinity, .signalingNaN] {
      #expect(Math.sin(x).bitPattern == Double.nan.bitPattern)
      #expect(Math.cos(x).bitPattern == Double.nan.bitPattern)
      #expect(Math.wrapAngle(x).bitPattern == Double.nan.bitPattern)
    }
  }

  @Test func bothAtOnceAreTheSameBits() {
    for row in MathVectors("sin").rows {
      let x = row.arguments[0]
      let both = Math.sincos(x)
      #expect(both.sin.bitPattern == Math.sin(x).bitPattern)
      #expect(both.cos.bitPattern == Math.cos(x).bitPattern)
      #expect(abs(both.sin) <= 1 && abs(both.cos) <= 1)
    }
  }
}
