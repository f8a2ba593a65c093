@testable import ExocapCore
import Testing

@Suite struct MathAngleReductionTests {
  /// Hand calculation: 2π·10^5 is 400,000 quarter turns, just over it starts quadrant 0 again.
  @Test func countsQuarterTurns() {
    #expect(Math.reduce(0.1).quadrant == 0)
    #expect(Math.reduce(2).quadrant == 1)
    #expect(Math.reduce(-2).quadrant == 3)
    #expect(Math.reduce(3).quadrant == 2)
    #expect(Math.reduce(628318.530717958).quadrant == 0)
  }

  @Test func bothMethodsAgreeWhereTheyMeet() {
    for k in 1...2000 {
      let x = 0x1p20 + Double(k) * 0.37
      let near = Math.reduce(x)
      let far = Math.reduceLarge(x)
      #expect(near.quadrant == far.quadrant)
      #expect(near.high == far.high)
      #expect(abs(near.low - far.low) <= 0x1p-100)
    }
  }
}
