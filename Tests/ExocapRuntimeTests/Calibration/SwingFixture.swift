import ExocapCore
import ExocapTestSupport

/// Places of a hand that swings about a shoulder.
enum SwingFixture {
  static let shoulder = Vec3(0.03, 0.18, -0.02)
  static let armLength = 0.62

  /// A spiral over the part of the sphere within `half` [rad] of `axis`, a unit vector, 20 turns.
  static func cone(_ half: Double, about axis: Vec3 = Vec3(0.6, 0.64, -0.48), count: Int = 800) -> [Vec3] {
    // Any two directions across the axis.
    let side = axis.cross(Vec3(0, 0, 1)) * (1 / axis.cross(Vec3(0, 0, 1)).length)
    let up = axis.cross(side)
    return (0..<count).map { index in
      // Equal areas: the height over the sphere falls evenly.
      let height = 1 - (1 - Math.cos(half)) * Double(index) / Double(count - 1)
      let ring = Math.sqrt(1 - height * height)
      let turn = 20 * 2 * Double.pi * Double(index) / Double(count)
      return shoulder + (axis * height + side * (ring * Math.cos(turn)) + up * (ring * Math.sin(turn))) * armLength
    }
  }

  /// [m] Of one axis; sum of twelve uniform numbers: near enough to normal.
  static func noise(_ deviation: Double, _ random: inout SeededGenerator) -> Vec3 {
    func one() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) } * deviation }
    return Vec3(one(), one(), one())
  }
}
