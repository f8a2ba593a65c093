import Testing

@testable import ExocapCore

@Suite struct InertiaMatrixTests {
  /// Hand calculation: 2 kg at (1, 2, 3).
  @Test func pointMassHasItsMoments() {
    let m = InertiaMatrix.point(mass: 2, at: Vec3(1, 2, 3))
    #expect(m.xx == 26 && m.yy == 20 && m.zz == 10)
    #expect(m.xy == -4 && m.xz == -6 && m.yz == -12)
  }

  /// Turning the body moves its points: the same as the points' own matrix there.
  @Test func turnedMatrixIsThatOfTheTurnedBody() {
    let turn = Rotation(rollPitchYaw: Vec3(0.3, -0.7, 1.9))
    let place = Vec3(0.2, -0.5, 0.4)
    let turned = InertiaMatrix.point(mass: 3, at: place).turned(by: turn)
    let expected = InertiaMatrix.point(mass: 3, at: turn * place)
    for direction in [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)] {
      #expect((turned * direction - expected * direction).length < 1e-15)
    }
  }
}
