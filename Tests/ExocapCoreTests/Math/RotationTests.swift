import ExocapCore
import Testing

@Suite struct RotationTests {
  private func distance(_ a: Rotation, _ b: Rotation) -> Double {
    (a.x - b.x).length + (a.y - b.y).length + (a.z - b.z).length
  }

  /// Hand calculation: the right hand about z takes x to y.
  @Test func quarterTurnTakesXToY() {
    let turn = Rotation(axis: Vec3(0, 0, 1), angle: .pi / 2)
    #expect((turn * Vec3(1, 0, 0) - Vec3(0, 1, 0)).length < 1e-15)
    #expect((turn * Vec3(0, 1, 0) - Vec3(-1, 0, 0)).length < 1e-15)
    #expect((turn.inverse * Vec3(0, 1, 0) - Vec3(1, 0, 0)).length < 1e-15)
  }

  @Test func rollPitchYawTurnsAboutFixedAxesInThatOrder() {
    let angles = Vec3(0.3, -1.1, 2.4)
    let expected =
      Rotation(axis: Vec3(0, 0, 1), angle: angles.z) * Rotation(axis: Vec3(0, 1, 0), angle: angles.y)
      * Rotation(axis: Vec3(1, 0, 0), angle: angles.x)
    #expect(distance(Rotation(rollPitchYaw: angles), expected) < 1e-15)
  }

  @Test func quaternionOfEveryQuarterSphereComesBack() {
    // Angles near half a turn about each axis take each of the four branches.
    for axis in [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1), Vec3(0.6, 0, 0.8), Vec3(0.48, 0.6, 0.64)] {
      for angle in [0, 0.1, 1.5, 3.1, -3.1, 3.1415926] {
        let turn = Rotation(axis: axis, angle: angle)
        let quaternion = Quaternion(turn)
        #expect(distance(Rotation(quaternion), turn) < 3e-15)
      }
    }
  }
}
