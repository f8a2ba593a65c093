import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedHumanoidTests {
  /// Hand calculation: 1 kg on 0.5 m, level: 1 · 9.81 · 0.5 N·m.
  @Test func levelPendulumTakesItsStaticTorque() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(), friction: 0)
    robot.run(500)
    let state = robot.report()
    // The robot's own controller adds gravity, so that it stands without sagging.
    #expect(abs(state.tau[0] - 4.905) < 1e-9)
    #expect(abs(state.q[0]) < 1e-9)
    #expect(state.time == Timestamp(nanoseconds: 500_000_000))
    #expect(state.q[1].isNaN && state.doorAngle.isNaN)
  }

  /// Hand calculation: kp (0 - q) = 4.905 cos q with kp = 981 gives q = -0.005 (1 - 0.005² / 2).
  @Test func servoSagsByItsLoadOverItsStiffness() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(), friction: 0)
    robot.take(HandMadeRobots.command([0], kp: [981], kd: [50]))
    robot.run(3_000)
    let state = robot.report()
    #expect(abs(state.q[0] + 0.005 * (1 - 0.0000125)) < 1e-9)
    #expect(abs(state.dq[0]) < 1e-9)
  }

  @Test func driveGivesNoMoreThanItsEffort() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(effort: 3), friction: 0)
    robot.take(HandMadeRobots.command([1], kp: [1_000], kd: [10]))
    for _ in 0..<300 {
      robot.run(1)
      let state = robot.report()
      #expect(abs(state.tau[0]) <= 3)
    }
    let state = robot.report()
    // 3 N·m cannot carry 4.905 N·m.
    #expect(state.q[0] < -0.1)
  }

  /// Kinetic and potential energy of a level pendulum that is let go, without friction: ½ I ω² + m g l sin q is zero.
  @Test func energyDoesNotGrowWithoutInput() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(), friction: 0)
    robot.take(HandMadeRobots.command([.nan], kp: [0], kd: [0]))
    let inertia = 1 * 0.5 * 0.5 + 0.01
    var highest = -1.0
    var lowest = 1.0
    for _ in 0..<10_000 {
      robot.run(1)
      let state = robot.report()
      let energy = 0.5 * inertia * state.dq[0] * state.dq[0] + 4.905 * Math.sin(state.q[0])
      highest = max(highest, energy)
      lowest = min(lowest, energy)
    }
    // Semi-implicit Euler's error stays bounded: ½ h ω of the energy that swings (4.9 J · 0.25 ms · 4.4 rad/s / 2) and a bit.
    #expect(highest < 0.01 && lowest > -0.01)
  }

  @Test func frictionBringsAChainToRest() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(masses: [1, 0.5], effort: 25))
    robot.take(HandMadeRobots.command([.nan, .nan], kp: [0, 0], kd: [0, 0]))
    robot.run(20_000)
    let state = robot.report()
    #expect(state.dq[0] == 0 && state.dq[1] == 0)
    // Hanging down, up to what dry friction (0.25 N·m of 9.81 and 2.45 N·m) can hold.
    #expect(abs(state.q[0] + .pi / 2) < 0.1 && abs(state.q[1]) < 0.15)
  }

  @Test func endStopsHoldAFallingArm() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(lower: -0.5, upper: 0.5), friction: 0)
    robot.take(HandMadeRobots.command([.nan], kp: [0], kd: [0]))
    var deepest = 0.0
    for _ in 0..<3_000 {
      robot.run(1)
      let state = robot.report()
      deepest = min(deepest, state.q[0])
    }
    let state = robot.report()
    #expect(deepest < -0.5 && deepest > -0.53)
    // At rest the stop, 0.26 · 200² N·m/rad, carries 4.905 cos(0.5) N·m.
    #expect(abs(state.q[0] + 0.5 + 4.905 * Math.cos(0.5) / (0.26 * 40_000)) < 1e-4)
  }

  @Test func weightSharesTheDriveWithTheRobotsOwnController() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(), friction: 0)
    var command = HandMadeRobots.command([0.4], kp: [200], kd: [5])
    command.tau[0] = 4.905 * Math.cos(0.2)
    command.weight[Int(JointGroup.leftArm.rawValue)] = 0.5
    robot.take(command)
    robot.run(5_000)
    let state = robot.report()
    // Half to 0.4 rad, half to 0 with the same gains, gravity carried by both: in the middle.
    #expect(abs(state.q[0] - 0.2) < 1e-3)
  }

  @Test func whatIsNotFiniteAsksForNothing() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum())
    var command = HandMadeRobots.command([.infinity], kp: [.nan], kd: [-3])
    command.tau[0] = .nan
    command.dq[0] = -.infinity
    robot.take(command)
    robot.run(10)
    let state = robot.report()
    #expect(state.tau[0] == 0 && state.q[0].isFinite)
  }

  @Test func sameCallsGiveTheSameBits() throws {
    var door = MicrowaveDoor.Build(handle: Vec3(0.1, 0, 0))
    door.latchTorque = 1
    var first = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door)
    var second = try SimulatedHumanoid(HandMadeRobots.gantry, pose: [0, 0.04], door: door)
    for step in 0..<2_000 {
      let pull = -0.0002 * Double(step)
      let command = HandMadeRobots.command([pull, step < 100 ? 0.04 : 0], kp: [4_000, 20_000], kd: [200, 200], grip: 40)
      first.take(command)
      second.take(command)
      first.run(1)
      second.run(1)
      let a = first.report()
      let b = second.report()
      for joint in 0..<2 {
        #expect(a.q[joint].bitPattern == b.q[joint].bitPattern)
        #expect(a.dq[joint].bitPattern == b.dq[joint].bitPattern)
        #expect(a.tau[joint].bitPattern == b.tau[joint].bitPattern)
      }
      #expect(a.doorAngle.bitPattern == b.doorAngle.bitPattern)
    }
  }

  @Test func anUnknownJointIsRefused() {
    var profile = HandMadeRobots.pendulum()
    profile.joints[0].name = "nose"
    var refused = false
    do { _ = try SimulatedHumanoid(profile) } catch { refused = error == .unknownJoint("nose") }
    #expect(refused)
  }

  @Test func aStalledCallerFindsTheRightTimeAndAWorldThatStalledToo() throws {
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(), friction: 0)
    robot.advance(to: Timestamp(nanoseconds: 5))
    robot.advance(to: Timestamp(nanoseconds: 5 + 1_999_999))
    #expect(robot.time == Timestamp(nanoseconds: 5 + 1_000_000))
    robot.advance(to: Timestamp(nanoseconds: 5 + 3_600_000_000_000))
    #expect(robot.time == Timestamp(nanoseconds: 5 + 3_600_000_000_000))
    robot.advance(to: Timestamp(nanoseconds: 5))
    #expect(robot.time == Timestamp(nanoseconds: 5 + 3_600_000_000_000))
  }

  /// Whatever comes over the link, limited drives and end stops keep the numbers bounded.
  @Test func staysFiniteUnderAnyCommand() throws {
    var random: UInt64 = 20_261_122
    func next() -> Double {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(random >> 11) * 0x1p-53
    }
    var robot = try SimulatedHumanoid(HandMadeRobots.pendulum(masses: [2, 1, 0.5], lower: -1, upper: 1, effort: 25), friction: 0)
    var furthest = 0.0
    for _ in 0..<500 {
      let q = (0..<3).map { _ in (next() - 0.5) * 20 }
      let kp = (0..<3).map { _ in Math.exp(14 * next()) }
      let kd = (0..<3).map { _ in Math.exp(9 * next()) }
      robot.take(HandMadeRobots.command(q, kp: kp, kd: kd))
      robot.run(10)
      let state = robot.report()
      for joint in 0..<3 { furthest = max(furthest, state.q[joint].isFinite ? abs(state.q[joint]) : .infinity) }
    }
    // Stops of 200 rad/s: 25 N·m on 0.01 kg·m² and more, coming in at 20 rad/s, go 0.1 rad and the load's 0.1 rad deep.
    #expect(furthest < 1.4, "seed 20261122")
  }
}
