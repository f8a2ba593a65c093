// Limits/ tries to make the limiter break a bound. It knows the limiter's calls and nothing of how it works.

internal import ExocapCore

/// Goals for one joint that no retargeter should give: jumps, noise, what is no number, ramps into the stops.
struct HostileGoals {
  private enum Kind: Int, CaseIterable {
    case still, jumps, extremes, noise, ramp, drift, wave, notANumber, infinite, denormal, beyond, teeth
  }

  private let bounds: JointBounds
  private var random: SeededRandom
  private var kind = Kind.still
  private var left = 0
  private var goal: Double
  private var rate = 0.0
  private var phase = 0.0

  init(_ bounds: JointBounds, random: SeededRandom) {
    self.bounds = bounds
    self.random = random
    goal = bounds.lower
  }

  /// [rad | m] The goal of the next tick.
  mutating func next() -> Double {
    if left == 0 { change() }
    left -= 1
    switch kind {
    case .still: break
    case .jumps: if random.chance(0.05) { goal = anywhere() }
    case .extremes: goal = goal == bounds.upper ? bounds.lower : bounds.upper
    case .noise: return goal + 0.05 * (bounds.upper - bounds.lower) * random.normal()
    case .ramp, .drift: goal += rate
    case .wave:
      phase += rate
      return (bounds.lower + bounds.upper) / 2 + (bounds.upper - bounds.lower) * Math.sin(phase)
    case .notANumber: return random.chance(0.5) ? .nan : -.nan
    case .infinite: return random.chance(0.5) ? .infinity : -.infinity
    case .denormal: return (random.chance(0.5) ? 1 : -1) * .leastNonzeroMagnitude
    case .beyond: return random.chance(0.5) ? bounds.upper + 1e300 : bounds.lower - 1e-9
    case .teeth: goal += random.chance(0.5) ? 1e-7 : -1e-7
    }
    return goal
  }

  private mutating func change() {
    kind = Kind(rawValue: random.integer(in: 0...(Kind.allCases.count - 1))) ?? .still
    left = random.integer(in: 1...(random.chance(0.2) ? 2_000 : 60))
    if random.chance(0.7) || !goal.isFinite { goal = anywhere() }
    // [rad | m a tick] Up to three times as fast as it may, at 500 ticks a second.
    let sign = random.chance(0.5) ? 1.0 : -1.0
    rate =
      kind == .drift
      ? sign * 1e-8 : (kind == .wave ? random.uniform(in: 0.001...3) : sign * bounds.velocity * random.uniform(in: 0...0.006))
  }

  private mutating func anywhere() -> Double {
    let span = bounds.upper - bounds.lower
    return random.uniform(in: (bounds.lower - span / 4)...(bounds.upper + span / 4))
  }
}
