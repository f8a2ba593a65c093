import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct RotationTurnTests {
  /// A random unit vector.
  private func axis(_ random: inout SeededGenerator) -> Vec3 {
    while true {
      let v = Vec3(
        .random(in: -1...1, using: &random), .random(in: -1...1, using: &random), .random(in: -1...1, using: &random))
      if v.length > 0.1, v.length < 1 { return v * (1 / v.length) }
    }
  }

  /// Angles over all branches: series, ordinary, near and at half a turn.
  @Test(arguments: [0, 1e-12, 1e-6, 1e-3, 0.0499, 0.0501, 0.5, 1.57, 1.58, 3, 3.1405, 3.141, 3.1415926, Double.pi])
  func theTurnIsTheOneThatWasMade(_ angle: Double) {
    var random = SeededGenerator.printed()
    for _ in 0..<200 {
      let start = Rotation(axis: axis(&random), angle: .random(in: -3...3, using: &random))
      let about = axis(&random)
      let turn = start.turn(to: Rotation(axis: about, angle: angle) * start)
      #expect(abs(turn.length - angle) < 1e-11)
      // At half a turn both directions of the axis are right.
      let off = min((turn - about * angle).length, angle > 3.14159 ? (turn + about * angle).length : .infinity)
      #expect(off < 1e-9)
    }
  }

  @Test(arguments: [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)])
  func halfATurnAboutAnAxisOfTheFrameIsFound(_ about: Vec3) {
    let s = about * 2
    // 2 a aᵀ - 1, written out: exact numbers.
    let target = Rotation(x: about * s.x - Vec3(1, 0, 0), y: about * s.y - Vec3(0, 1, 0), z: about * s.z - Vec3(0, 0, 1))
    let turn = Rotation.identity.turn(to: target)
    #expect(abs(abs(turn.dot(about)) - .pi) < 1e-15 && abs(turn.length - .pi) < 1e-15)
  }
}
