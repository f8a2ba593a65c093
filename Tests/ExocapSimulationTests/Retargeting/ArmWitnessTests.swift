import ExocapCore
import Testing

@testable import ExocapSimulation

@Suite struct ArmWitnessTests {
  @Test(arguments: [0.0, 1e-6, 0.3, 1.5, 3.0, Double.pi])
  func isTheAngleThatWasTurned(angle: Double) {
    let from = Rotation(axis: Vec3(0.6, 0, 0.8), angle: 0.7)
    let turned = from * Rotation(axis: Vec3(0, 0.6, 0.8), angle: angle)
    #expect(abs(from.angle(to: turned) - angle) < 1e-9)
  }

  @Test func ofDirectionsIsTheirAngle() {
    #expect(abs(Vec3(1, 0, 0).angle(to: Vec3(0, 1, 0)) - .pi / 2) < 1e-12)
    #expect(Vec3(0, 0, 1).angle(to: Vec3(0, 0, 1)) == 0)
    #expect(abs(Vec3(0, 0, 1).angle(to: Vec3(0, 0, -1)) - .pi) < 1e-12)
  }
}
