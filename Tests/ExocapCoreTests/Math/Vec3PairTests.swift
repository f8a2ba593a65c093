import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct Vec3PairTests {
  @Test func eachLaneIsAVectorOfItsOwn() {
    // By hand: (2, 3, 4) × (5, 6, 7) = (-3, 6, -3), (1, 0, 0) × (0, 1, 0) = (0, 0, 1).
    let (a, b) = (Vec3Pair(Vec3(2, 3, 4), Vec3(1, 0, 0)), Vec3Pair(Vec3(5, 6, 7), Vec3(0, 1, 0)))
    #expect(a.cross(b).first == Vec3(-3, 6, -3) && a.cross(b).second == Vec3(0, 0, 1))
    #expect((a + b).first == Vec3(7, 9, 11) && (a - b).second == Vec3(1, -1, 0))
    #expect((a * SIMD2(2, 3)).first == Vec3(4, 6, 8) && (a * SIMD2(2, 3)).second == Vec3(3, 0, 0))
  }

  @Test func lanesHaveTheBitsOfVectors() {
    var random = SeededGenerator.printed()
    func vector() -> Vec3 {
      Vec3(.random(in: -9...9, using: &random), .random(in: -9...9, using: &random), .random(in: -9...9, using: &random))
    }
    for _ in 0..<200 {
      let (a, b, c, d) = (vector(), vector(), vector(), vector())
      let outer = Vec3Pair(a, b).cross(Vec3Pair(c, d))
      #expect(outer.first == a.cross(c) && outer.second == b.cross(d))
    }
  }
}
