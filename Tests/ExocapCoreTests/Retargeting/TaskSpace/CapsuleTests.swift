import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct CapsuleTests {
  private func point(_ random: inout SeededGenerator) -> Vec3 {
    Vec3(.random(in: -1...1, using: &random), .random(in: -1...1, using: &random), .random(in: -1...1, using: &random))
  }

  private func distance(_ near: Capsule.Nearest) -> Double { (near.first - near.second).length }

  @Test func handCases() {
    let (o, x, y, z) = (Vec3.zero, Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1))
    // Crossing one above the other.
    #expect(abs(distance(Capsule.nearest(-x, x, z - y, z + y)) - 1) < 1e-15)
    // Parallel, side by side, and in a row.
    #expect(abs(distance(Capsule.nearest(o, x, y, x + y)) - 1) < 1e-15)
    #expect(abs(distance(Capsule.nearest(o, x, x * 3, x * 4)) - 2) < 1e-15)
    // Two balls; a ball and a rod.
    #expect(abs(distance(Capsule.nearest(o, o, z, z)) - 1) < 1e-15)
    #expect(abs(distance(Capsule.nearest(z, z, -x, x)) - 1) < 1e-15)
    #expect(abs(distance(Capsule.nearest(-x, x, z, z)) - 1) < 1e-15)
  }

  @Test func noOtherPointsAreNearer() {
    var random = SeededGenerator.printed()
    for _ in 0..<200 {
      let (a, b, c, d) = (point(&random), point(&random), point(&random), point(&random))
      let least = distance(Capsule.nearest(a, b, c, d))
      for i in 0...20 {
        for j in 0...20 {
          let (s, t) = (Double(i) / 20, Double(j) / 20)
          #expect((a + (b - a) * s - c - (d - c) * t).length >= least - 1e-12)
        }
      }
    }
  }
}
