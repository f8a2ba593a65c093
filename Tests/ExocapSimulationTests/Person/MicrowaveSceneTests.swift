import ExocapCore
import ExocapSimulation
import Testing

struct MicrowaveSceneTests {
  private func isNear(_ a: Vec3, _ b: Vec3, _ tolerance: Double = 1e-12) -> Bool {
    abs(a.x - b.x) < tolerance && abs(a.y - b.y) < tolerance && abs(a.z - b.z) < tolerance
  }

  @Test func swingsTheHandleTowardsTheRobotAboutTheHingeOnItsLeft() {
    let scene = MicrowaveScene()
    // By hand: hinge (0.42, 0.23), radius 0.36; closed it hangs to the right, at 90° it points at the robot.
    #expect(isNear(scene.handle(openedBy: 0), Vec3(0.42, -0.13, 0.10)))
    #expect(isNear(scene.handle(openedBy: .pi / 2), Vec3(0.06, 0.23, 0.10)))
    #expect(isNear(scene.handle(openedBy: .pi / 6), Vec3(0.24, 0.23 - 0.36 * 0.8660254037844387, 0.10)))
  }

  @Test func pointsOutwardAlongTheHandlesWay() {
    let scene = MicrowaveScene()
    for degrees in stride(from: 0.0, through: 90, by: 15) {
      let angle = degrees * .pi / 180
      let step = scene.handle(openedBy: angle + 1e-6) - scene.handle(openedBy: angle - 1e-6)
      #expect(isNear(scene.outward(openedBy: angle), step * (1 / (2e-6 * scene.handleRadius)), 1e-8))
    }
  }

  @Test func standsWhereTheSimulatedDoorDoes() {
    let scene = MicrowaveScene()
    var door = MicrowaveDoor(scene.door)
    #expect(isNear(door.handle, scene.handle(openedBy: 0)))
    for _ in 0..<500 { door.step(force: scene.outward(openedBy: door.angle) * 20, dt: 0.001) }
    #expect(door.angle > 0.1)
    #expect(isNear(door.handle, scene.handle(openedBy: door.angle)))
  }
}
