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
/// Most steps need none: JointLimiter+Search.swift says which, and how the others are found.
package struct JointLimiter: BitwiseCopyable, Sendable {
  package let bounds: JointBounds
  /// Position limits on the wire's own grid, rounded inwards.
  let lowest: Double
  let highest: Double
  /// Braking is planned with less than the bounds allow, so that the wire's grid and uneven ticks cannot break the plan.
  let plannedAcceleration: Double
  let plannedJerk: Double
  /// 1 / plannedJerk, 1 / plannedAcceleration, and the time that the jerk takes to the deceleration: divisions are what a step costs most.
  let inverseJerk: Double
  let inverseAcceleration: Double
  let rampTime: Double

  /// [rad | m] What was sent last, as decoded.
  package private(set) var position: Double
  /// [rad/s | m/s] (last - one before) / its time.
  package private(set) var velocity: Double
  /// [rad/s² | m/s²]
  package private(set) var acceleration: Double
  private var target: Double
  /// [rad/s | m/s] As the goal moved in the last step.
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
    let plan = aim(at: goal, time)
    let range = reachable(time)
    advance(velocity: chooseVelocity(plan, range, &clipping), range, time: time)
    return clipping
  }

  /// The goal with the motion that it is taken to have, and remembers it.
  ///
  /// A goal whose velocity changes faster than the joint's own could is noise or a step. Of such a one only what two steps have in common
  /// is followed: to chase each count of a noisy sensor would swing the joint by many of them.
  @inline(__always)
  private mutating func aim(at goal: Double, _ time: Double) -> Plan {
    let rate = 1 / time
    let moved = clamp((goal - target) * rate, bounds.velocity)
    let before = targetVelocity
    target = goal
    targetVelocity = moved
    let change = (moved - before) * rate
    if abs(change) <= bounds.acceleration {
      return Plan(goal: goal, goalVelocity: moved, goalAcceleration: change, time: time, rate: rate)
    }
    let common = moved * before > 0 ? (abs(moved) < abs(before) ? moved : before) : 0
    return Plan(goal: goal, goalVelocity: common, goalAcceleration: 0, time: time, rate: rate)
  }

  /// Moves one step of `time` [s] of coming to rest as soon as may be.
  ///
  /// Not a step towards the resting point: that one moves as the brake takes hold, and a target that moves is followed.
  package mutating func brake(time: Double) -> Clipping {
    var clipping = Clipping.none
    target = restingPoint()
    targetVelocity = 0
    let plan = Plan(goal: target, goalVelocity: 0, goalAcceleration: 0, time: time, rate: 1 / time)
    let range = reachable(time)
    advance(velocity: chooseVelocity(plan, range, &clipping), range, time: time)
    return clipping
  }

  /// What one step aims at.
  struct Plan {
    var goal: Double
    var goalVelocity: Double
    var goalAcceleration: Double
    var time: Double
    /// [1/s] 1 / time.
    var rate: Double
  }

  /// [rad/s | m/s] The velocities that a step may have, a hair inside for the wire's grid.
  private struct Range {
    var low: Double
    var high: Double
  }

  @inline(__always)
  private func clamp(_ value: Double, _ limit: Double) -> Double { min(max(value, -limit), limit) }

  /// What acceleration and jerk allow in this step.
  @inline(__always)
  private func reachable(_ time: Double) -> Range {
    let low = velocity + max(-bounds.acceleration, acceleration - bounds.jerk * time) * time
    let high = velocity + min(bounds.acceleration, acceleration + bounds.jerk * time) * time
    return Range(low: low, high: high)
  }

  /// Mutating, like what it calls, so that nothing of the joint is copied: a copy costs more than the choice.
  private mutating func chooseVelocity(_ plan: Plan, _ range: Range, _ clipping: inout Clipping) -> Double {
    let needed = (plan.goal - position) * plan.rate
    var chosen = needed
    if needed > range.high || needed < range.low {
      chosen = min(max(needed, range.low), range.high)
      let rate = abs(chosen - velocity) * plan.rate
      clipping.insert(rate >= bounds.acceleration * 0.999999 ? .acceleration : .jerk)
    }
    // Rest on the target: farther is an overshoot, whichever side it is approached from.
    if chosen != needed || !surelyRestsAtGoal(chosen, plan) { chosen = restAtGoal(chosen, plan, low: range.low, high: range.high) }
    if !surelyKeepsLimits(chosen, plan) { chosen = keepLimits(chosen, plan, range, &clipping) }
    if chosen != needed && clipping == .none { clipping.insert(.acceleration) }
    return chosen
  }

  /// The velocity nearest to `wanted` from which the joint can still stop before its limits [rad/s | m/s].
  private mutating func keepLimits(_ wanted: Double, _ plan: Plan, _ range: Range, _ clipping: inout Clipping) -> Double {
    let above = excessAbove(wanted, plan)
    if above > 0 {
      noteVelocity(wanted, &clipping)
      return lastGood(from: range.low, to: wanted, excess: above, slack: 0) { excessAbove($0, plan) }
    }
    let below = excessBelow(wanted, plan)
    if below > 0 {
      noteVelocity(wanted, &clipping)
      return lastGood(from: range.high, to: wanted, excess: below, slack: 0) { excessBelow($0, plan) }
    }
    return wanted
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
  private mutating func advance(velocity chosen: Double, _ range: Range, time: Double) {
    let exact = position + chosen * time
    var next = Float(min(max(exact, lowest), highest))
    var reached = (Double(next) - position) / time
    for _ in 0..<4 {
      if reached > min(range.high, bounds.velocity) && Double(next.nextDown) >= lowest {
        next = next.nextDown
      } else if reached < max(range.low, -bounds.velocity) && Double(next.nextUp) <= highest {
        next = next.nextUp
      } else {
        break
      }
      reached = (Double(next) - position) / time
    }
    acceleration = (reached - velocity) / time
    velocity = reached
    position = Double(next)
  }

  /// Saves or restores what moves; the bounds are configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&position)
    archive.field(&velocity)
    archive.field(&acceleration)
    archive.field(&target)
    archive.field(&targetVelocity)
  }
}
