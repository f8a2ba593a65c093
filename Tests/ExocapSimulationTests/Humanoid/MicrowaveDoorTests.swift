import ExocapCore
import ExocapSimulation
import Testing

@Suite struct MicrowaveDoorTests {
  private func build() -> MicrowaveDoor.Build {
    var build = MicrowaveDoor.Build(handle: Vec3(0.4, -0.1, 0.2))
    build.radius = 0.3
    build.latchTorque = 3
    build.coulomb = 0.6
    return build
  }

  /// Hand calculation: latch 3 N·m and friction 0.6 N·m at 0.3 m are 12 N.
  @Test func opensOnlyWhenPulledOverLatchAndFriction() {
    // Drawn up over 5 s: a sudden pull would swing past the latch.
    var door = MicrowaveDoor(build())
    for step in 1...20_000 { door.step(force: Vec3(-11.8 * Double(step) / 20_000, 0, 0), dt: 0.00025) }
    #expect(door.isLatched && door.angle > 0.015)
    for step in 1...20_000 { door.step(force: Vec3(-11.8 - 0.4 * Double(step) / 20_000, 0, 0), dt: 0.00025) }
    #expect(!door.isLatched && door.angle > 0.5)
  }

  @Test func handleSwingsTowardsTheRobotAndTheHinge() {
    for isLeft in [true, false] {
      var build = build()
      build.isHingedLeft = isLeft
      build.viscous = 2
      var door = MicrowaveDoor(build)
      let hinge = build.handle + Vec3(0, isLeft ? 0.3 : -0.3, 0)
      #expect(door.handle == build.handle)
      for _ in 0..<8_000 {
        let before = door.handle
        door.step(force: Vec3(-14, 0, 0), dt: 0.00025)
        #expect(abs((door.handle - hinge).length - 0.3) < 1e-12)
        // Velocity is the handle's own move, to first order of the step.
        #expect((door.handle - before - door.handleVelocity * 0.00025).length < 1e-6)
      }
      #expect(door.angle > 0.3)
      #expect(door.handle.x < 0.3)
      #expect(isLeft ? door.handle.y > -0.09 : door.handle.y < -0.11)
    }
  }

  @Test func comesToRestByItselfAndStopsAtItsEnds() {
    var door = MicrowaveDoor(build())
    for _ in 0..<20_000 { door.step(force: Vec3(-30, 30, 0), dt: 0.00025) }
    #expect(door.angle > 1.89 && door.angle < 1.95)
    // Without a hand it keeps still: friction takes all speed and more is not made.
    var fastest = 0.0
    for _ in 0..<8_000 {
      door.step(force: .zero, dt: 0.00025)
      fastest = max(fastest, abs(door.rate))
    }
    #expect(door.rate == 0 && fastest < 1)
    for _ in 0..<40_000 { door.step(force: Vec3(20, -20, 0), dt: 0.00025) }
    #expect(door.angle < 0.01 && door.angle > -0.01 && door.isLatched)
  }
}
