import ExocapCore
import Testing

@Suite struct MathArctangentTests {
  @Test func isNearTheTruth() {
    let vectors = MathVectors("atan2")
    let worst = vectors.worst { Math.atan2($0[0], $0[1]) }
    #expect(vectors.rows.count > 300)
    #expect(worst.error <= 1.4, "\(worst)")
  }

  /// The table of C's Annex F.10.1.4, which IEEE 754 follows.
  @Test func zerosAndInfinitiesAreThoseOfTheStandard() {
    let pi = Double.pi
    let table: [(y: Double, x: Double, angle: Double)] = [
      (0, 0, 0), (0, -0.0, pi), (0, -1, pi), (0, 1, 0), (1, 0, pi / 2), (1, -0.0, pi / 2),
      (1, -.infinity, pi), (1, .infinity, 0), (.infinity, 1, pi / 2), (.infinity, -1, pi / 2),
      (.infinity, .infinity, pi / 4), (.infinity, -.infinity, 3 * pi / 4), (0, .infinity, 0), (0, -.infinity, pi),
      (.infinity, 0, pi / 2),
    ]
    for row in table {
      #expect(Math.atan2(row.y, row.x).bitPattern == row.angle.bitPattern, "\(row)")
      #expect(Math.atan2(-row.y, row.x).bitPattern == (-row.angle).bitPattern, "-\(row)")
    }
  }

  @Test func whatIsNoVectorGivesTheOneNaN() {
    #expect(Math.atan2(.nan, 1).bitPattern == Double.nan.bitPattern)
    #expect(Math.atan2(1, -.nan).bitPattern == Double.nan.bitPattern)
    #expect(Math.atan2(.infinity, .nan).bitPattern == Double.nan.bitPattern)
  }
}
