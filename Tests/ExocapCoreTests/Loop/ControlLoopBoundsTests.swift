import ExocapCore
import Testing

/// Whatever an operator, the wires, the robot and the clock do: what the robot reads keeps its bounds.
@Suite struct ControlLoopBoundsTests {
  static let seeds: [UInt64] = [11, 12, 13, 16, 15]
  static let ticksPerSeed = 20_000

  /// Follows all joints from the outside, on the float32 of the datagrams, with the rule of time that docs/safety.md gives.
  struct Checker {
    var witnesses: [JointLimiterTests.Witness] = []
    var lastStep: Timestamp = .never
    var moved = 0

    static let bounds = SmallRig.profile.joints.indices.map { joint in
      let profile = SmallRig.profile.joints[joint]
      let margin = SmallRig.limits.margin[joint]
      return JointBounds(
        lower: profile.lower + margin, upper: profile.upper - margin, velocity: SmallRig.limits.velocity[joint],
        acceleration: SmallRig.limits.acceleration[joint], jerk: SmallRig.limits.jerk[joint])
    }

    /// [s] What a step may use; 0: the last set-point again.
    mutating func time(_ now: Timestamp) -> Double {
      let elapsed = now - lastStep
      if lastStep != .never && elapsed < SmallRig.period / 2 { return 0 }
      defer { lastStep = now }
      return lastStep == .never ? SmallRig.period.seconds : min(elapsed.seconds, 1.5 * SmallRig.period.seconds)
    }

    /// What is wrong with one tick; nil where nothing is.
    mutating func see(_ q: [Double], _ weight: [Double], at now: Timestamp) -> String? {
      let step = time(now)
      if witnesses.isEmpty { witnesses = q.map { JointLimiterTests.Witness($0) } }
      for joint in q.indices {
        let group = Int(SmallRig.profile.joints[joint].group.rawValue)
        // Without weight the robot does not follow, and the joint is stood anew where the robot is.
        if !(weight[group] > 0) {
          witnesses[joint] = JointLimiterTests.Witness(q[joint])
          continue
        }
        if !q[joint].isFinite { return "joint \(joint) is \(q[joint])" }
        moved += 1
        if step == 0 {
          if q[joint] != witnesses[joint].position { return "joint \(joint) moved in no time" }
          continue
        }
        witnesses[joint].see(q[joint], time: step, bounds: Self.bounds[joint])
        let seen = witnesses[joint]
        if seen.outside > 0 || max(seen.worstVelocity, seen.worstAcceleration, seen.worstJerk) > 1 + 1e-9 {
          return "joint \(joint): \(seen) in \(step) s"
        }
      }
      return nil
    }
  }

  /// What goes wrong, and what people do, with a probability a tick.
  static func disturb(_ bench: inout LoopBench, _ random: inout Random) {
    for joint in 0..<2 {
      bench.left[joint] = moved(bench.left[joint], &random)
      bench.right[joint] = moved(bench.right[joint], &random)
    }
    if random.below(50) == 0 { bench.trigger = random.uniform(-0.5, 1.5) }
    if random.below(50) == 0 { bench.force = random.below(5) == 0 ? .nan : random.uniform(-10, 100) }
    bench.isLeftPressed = random.below(20) == 0
    bench.isRightPressed = random.below(20) == 0
    if random.below(100) == 0 {
      let groups = JointGroups(rawValue: UInt8(truncatingIfNeeded: random.next()))
      let kinds: [OperatorRequest.Kind] = [.engage, .engage, .engage, .reset, .reset, .freeze, .unfreeze, .unfreeze, .disengage, .stop]
      bench.ask(kinds[Int(random.below(10))], random.below(2) == 0 ? .all : groups)
    }
    switch random.below(600) {
    case 0: bench.silent = [Int(random.below(3))]
    case 1...10: bench.silent = []
    case 11: bench.isRobotSilent = true
    case 12...30: bench.isRobotSilent = false
    case 31: (bench.isOwner, bench.epoch) = (false, bench.epoch + 1)
    case 32...60: bench.isOwner = true
    case 61: bench.pose = bench.pose.map { _ in random.uniform(-2.5, 2.5) }
    case 62: bench.pose[Int(random.below(5))] = .nan
    case 63...70: bench.pose = bench.pose.map { $0.isFinite ? $0 : 0 }
    case 71: bench.isFollowing = random.below(3) > 0
    case 72...75: calm(&bench)
    default: break
    }
  }

