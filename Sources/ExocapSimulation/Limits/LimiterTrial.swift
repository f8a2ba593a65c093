internal import ExocapCore

/// The command limiter under hostile goals, times and forces, each thing that it sends held against its bounds.
package struct LimiterTrial {
  /// What a trial found.
  package struct Result: Sendable, Equatable {
    package var ticks = 0
    package var violations = 0
    /// The first of them, in words.
    package var first: String?
  }

  /// Three turning joints and a slide.
  private static let joints = 4
  private static let forceCeiling = 20.0

  private var random: SeededRandom
  private var result = Result()

  package init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// Runs `ticks` ticks, with other bounds every 100,000.
  package mutating func run(ticks: Int) -> Result {
    while result.ticks < ticks { runRobot(ticks: min(100_000, ticks - result.ticks)) }
    return result
  }

  private mutating func runRobot(ticks: Int) {
    let bounds = (0..<Self.joints).map { makeBounds(isSlide: $0 == Self.joints - 1) }
    let period: Interval = random.chance(0.5) ? .milliseconds(2) : .milliseconds(random.chance(0.5) ? 1 : 4)
    var limiter = Self.makeLimiter(bounds, period: period)
    var witnesses = bounds.map { LimiterWitness($0) }
    var goals = bounds.map { HostileGoals($0, random: random.split()) }
    var command = Command(count: Self.joints)
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    var goal = JointVector.absent
    var now = Timestamp(nanoseconds: 1_000_000_000)
    var force = 0.0
    for tick in 0..<ticks {
      now = hostileTime(after: now, period: period)
      let time = limiter.stepTime(now: now)
      if time > 1.5 * period.seconds * (1 + 0x1p-40) { violate("a step of \(time) s") }
      if tick == 0 || random.chance(1e-4) {
        for joint in 0..<Self.joints { seed(joint, &limiter, bounds[joint], &witnesses[joint]) }
      }
      for joint in 0..<Self.joints { goal[joint] = goals[joint].next() }
      limiter.limit(&goal, time: time, into: &command, clipping: &clipping)
      for joint in 0..<Self.joints {
        if let broken = witnesses[joint].see(command.q[joint], time: time) { violate("joint \(joint): \(broken)") }
      }
      let newtons = limiter.limitForce(hostileForce(), group: .leftHand, time: time, clipping: &clipping)
      if newtons == newtons {
        let step = Self.forceCeiling * 10 * time + 1e-5
        if !(newtons >= 0 && newtons <= Self.forceCeiling && abs(newtons - force) <= step) {
          violate("force \(newtons) N after \(force) N")
        }
        force = newtons
      }
      result.ticks += 1
    }
  }

  private mutating func violate(_ text: String) {
    if result.first == nil { result.first = "tick \(result.ticks), \(text)" }
    result.violations += 1
  }

  private mutating func seed(_ joint: Int, _ limiter: inout CommandLimiter, _ bounds: JointBounds, _ witness: inout LimiterWitness) {
    limiter.seed(joint, at: random.chance(0.5) ? .nan : .infinity)
    let span = bounds.upper - bounds.lower
    limiter.seed(joint, at: random.uniform(in: (bounds.lower - span)...(bounds.upper + span)))
    witness.stand(at: limiter.position(joint))
  }

  /// Most ticks are nearly on time; some late, some at once, some before the last.
  private mutating func hostileTime(after now: Timestamp, period: Interval) -> Timestamp {
    switch random.below(100) {
    case 0: now + .milliseconds(100)
    case 1: now
    case 2: now - period
    case 3: now + Interval(nanoseconds: 1)
    case 4: now + period / 2
    case 5: now + period * 3
    case 6...30: now + period + Interval(nanoseconds: Int64(random.uniform(in: -300_000...300_000)))
    default: now + period
    }
  }

  private mutating func hostileForce() -> Double {
    switch random.below(8) {
    case 0: .nan
    case 1: .infinity
    case 2: -.infinity
    case 3: -5
    default: random.uniform(in: -10...60)
    }
  }

  /// Bounds of arms, hands and slides, real and unreal ones.
  ///
  /// The wire's grid (2^-22 rad beyond 2 rad) sets what can be told apart: a third difference over 1 ms is a multiple of 240 rad/s³.
  private mutating func makeBounds(isSlide: Bool) -> JointBounds {
    let centre = random.uniform(in: isSlide ? -0.05...0.05 : -1...1)
    let half = random.uniform(in: isSlide ? 0.001...0.1 : 0.01...2)
    return JointBounds(
      lower: centre - half, upper: centre + half, velocity: random.uniform(in: 0.2...(isSlide ? 2 : 40)),
      acceleration: random.uniform(in: 10...(isSlide ? 50 : 500)), jerk: random.uniform(in: 2_000...(isSlide ? 10_000 : 100_000)))
  }

  private static func makeLimiter(_ bounds: [JointBounds], period: Interval) -> CommandLimiter {
    let list = bounds.enumerated().map { index, bound in
      RobotJoint(
        name: "j\(index)", group: index == Self.joints - 1 ? .leftHand : .leftArm, lower: bound.lower, upper: bound.upper,
        velocity: bound.velocity, effort: 1, kp: 1, kd: 1)
    }
    let profile = RobotProfile(
      name: "trial", title: "a robot of made-up bounds", source: "made up", joints: list,
      grippers: [
        Gripper(
          group: .leftHand, joint: "j\(Self.joints - 1)", closed: bounds[Self.joints - 1].lower, open: bounds[Self.joints - 1].upper,
          forceCeiling: forceCeiling)
      ],
      kinematics: RobotKinematics(links: [], joints: []))
    let limits = LimitSettings(
      velocity: bounds.map(\.velocity), acceleration: bounds.map(\.acceleration), jerk: bounds.map(\.jerk),
      margin: bounds.map { _ in 0 })
    return CommandLimiter(profile: profile, limits: limits, period: period)
  }
}
