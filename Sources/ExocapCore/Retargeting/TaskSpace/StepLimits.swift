/// What one joint may do in task space, before the limiter.
package struct StepLimits: BitwiseCopyable, Sendable, Equatable {
  /// [rad] or [m] Lowest and highest position.
  package var lower: Double
  package var upper: Double
  /// [rad/s] or [m/s] Highest speed.
  package var velocity: Double
  /// [rad/s²] or [m/s²] Highest acceleration, also when braking.
  package var acceleration: Double

  package init(lower: Double, upper: Double, velocity: Double, acceleration: Double) {
    self.lower = lower
    self.upper = upper
    self.velocity = velocity
    self.acceleration = acceleration
  }

  /// Which rule had to give way to another in one joint's box.
  package struct Conflict: OptionSet, BitwiseCopyable, Sendable, Hashable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static var none: Conflict { Conflict(rawValue: 0) }
    /// The speed limit gave way to the acceleration limit.
    package static var speed: Conflict { Conflict(rawValue: 1) }
    /// The acceleration limit gave way to braking.
    package static var acceleration: Conflict { Conflict(rawValue: 2) }
    /// Braking gave way to the position limit itself.
    package static var braking: Conflict { Conflict(rawValue: 4) }
  }

  /// The displacements that a step may have.
  package struct Box: BitwiseCopyable, Sendable {
    /// [rad] or [m] Least and most.
    package var lower: Double
    package var upper: Double
    package var conflict: Conflict
  }

  /// The box of a step of `time` [s] from `position`, where the step before went by `last`.
  ///
  /// Precedence: position over braking over acceleration over speed. Braking looks at the state after the step: with speed
  /// d/t the joint goes on for (d/t)²/2a, so d + d²/(2 a t²) must not be over the gap (Flacco et al. 2015 from one step later).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  @inline(__always)
  package func box(position: Double, last: Double, time: Double) -> Box {
    let unit = acceleration * time * time
    var box = Box(lower: -velocity * time, upper: velocity * time, conflict: .none)
    box.narrow(last - unit, last + unit, .speed)
    // Where the fastest step allowed so far can be braked from, there is nothing to narrow: most ticks need no root.
    let (below, above) = (position - lower, upper - position)
    if !StepLimits.isStoppable(box.upper, above, unit) || !StepLimits.isStoppable(-box.lower, below, unit) {
      box.narrow(-StepLimits.stoppable(below, unit), StepLimits.stoppable(above, unit), .acceleration)
    }
    box.narrow(lower - position, upper - position, .braking)
    return box
  }

  /// Whether after a step of `way` towards a wall `gap` away braking by `unit` a step stops before it.
  @inline(__always)
  private static func isStoppable(_ way: Double, _ gap: Double, _ unit: Double) -> Bool {
    way <= 0 ? gap >= way : 2 * unit * (gap - way) >= way * way
  }

  /// The largest step towards a wall `gap` away after which braking by `unit` a step still stops before it; `gap` itself where it is negative.
  @inline(__always)
  private static func stoppable(_ gap: Double, _ unit: Double) -> Double {
    if gap <= 0 { return gap }
    if gap == .infinity { return gap }
    // unit (√(1 + 2 gap/unit) - 1), written without cancellation.
    return 2 * gap / (1 + Math.sqrt(1 + 2 * gap / unit))
  }
}

extension StepLimits.Box {
  /// Keeps what both allow; where nothing is left the new rule wins, at its end that is nearest to the old ones.
  @inline(__always)
  fileprivate mutating func narrow(_ least: Double, _ most: Double, _ loser: StepLimits.Conflict) {
    if least > upper {
      (lower, upper) = (least, least)
      conflict.insert(loser)
    } else if most < lower {
      (lower, upper) = (most, most)
      conflict.insert(loser)
    } else {
      lower = max(lower, least)
      upper = min(upper, most)
    }
  }
}