  /// Everything is in order for a moment, and the operator stands as the robot does: so that it comes to engaging.
  private static func calm(_ bench: inout LoopBench) {
    bench.silent = []
    (bench.isRobotSilent, bench.isOwner, bench.isFollowing) = (false, true, true)
    bench.pose = bench.pose.map { $0.isFinite ? min(max($0, -1.5), 1.5) : 0 }
    bench.left = Array(bench.pose[0..<2])
    bench.right = [bench.pose[2], 0.1 - bench.pose[3]]
    bench.force = 1
    bench.ask(.reset)
    bench.ask(.unfreeze)
    bench.ask(.engage)
  }

  /// The operator's next angle [rad]: mostly a small move, sometimes a jump or no number at all.
  private static func moved(_ angle: Double, _ random: inout Random) -> Double {
    if !angle.isFinite { return random.uniform(-0.5, 0.5) }
    switch random.below(1_500) {
    case 0: return random.uniform(-6, 6)
    case 1: return .infinity
    case 2: return -1e300
    case 3...8: return random.uniform(-0.5, 0.5)
    default: return angle + random.uniform(-0.02, 0.02)
    }
  }

  /// Samples out of order in time, and with values that are marked valid and are no numbers.
  static func sendOddSamples(_ bench: inout LoopBench, _ random: inout Random) {
    guard random.below(30) == 0 else { return }
    var sample = Sample(device: DeviceID(Int(random.below(2))), stream: StreamIndex(0), kind: .joints, count: 2)
    sample.captured = bench.now + .milliseconds(Int64(random.below(400)) - 200)
    sample.arrived = bench.now
    sample.valid = 0b11
    for index in 0..<2 {
      sample.values[index] = [Double.nan, .infinity, 1e9, 0.1, -0.3][Int(random.below(5))]
      sample.ages[index] = .zero
    }
    bench.send(&sample)
  }

  static func elapse(_ bench: inout LoopBench, _ random: inout Random) {
    let elapsed: Interval =
      switch random.below(60) {
      case 0: .microseconds(Int64(random.below(30_000)))
      case 1: .milliseconds(-Int64(random.below(20)))
      case 2: .microseconds(Int64(random.below(1_000)))
      default: .microseconds(1_800 + Int64(random.below(400)))
      }
    bench.now = bench.now + elapsed
  }

  @Test(arguments: seeds) func whatIsSentKeepsItsBoundsWhateverComesIn(seed: UInt64) {
    var random = Random(seed: seed)
    var bench = LoopBench(
      LoopBench.with {
        $0.holdsWhileDisarmed = seed % 2 == 0
        $0.doesLossStopAll = seed % 3 == 0
        $0.largestMismatch = 0.6
        $0.blend = .milliseconds(200)
      })
    var checker = Checker()
    var reached = Set<EngagementState>()
    var latest = bench.now
    for tick in 0..<Self.ticksPerSeed {
      Self.disturb(&bench, &random)
      Self.elapse(&bench, &random)
      bench.sendSamples()
      Self.sendOddSamples(&bench, &random)
      bench.step()
      latest = max(latest, bench.now)
      reached.insert(bench.state(.leftArm))
      let q = bench.loop.command.q.prefix(SmallRig.jointCount)
      let weight = (0..<7).map { bench.loop.command.weight[$0] }
      if let sent = SentCommand(bench.loop.packet.toArray()), sent.isCommand {
        if !same(sent.q, q) || !same(sent.weight, weight.map { Double(Float($0)) }) {
          Issue.record("seed \(seed), tick \(tick): the datagram is not the command")
          return
        }
      }
      if let wrong = checker.see(q, weight, at: latest) {
        Issue.record("seed \(seed), tick \(tick): \(wrong)")
        return
      }
    }
    // Else nothing was tested.
    #expect(reached.count == EngagementState.allCases.count)
    #expect(checker.moved > Self.ticksPerSeed)
  }

  private func same(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }
}
