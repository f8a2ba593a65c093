import ExocapCore
import ExocapSimulation
import Testing

/// A hand on a rail, and a door whose handle is at the middle of its pads.
@Suite struct SimulatedGripperTests {
  let hand = Int(JointGroup.leftHand.rawValue)

  private func door(latchForce: Double = 12) -> MicrowaveDoor.Build {
    var build = MicrowaveDoor.Build(handle: Vec3(0.1, 0, 0))
    // Wide enough that the handle's way is nearly straight, for a hand on a rail cannot follow a circle.
    build.radius = 2
    build.latchTorque = latchForce * build.radius
    build.coulomb = 0
    return build
  }

  private func command(rail: Double, finger: Double, grip: Double) -> Command {
    HandMadeRobots.command([rail, finger], kp: [4_000, 20_000], kd: [200, 200], grip: grip)
  }

  /// Hand calculation: drive kp (opening - 0) and pad k (half width - opening) balance where opening is half of it:
  /// 20 kN/m · 0.005 m = 100 N, over the ceiling of 40 N; then the pad is 40 N / 20 kN/m = 2 mm deep.
  @Test func squeezeIsStiffnessTimesDepthUpToTheCommandedForce() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door(), friction: 0)
    robot.take(command(rail: 0, finger: 0.04, grip: 40))
    robot.run(100)
    robot.take(command(rail: 0, finger: 0, grip: 40))
    robot.run(1_000)
    var state = robot.report()
    #expect(abs(state.squeeze[hand] - 40) < 1e-6)
    #expect(abs(state.q[1] - 0.008) < 1e-9)
    #expect(state.holding == JointGroups(.leftHand))
    robot.take(command(rail: 0, finger: 0, grip: 10))
    robot.run(1_000)
    state = robot.report()
    #expect(abs(state.squeeze[hand] - 10) < 1e-6)
    // Asked for a position and not limited, the drive's spring and the pad's share the way: 0.010 - 0.00975 m.
    robot.take(command(rail: 0, finger: 0.0095, grip: 40))
    robot.run(1_000)
    state = robot.report()
    #expect(abs(state.squeeze[hand] - 20_000 * 0.00025) < 1e-6)
  }

  @Test func ceilingOfTheProfileHoldsWhateverIsAsked() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door(), friction: 0)
    robot.run(10)
    robot.take(command(rail: 0, finger: -0.01, grip: 1_000))
    robot.run(1_000)
    let state = robot.report()
    #expect(abs(state.squeeze[hand] - 60) < 1e-6)
  }

  @Test func openGripperTouchesNothing() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door())
    robot.run(100)
    let state = robot.report()
    #expect(state.squeeze[hand] == 0 && state.holding == .none && state.handleForce == .zero)
    #expect((state.gripPoints[hand] - Vec3(0.1, 0, 0)).length < 1e-3)
  }

  @Test func closedGripperThatArrivesTakesNoHold() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [-0.2, 0], door: door())
    robot.take(command(rail: 0, finger: 0, grip: 40))
    robot.run(2_000)
    let state = robot.report()
    #expect(abs(state.q[0]) < 0.01)
    #expect(state.squeeze[hand] == 0 && state.holding == .none)
  }

  /// Grip 40 N holds 2 · 0.8 · 40 = 64 N, more than the latch's 12 N: the pull opens the door.
  @Test func firmGripOpensTheDoor() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door(), friction: 0)
    robot.run(10)
    robot.take(command(rail: 0, finger: 0, grip: 40))
    robot.run(500)
    for step in 1...1_000 {
      robot.take(command(rail: -0.0001 * Double(step), finger: 0, grip: 40))
      robot.run(1)
    }
    robot.run(1_000)
    var state = robot.report()
    #expect(state.holding == JointGroups(.leftHand) && state.slipping == .none)
    // 0.1 m of 2 m: sin(angle) = 0.05. The circle leaves the rail by 1.25 mm, whose 12.5 N pull back 0.6 N: under a millimetre.
    #expect(abs(state.doorAngle - 0.05) < 0.0005)
    // Let go: the handle stays where it is, the hand is free.
    robot.take(command(rail: -0.3, finger: 0.04, grip: 40))
    robot.run(1_000)
    state = robot.report()
    #expect(state.holding == .none && state.handleForce == .zero)
    #expect(state.doorAngle > 0.04)
  }

  /// Grip 3 N holds 2 · 0.8 · 3 = 4.8 N, less than the latch's 12 N: the hand slips off, the door stays shut.
  @Test func weakGripSlips() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door(), friction: 0)
    robot.run(10)
    robot.take(command(rail: 0, finger: 0, grip: 3))
    robot.run(1_000)
    var slipped = false
    var strongest = 0.0
    for step in 1...1_000 {
      robot.take(command(rail: -0.0001 * Double(step), finger: 0, grip: 3))
      robot.run(1)
      let state = robot.report()
      slipped = slipped || state.slipping == JointGroups(.leftHand)
      strongest = max(strongest, state.handleForce.length)
    }
    let state = robot.report()
    #expect(slipped && abs(strongest - 4.8) < 0.05)
    #expect(state.holding == .none)
    #expect(state.doorAngle < 0.001)
  }
}
