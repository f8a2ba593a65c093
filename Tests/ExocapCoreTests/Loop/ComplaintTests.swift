import ExocapCore
import Testing

/// What users of other systems complain about, each through a whole control loop; docs/safety.md has the table.
@Suite struct ComplaintTests {
  private static func noise(_ random: inout Random, _ most: Double) -> Double { random.uniform(-most, most) }

  /// [rad] The farthest that any of the first joints is from where it was.
  private static func farthest(_ bench: borrowing LoopBench, from stood: [Double]) -> Double {
    zip(bench.loop.command.q.prefix(stood.count), stood).map { abs($0 - $1) }.max() ?? 0
  }

  // MARK: At rest

  /// A steady operator, jittery output (GMR#39): here not one step of the wire's grid, which is 1.2e-7 rad.
  @Test(arguments: [ClutchMode.absolute, .relative]) func aSteadyOperatorIsASteadyRobot(mode: ClutchMode) {
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.taskSpace { $0.clutch = mode }))
    bench.run(milliseconds: 2_000)
    #expect(bench.state(.leftArm) == .engaged && bench.state(.rightArm) == .engaged)
    let stood = bench.loop.command.q.prefix(14)
    var moved = 0.0
    for _ in 0..<500 {
      bench.tick()
      moved = max(moved, Self.farthest(bench, from: stood))
    }
    #expect(moved < 2.5e-7)
  }

  /// Encoders of 4096 counts a turn that flicker by one: the hand shakes less than the operator's would.
  @Test func theNoiseOfEncodersIsTakenAway() {
    var random = Random(seed: 39)
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.taskSpace()))
    let steady = bench.left
    var (hands, targets): ([Vec3], [Vec3]) = ([], [])
    for tick in 0..<2_000 {
      bench.left = steady.map { $0 + (random.below(2) == 0 ? 0 : 2 * .pi / 4096) }
      bench.tick()
      if tick < 1_000 { continue }
      hands.append(ArmRig.hand(TaskSpaceRetargeterTests.sent(bench, 0), ArmRig.robot, isRight: false).position)
      targets.append(ArmRig.absoluteTarget(bench.left, isRight: false).position)
    }
    #expect(Self.spread(hands) < 0.5 * Self.spread(targets))
    #expect(Self.speed(hands) < 0.2 * Self.speed(targets))
  }

  /// [m²] The mean square distance from the mean.
  private static func spread(_ places: [Vec3]) -> Double {
    let mean = places.reduce(Vec3.zero, +) * (1 / Double(places.count))
    return places.reduce(0) { $0 + ($1 - mean).dot($1 - mean) } / Double(places.count)
  }

  /// [m²] The mean square of a step.
  private static func speed(_ places: [Vec3]) -> Double {
    zip(places, places.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).dot($1.1 - $1.0) } / Double(places.count - 1)
  }

  /// Seen elsewhere as: joints jump while gripping (IsaacTeleop#790).
  @Test func grippingMovesNoArm() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.run(milliseconds: 1_000)
    let stood = bench.loop.command.q.prefix(4)
    for tick in 0..<500 {
      bench.trigger = tick % 100 < 50 ? 0 : 1
      bench.force = tick % 100 < 50 ? 20 : 0
      bench.tick()
      #expect(Self.farthest(bench, from: stood) == 0)
    }
    #expect(bench.state(.leftArm) == .engaged && bench.state(.rightHand) == .engaged)
  }

  // MARK: At the ends

  /// Shakes at full extension (ACETeleop#3), a halt there and no way out (moveit#1616, #3069, moveit2#3411): with a trembling
  /// operator whose straight arm is a ninth too long, the robot's stands, goes on following, and is back at once.
  @Test func aStretchedArmNeitherShakesNorSticks() {
    var random = Random(seed: 3)
    var rig = ArmRig.rig(ArmRig.taskSpace { $0.scale = .fixed(0.75) }, groups: JointGroups(.leftArm), maps: false)
    rig.robots[0].engagement.largestMismatch = 2
    var bench = TaskSpaceRetargeterTests.engaged(rig)
    let isEngaged = bench.wait(upTo: 3_000) { $0.state(.leftArm) == .engaged }
    #expect(isEngaged)
    let straight = [-1.4, 0.0, 0, 0, 0, 0, 0]
    var fastest = 0.0
    var last: [Double] = []
    for tick in 0..<1_500 {
      let share = min(Double(tick) / 500, 1, Double(1_500 - tick) / 300)
      bench.left = zip(ArmRig.rest, straight).map { $0 + share * ($1 - $0) + Self.noise(&random, 0.001) }
      bench.tick()
      #expect(bench.state(.leftArm) == .engaged)
      let now = TaskSpaceRetargeterTests.sent(bench, 0)
      if tick > 800 && tick < 1_200 { fastest = max(fastest, zip(now, last).map { abs($0 - $1) / 0.002 }.max() ?? 0) }
      last = now
    }
    print("stretched: fastest joint \(fastest) rad/s")
    #expect(fastest < 0.5)
    bench.left = ArmRig.rest
    bench.run(milliseconds: 200)
    let shoulder = ArmRig.robot.shoulder
    let operatorShoulder = ArmRig.worn.shoulder
    let hand = ArmRig.hand(bench.left, ArmRig.worn, isRight: false).position
    let wanted = shoulder + (hand - operatorShoulder) * 0.75
    let reached = ArmRig.hand(TaskSpaceRetargeterTests.sent(bench, 0), ArmRig.robot, isRight: false).position
    #expect((reached - wanted).length < 2e-3)
  }

  /// Oscillates at its limit (pink#159, axol#149) or sticks there (gz_ros2_control#165): it stands on the last number inside, and leaves
  /// in the tick in which it may.
  @Test func aJointAtItsLimitStandsStillAndLeavesAtOnce() {
    var random = Random(seed: 159)
    var bench = LoopBench()
    bench.reach(.engaged)
    for tick in 0..<500 {
      bench.left[0] = min(0.1 + 0.005 * Double(tick), 2.3)
      bench.tick()
    }
    bench.run(milliseconds: 300)
    let stood = bench.q(SmallRig.leftA)
    // 2 rad less the margin, downwards on the wire's grid.
    #expect(stood <= 1.98 && stood > 1.98 - 3e-7)
    for _ in 0..<500 {
      bench.left[0] = 2.3 + Self.noise(&random, 0.005)
      bench.tick()
      #expect(bench.q(SmallRig.leftA) == stood)
    }
    bench.left[0] = 1.98
    for _ in 0..<100 {
      bench.left[0] -= 0.002  // 1 rad/s
      bench.tick()
    }
    #expect(abs(bench.q(SmallRig.leftA) - bench.left[0]) < 0.02)
  }

  /// The arm drops on re-clutch, because a measured joint lies a little outside of its limits (lerobot#4046).
  @Test func aRobotOutsideItsLimitsEngagesWithoutADrop() {
    var bench = LoopBench()
    bench.pose[SmallRig.leftA] = 2.01
    bench.left = [1.9, -0.2]
    bench.arm()
    bench.isLeftPressed = true
    var fastest = 0.0
    var last = bench.pose[SmallRig.leftA]
    let isEngaged = bench.wait(upTo: 2_000) { bench in
      let moved = bench.pose[SmallRig.leftA] - last
      last = bench.pose[SmallRig.leftA]
      // It comes inside, and never goes farther out.
      #expect(moved <= 0)
      fastest = max(fastest, -moved / 0.002)
      return bench.state(.leftArm) == .engaged
    }
    #expect(isEngaged)
    #expect(fastest < 1)
    #expect(abs(bench.q(SmallRig.leftA) - 1.9) < 1e-3)
  }

  /// Wrist and forearm counter-rotate by half a turn (ManiSkill#1207): at a right angle of the wrist, roll and yaw are one axis.
  @Test func aWristThatPassesARightAngleDoesNotCounterRotate() {
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.taskSpace()))
    let before = TaskSpaceRetargeterTests.sent(bench, 0)
    var farthest = 0.0
    for tick in 0...1_000 {
      let share = 0.5 - 0.5 * Math.cos(2 * .pi * Double(tick) / 1_000)
      for joint in 0..<7 { bench.left[joint] = ArmRig.rest[joint] + (joint == 5 ? share * 1.6 : 0) }
      bench.tick()
      let now = TaskSpaceRetargeterTests.sent(bench, 0)
      farthest = max(farthest, abs(now[4] - before[4]), abs(now[6] - before[6]))
    }
    bench.run(milliseconds: 300)
    print("right angle: roll and yaw moved by \(farthest) rad")
    #expect(farthest < 0.5)
    #expect(zip(before, TaskSpaceRetargeterTests.sent(bench, 0)).allSatisfy { abs($0 - $1) < 0.01 })
  }

  // MARK: What comes in

  /// One sample of a worn joint is half a turn off (axol#165, mobile-aloha#22).
  @Test func aGlitchOfOneSampleMovesNoHand() {
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.taskSpace()))
    bench.run(milliseconds: 500)
    let stood = ArmRig.hand(TaskSpaceRetargeterTests.sent(bench, 0), ArmRig.robot, isRight: false).position
    var farthest = 0.0
    for tick in 0..<500 {
      bench.left[0] = ArmRig.rest[0] + (tick % 100 == 50 ? .pi : 0)
      bench.tick()
      let hand = ArmRig.hand(TaskSpaceRetargeterTests.sent(bench, 0), ArmRig.robot, isRight: false).position
      farthest = max(farthest, (hand - stood).length)
    }
    print("glitches: \(farthest) m")
    #expect(farthest < 1e-3)
    #expect(bench.state(.leftArm) == .engaged)
  }

  /// Values that say that they are valid and are no numbers: the arm brakes, and goes nowhere.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberStopsTheArm(value: Double) {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.run(milliseconds: 500)
    let stood = bench.loop.command.q.prefix(4)
    bench.silent = [0]
    for _ in 0..<300 {
      var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: 2)
      (sample.captured, sample.arrived, sample.valid) = (bench.now, bench.now, 0b11)
      for index in 0..<2 { (sample.values[index], sample.ages[index]) = (value, .zero) }
      bench.send(&sample)
      bench.tick()
      #expect(Self.farthest(bench, from: stood) == 0)
    }
    #expect(bench.state(.leftArm) == .holding || bench.state(.leftArm) == .releasing)
  }

  /// Arms must not move by themselves when the link is lost (axol#184): all that comes is braking, then nothing.
  @Test func whereTheLinkIsLostNothingMovesByItself() {
    var bench = TaskSpaceRetargeterTests.engaged(ArmRig.rig(ArmRig.taskSpace()))
    for _ in 0..<200 {
      bench.left[0] -= 0.001  // 0.5 rad/s
      bench.tick()
    }
    let lost = TaskSpaceRetargeterTests.sent(bench, 0)
    bench.silent = [0, 1, 2]
    bench.run(milliseconds: 200)
    #expect(bench.state(.leftArm) == .holding)
    let stood = bench.loop.command.q.prefix(14)
    // 50 ms until it is stale at the rate that it had, and the way to brake.
    #expect(zip(lost, stood).allSatisfy { abs($0 - $1) < 0.06 })
    var states: Set<EngagementState> = []
    for _ in 0..<2_000 {
      bench.tick()
      states.insert(bench.state(.leftArm))
      #expect(Self.farthest(bench, from: stood) < 2.5e-7)
    }
    #expect(states == [.holding, .releasing, .disarmed])
    bench.silent = []
    bench.run(milliseconds: 500)
    #expect(bench.state(.leftArm) == .disarmed && Self.farthest(bench, from: stood) < 2.5e-7)
  }
}
