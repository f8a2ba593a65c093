internal import CExocapMath

// Safety/ decides what may be sent: the state machine of engagement and the limiter, last before the wire.
// It knows no device, no protocol and no file.

/// The limits of one joint's set-point.
package struct JointBounds: BitwiseCopyable, Sendable, Equatable {
  /// [rad | m] Lowest and highest position.
  package var lower: Double
  package var upper: Double
  /// [rad/s | m/s]
  package var velocity: Double
  /// [rad/s² | m/s²]
  package var acceleration: Double
  /// [rad/s³ | m/s³]
  package var jerk: Double

  package init(lower: Double, upper: Double, velocity: Double, acceleration: Double, jerk: Double) {
    self.lower = lower
    self.upper = upper
    self.velocity = velocity
    self.acceleration = acceleration
    self.jerk = jerk
  }
}

/// Bounds one joint's set-point in position, velocity, acceleration and jerk, in the arithmetic of what is sent.
///
/// Position, velocity and acceleration are differences of the values that the wire carries (float32, decoded), so the bounds
/// hold for what the robot reads and not for what we meant. Each step chooses the velocity closest to the one that reaches the
/// target, among those from which the joint can still stop before its position limits, and before the target where it would
/// overshoot. All of these conditions are monotone in the step's velocity, so a bracketed search finds the best one.
package struct JointLimiter: BitwiseCopyable, Sendable {
  package let bounds: JointBounds
  /// Position limits on the wire's own grid, rounded inwards.
  private let lowest: Double
  private let highest: Double
  /// Braking is planned with less than the bounds allow, so that the wire's grid and uneven ticks cannot break the plan.
  private let plannedAcceleration: Double
  private let plannedJerk: Double
  /// 1 / plannedJerk, 1 / plannedAcceleration, and the time that the jerk takes to the deceleration: divisions are what a step costs most.
  private let inverseJerk: Double
  private let inverseAcceleration: Double
  private let rampTime: Double

  /// [rad | m] What was sent last, as decoded.
  package private(set) var position: Double
  /// [rad/s | m/s] (last - one before) / its time.
  package private(set) var velocity: Double
  /// [rad/s² | m/s²]
  package private(set) var acceleration: Double
  private var target: Double
  private var targetVelocity: Double
  /// 0 … 1 Of its velocity that the joint may have in the next step: less where others of its group are slower.
  var share = 1.0

  package init(_ bounds: JointBounds) {
    self.bounds = bounds
    lowest = JointLimiter.wireUp(bounds.lower)
    highest = JointLimiter.wireDown(bounds.upper)
    plannedAcceleration = 0.9 * bounds.acceleration
    plannedJerk = 0.8 * bounds.jerk
    inverseJerk = 1 / plannedJerk
    inverseAcceleration = 1 / plannedAcceleration
    rampTime = plannedAcceleration / plannedJerk
    position = JointLimiter.wire(min(max(0, bounds.lower), bounds.upper))
    velocity = 0
    acceleration = 0
    target = position
    targetVelocity = 0
  }

  /// The value that the wire carries for `value`.
  @inline(__always)
  static func wire(_ value: Double) -> Double { Double(Float(value)) }

  private static func wireUp(_ value: Double) -> Double {
    let rounded = Float(value)
    return Double(rounded) < value ? Double(rounded.nextUp) : Double(rounded)
  }

  /// The largest value that the wire carries and that is not over `value`.
  static func wireDown(_ value: Double) -> Double {
    let rounded = Float(value)
    return Double(rounded) > value ? Double(rounded.nextDown) : Double(rounded)
  }

  /// Stands at `pose` [rad | m], clamped into the limits. Only while nothing of ours moves the joint.
  package mutating func seed(_ pose: Double) {
    guard pose.isFinite else { return }
    position = min(max(JointLimiter.wire(pose), lowest), highest)
    velocity = 0
    acceleration = 0
    target = position
    targetVelocity = 0
  }

  /// Where the joint comes to rest if it brakes from now on [rad | m].
  package func restingPoint() -> Double {
    let forward = stoppingDistance(velocity, acceleration)
    let backward = stoppingDistance(-velocity, -acceleration)
    return min(max(position + forward - backward, lowest), highest)
  }

  /// [s] How long the joint takes to `goal` [rad | m] at its highest velocity; 0 where that is no number.
  func duration(to goal: Double) -> Double {
    goal.isFinite ? abs(min(max(goal, lowest), highest) - position) / bounds.velocity : 0
  }

  /// Moves one step of `time` [s] towards `wanted` [rad | m]. Returns which rules changed it.
  package mutating func step(towards wanted: Double, time: Double) -> Clipping {
    var clipping = Clipping.none
    var goal = wanted
    if !goal.isFinite {
      goal = target
      clipping.insert(.notFinite)
    }
    if goal < lowest || goal > highest {
      goal = min(max(goal, lowest), highest)
      clipping.insert(.position)
    }
    let goalVelocity = clamp((goal - target) / time, bounds.velocity)
    let goalAcceleration = clamp((goalVelocity - targetVelocity) / time, bounds.acceleration)
    target = goal
    targetVelocity = goalVelocity
    let plan = Plan(goal: goal, goalVelocity: goalVelocity, goalAcceleration: goalAcceleration, time: time, rate: 1 / time)
    let chosen = chooseVelocity(plan, clipping: &clipping)
    advance(velocity: chosen, time: time)
    return clipping
  }

  /// Moves one step of `time` [s] of coming to rest as soon as may be.
  ///
  /// Not a step towards the resting point: that one moves as the brake takes hold, and a target that moves is followed.
  package mutating func brake(time: Double) -> Clipping {
    var clipping = Clipping.none
    target = restingPoint()
    targetVelocity = 0
    let plan = Plan(goal: target, goalVelocity: 0, goalAcceleration: 0, time: time, rate: 1 / time)
    advance(velocity: chooseVelocity(plan, clipping: &clipping), time: time)
    return clipping
  }

  /// What one step aims at.
  private struct Plan {
    var goal: Double
    var goalVelocity: Double
    var goalAcceleration: Double
    var time: Double
    /// [1/s] 1 / time.
    var rate: Double
  }

  @inline(__always)
  private func clamp(_ value: Double, _ limit: Double) -> Double { min(max(value, -limit), limit) }

  /// The velocities that acceleration and jerk allow in this step, a hair inside for the wire's grid.
  private func reachable(_ time: Double) -> (low: Double, high: Double) {
    let low = velocity + max(-bounds.acceleration, acceleration - bounds.jerk * time) * time
    let high = velocity + min(bounds.acceleration, acceleration + bounds.jerk * time) * time
    return (low, high)
  }

  private mutating func chooseVelocity(_ plan: Plan, clipping: inout Clipping) -> Double {
    let (low, high) = reachable(plan.time)
    let needed = (plan.goal - position) / plan.time
    var chosen = needed
    if needed > high || needed < low {
      chosen = min(max(needed, low), high)
      let rate = abs(chosen - velocity) * plan.rate
      clipping.insert(rate >= bounds.acceleration * 0.999999 ? .acceleration : .jerk)
    }
    // Rest on the target: farther is an overshoot, whichever side it is approached from.
    let rest = restAfter(chosen, plan)
    if rest > plan.goal + JointLimiter.tolerance {
      chosen = lastGood(from: low, to: chosen) { restAfter($0, plan) - (plan.goal + JointLimiter.tolerance) }
    } else if rest < plan.goal - JointLimiter.tolerance {
      chosen = lastGood(from: high, to: chosen) { (plan.goal - JointLimiter.tolerance) - restAfter($0, plan) }
    }
    if excessAbove(chosen, plan) > 0 {
      noteVelocity(chosen, &clipping)
      chosen = lastGood(from: low, to: chosen) { excessAbove($0, plan) }
    } else if excessBelow(chosen, plan) > 0 {
      noteVelocity(chosen, &clipping)
      chosen = lastGood(from: high, to: chosen) { excessBelow($0, plan) }
    }
    if chosen != needed && clipping == .none { clipping.insert(.acceleration) }
    return chosen
  }

  /// Says which rule forbids a velocity [rad/s | m/s], where one of velocity does.
  private func noteVelocity(_ velocity: Double, _ clipping: inout Clipping) {
    if abs(velocity) > bounds.velocity * 0.999 {
      clipping.insert(.velocity)
    } else if abs(velocity) > share * bounds.velocity * 0.999 {
      clipping.insert(.direction)
    }
  }

  /// Puts the step on the wire's grid, inside all bounds.
  private mutating func advance(velocity chosen: Double, time: Double) {
    let (low, high) = reachable(time)
    let exact = position + chosen * time
    var next = Float(min(max(exact, lowest), highest))
    for _ in 0..<4 {
      let reached = (Double(next) - position) / time
      if reached > min(high, bounds.velocity) && Double(next.nextDown) >= lowest {
        next = next.nextDown
      } else if reached < max(low, -bounds.velocity) && Double(next.nextUp) <= highest {
        next = next.nextUp
      } else {
        break
      }
    }
    let reached = (Double(next) - position) / time
    acceleration = (reached - velocity) / time
    velocity = reached
    position = Double(next)
  }

  // MARK: Conditions, all monotone in the step's velocity

  /// [rad | m] By how much a step would be too fast to stop at the upper limit, or to keep the velocity; 0 or less: by nothing.
  private func excessAbove(_ stepVelocity: Double, _ plan: Plan) -> Double {
    let after = (stepVelocity - velocity) * plan.rate
    let time = plan.time
    let reach = position + stepVelocity * time + stoppingDistance(stepVelocity, after) + max(stepVelocity, 0) * time - highest
    guard stepVelocity > 0 else { return reach }
    let peak = after > 0 ? stepVelocity + after * after * 0.5 * inverseJerk + after * time : stepVelocity
    return max(reach, (peak - share * bounds.velocity) * time)
  }

  /// [rad | m] The same at the lower limit.
  private func excessBelow(_ stepVelocity: Double, _ plan: Plan) -> Double {
    let after = (stepVelocity - velocity) * plan.rate
    let time = plan.time
    let reach = lowest - (position + stepVelocity * time - stoppingDistance(-stepVelocity, -after) + min(stepVelocity, 0) * time)
    guard stepVelocity < 0 else { return reach }
    let peak = after < 0 ? -stepVelocity + after * after * 0.5 * inverseJerk - after * time : -stepVelocity
    return max(reach, (peak - share * bounds.velocity) * time)
  }

  /// Where the joint comes to rest, seen from the moving target, if it brakes after a step of that velocity [rad | m].
  private func restAfter(_ stepVelocity: Double, _ plan: Plan) -> Double {
    let relative = stepVelocity - plan.goalVelocity
    let after = (stepVelocity - velocity) * plan.rate - plan.goalAcceleration
    return position + stepVelocity * plan.time + stoppingDistance(relative, after) - stoppingDistance(-relative, -after)
  }

  /// [rad | m] A quarter of what the wire can tell apart at 1 rad.
  @inline(__always) private static var tolerance: Double { 3e-8 }

  /// How far the joint goes on in the positive direction until it can rest, braking with the planned deceleration and jerk.
  ///
  /// A velocity v₁ without acceleration is stopped over v₁·√(v₁/J) where the deceleration stays below A (triangle), else over
  /// v₁/2·(v₁/A + A/J) (trapezoid). A positive acceleration is first taken away; a negative one is a brake already begun.
  private func stoppingDistance(_ v: Double, _ a: Double) -> Double {
    let jerk = plannedJerk
    if a >= 0 {
      let ramp = a * inverseJerk
      let peak = v + a * ramp / 2
      if peak <= 0 { return 0 }
      return max(0, v * ramp + a * ramp * ramp * (1.0 / 3) + restDistance(peak))
    }
    if v <= 0 { return 0 }
    let ramp = -a * inverseJerk
    let peak = v - a * ramp / 2
    if v < -a * ramp / 2 { return min(restDistance(v), -2 * v * v / a) }
    let covered = peak * ramp - jerk * ramp * ramp * ramp * (1.0 / 6)
    return max(0, restDistance(peak) - covered)
  }

  @inline(__always)
  private func restDistance(_ v: Double) -> Double {
    if v <= plannedAcceleration * rampTime { return v * exocap_sqrt(v * inverseJerk) }
    return v / 2 * (v * inverseAcceleration + rampTime)
  }

  /// The velocity nearest to `bad` whose excess is not over 0, seen from `good`; `good` itself where its own excess is.
  ///
  /// The ITP method (Oliveira and Takahashi, ACM TOMS 2020): as few turns as a secant takes where the excess is smooth, never more
  /// than two over bisection. What is returned has been tried and found good.
  @inline(__always)
  private func lastGood(from good: Double, to bad: Double, excess: (Double) -> Double) -> Double {
    var (a, b) = (good, bad)
    // The root that is looked for lies a hair inside, so that what is near it is good.
    var fa = excess(a) + JointLimiter.hair
    if !(fa <= JointLimiter.hair) { return a }
    var fb = excess(b) + JointLimiter.hair
    let width = abs(b - a)
    let nudging = JointLimiter.nudge / width
    var reach = width
    for _ in 0..<JointLimiter.turns {
      let length = abs(b - a)
      if fa >= -JointLimiter.hair || length <= width * JointLimiter.resolution { break }
      let middle = a + (b - a) / 2
      let secant = (fb * a - fa * b) / (fb - fa)
      let side: Double = secant < middle ? 1 : -1
      let nudge = nudging * length * length
      let tried = nudge <= abs(middle - secant) ? secant + side * nudge : middle
      let most = max(0, reach - length / 2)
      let next = abs(tried - middle) <= most ? tried : middle - side * most
      let f = excess(next) + JointLimiter.hair
      if f > JointLimiter.hair { (b, fb) = (next, f) } else { (a, fa) = (next, f) }
      reach /= 2
    }
    return a
  }

  /// [rad | m] A hundredth of what the wire can tell apart at 1 rad.
  @inline(__always) private static var hair: Double { 1e-9 }
  /// [-] How far a secant's point is moved to the middle, of the square of what is left.
  @inline(__always) private static var nudge: Double { 0.1 }
  /// Of the reachable velocities: 2^-20 of 2·A·T is far below what the wire can tell apart.
  @inline(__always) private static var resolution: Double { 0x1p-20 }
  @inline(__always) private static var turns: Int { 22 }

  /// Saves or restores what moves; the bounds are configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&position)
    archive.field(&velocity)
    archive.field(&acceleration)
    archive.field(&target)
    archive.field(&targetVelocity)
  }
}
