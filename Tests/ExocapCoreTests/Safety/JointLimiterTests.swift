import ExocapCore
import Testing

/// The bounds are the oracle here: they are checked from the outside, on differences of what was sent.
@Suite struct JointLimiterTests {
  static let bounds = JointBounds(lower: -1.5, upper: 2.0, velocity: 10, acceleration: 120, jerk: 30_000)
  static let period = 0.002

  /// What a robot sees of one joint: differences of the values that it was sent.
  struct Witness {
    var position: Double
    var velocity = 0.0
    var acceleration = 0.0
    var worstVelocity = 0.0
    var worstAcceleration = 0.0
    var worstJerk = 0.0
    var outside = 0

    init(_ position: Double) { self.position = position }

    mutating func see(_ next: Double, time: Double, bounds: JointBounds) {
      if Double(Float(next)) != next || next < bounds.lower || next > bounds.upper { outside += 1 }
      let v = (next - position) / time
      let a = (v - velocity) / time
      worstVelocity = max(worstVelocity, abs(v) / bounds.velocity)
      worstAcceleration = max(worstAcceleration, abs(a) / bounds.acceleration)
      worstJerk = max(worstJerk, abs(a - acceleration) / time / bounds.jerk)
      (position, velocity, acceleration) = (next, v, a)
    }
  }

  static func isWithin(_ witness: Witness) -> Bool {
    witness.outside == 0 && witness.worstVelocity <= 1 && witness.worstAcceleration <= 1 && witness.worstJerk <= 1
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
  func holdsItsBoundsWhateverComesIn(seed: UInt64) {
    var random = Random(seed: seed)
    var limiter = JointLimiter(Self.bounds)
    limiter.seed(0.5)
    var witness = Witness(limiter.position)
    var target = 0.5
    for tick in 0..<20_000 {
      switch random.below(100) {
      case 0: target = random.uniform(-4, 4)
      case 1: target = .nan
      case 2: target = .infinity
      case 3: target = random.uniform(1.9, 2.1)
      case 4...50: target += random.uniform(-0.05, 0.05)
      default: break
      }
      _ = limiter.step(towards: target, time: Self.period)
      witness.see(limiter.position, time: Self.period, bounds: Self.bounds)
      if !Self.isWithin(witness) {
        Issue.record("seed \(seed), tick \(tick): \(witness)")
        return
      }
      if !target.isFinite { target = 0 }
    }
  }

  @Test func passesASmoothTargetExactly() {
    var limiter = JointLimiter(Self.bounds)
    limiter.seed(0)
    // 0.4·(1 - cos 2t): at most 0.8 rad/s, 1.6 rad/s²: the joint must be on it at every tick.
    var worst = 0.0
    for tick in 1...5_000 {
      let target = 0.4 * (1 - cosine(2 * Double(tick) * Self.period))
      let clipping = limiter.step(towards: target, time: Self.period)
      worst = max(worst, abs(limiter.position - target))
      #expect(clipping == .none)
    }
    #expect(worst < 1e-7)
  }

  @Test func reachesAFarTargetWithoutOvershootInNearlyTheShortestTime() {
    var limiter = JointLimiter(Self.bounds)
    limiter.seed(0)
    var ticks = 0
    var highest = 0.0
    while abs(limiter.position - 1.0) > 1e-4 && ticks < 1_000 {
      _ = limiter.step(towards: 1.0, time: Self.period)
      highest = max(highest, limiter.position)
      ticks += 1
    }
    // Bang-bang in acceleration alone takes 2·√(1 rad / 120 rad/s²) = 0.183 s; jerk adds A/J = 4 ms.
    #expect(Double(ticks) * Self.period < 1.15 * 0.187)
    #expect(highest < 1.0 + 1e-4)
  }

  /// Seen as: downwards a joint braked only after it had passed its target, by as much again as it had gone.
  @Test(arguments: [(120.0, 30_000.0), (60, 4_000), (60, 30_000), (20, 1_000)], [(0.0, 1.0), (1, 0), (0.1, 0), (-1.2, -1.3), (-1.4, 1.9)])
  func reachesATargetFromEitherSideWithoutOvershoot(limits: (a: Double, j: Double), way: (from: Double, to: Double)) {
    let bounds = JointBounds(lower: -1.5, upper: 2.0, velocity: 10, acceleration: limits.a, jerk: limits.j)
    var limiter = JointLimiter(bounds)
    limiter.seed(way.from)
    let distance = abs(way.to - way.from)
    // A triangle of velocity takes 2·√(d/A), a trapezoid d/V + V/A; each ramp of the acceleration adds at most A/J.
    let isTriangle = distance * limits.a < bounds.velocity * bounds.velocity
    let fastest = isTriangle ? 2 * (distance / limits.a).squareRoot() : distance / bounds.velocity + bounds.velocity / limits.a
    var ticks = 0
    var beyond = 0.0
    var arrived = 0
    while ticks < 2_000 {
      _ = limiter.step(towards: way.to, time: Self.period)
      ticks += 1
      beyond = max(beyond, way.to > way.from ? limiter.position - way.to : way.to - limiter.position)
      if arrived == 0 && abs(limiter.position - way.to) < 1e-3 * distance { arrived = ticks }
    }
    #expect(beyond < 2e-5)
    #expect(arrived > 0 && Double(arrived) * Self.period < 1.15 * fastest + 3 * limits.a / limits.j + 0.02)
    #expect(abs(limiter.position - way.to) < 1e-6 && abs(limiter.velocity) < 1e-3)
  }

  @Test(arguments: [50.0, -50]) func stopsBeforeThePositionLimit(wanted: Double) {
    var limiter = JointLimiter(Self.bounds)
    limiter.seed(0.25)
    for _ in 0..<1_000 { _ = limiter.step(towards: wanted, time: Self.period) }
    let limit = wanted > 0 ? 2.0 : -1.5
    #expect(abs(limiter.position) <= abs(limit) && abs(limiter.position - limit) < 1e-4)
    #expect(abs(limiter.velocity) < 1e-3)
  }

  /// cos by its Taylor series, independent of the C library and of our own.
  private func cosine(_ angle: Double) -> Double {
    var x = angle
    while x > .pi { x -= 2 * .pi }
    var term = 1.0
    var sum = 1.0
    for n in 1...15 {
      term *= -x * x / Double((2 * n - 1) * (2 * n))
      sum += term
    }
    return sum
  }

  /// A still arm, read with two counts of noise of 4,096 a turn: the joint trembles by a few counts and does not swing after them.
  /// Noise moves the goal as no joint could; with its velocity taken for the arm's own the gentlest joint here swings by 80 times as much.
  @Test(arguments: [(120.0, 30_000.0), (60, 6_000), (30, 1_000)])
  func aNoisyGoalThatStandsStillIsNotChased(acceleration: Double, jerk: Double) {
    let noise = 2 * 2 * Double.pi / 4_096
    var random = Random(seed: 7)
    var limiter = JointLimiter(JointBounds(lower: -1.5, upper: 2, velocity: 10, acceleration: acceleration, jerk: jerk))
    limiter.seed(0.5)
    var farthest = 0.0
    for _ in 0..<20_000 {
      _ = limiter.step(towards: 0.5 + noise / 2 * (Double(random.below(5)) - 2), time: Self.period)
      farthest = max(farthest, abs(limiter.position - 0.5))
    }
    #expect(farthest < 6 * noise, "\(farthest / noise) times the noise")
  }
}

/// SplitMix64: small and the same everywhere. Source: S. Vigna, prng.di.unimi.it/splitmix64.c (public domain).
struct Random {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) / 9_007_199_254_740_992
  }
}
