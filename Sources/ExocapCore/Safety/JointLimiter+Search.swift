internal import CExocapMath

// Which velocities a step may have: conditions that are all monotone in the step's velocity, and the search for the last one that holds them.

extension JointLimiter {
  // MARK: What most steps show without a square root

  /// Whether a step that ends on the goal rests within the tolerance of it, seen at a glance; false says nothing.
  @inline(__always)
  func surelyRestsAtGoal(_ stepVelocity: Double, _ plan: Plan) -> Bool {
    let relative = abs(stepVelocity - plan.goalVelocity)
    let after = abs((stepVelocity - velocity) * plan.rate - plan.goalAcceleration)
    let ramp = after * inverseJerk
    let peak = relative + after * ramp * 0.5
    let half = 0.5 * JointLimiter.tolerance
    // peak·√(peak/J) squared.
    return peak * peak * peak * inverseJerk < half * half && relative * ramp + after * ramp * ramp * (1.0 / 3) < half
  }

  /// Whether a step keeps the velocity and can be stopped before both limits, seen at a glance; false says nothing.
  ///
  /// The trapezoid's distance v/2·(v/A + A/J) is over the triangle's v·√(v/J) for every v: a mean of two numbers is not under the root of
  /// their product.
  @inline(__always)
  func surelyKeepsLimits(_ stepVelocity: Double, _ plan: Plan) -> Bool {
    let speed = abs(stepVelocity)
    let after = abs(stepVelocity - velocity) * plan.rate
    let ramp = after * inverseJerk
    let peak = speed + after * ramp * 0.5
    let reached = position + stepVelocity * plan.time
    let coasted = speed * (ramp + plan.time) + after * ramp * ramp * (1.0 / 3) + 0.5 * peak * (peak * inverseAcceleration + rampTime)
    let most = coasted + JointLimiter.hair
    return reached + most < highest && reached - most > lowest && peak + after * plan.time < share * bounds.velocity
  }

  // MARK: Conditions

  /// [rad | m] By how much a step would be too fast to stop at the upper limit, or to keep the velocity; 0 or less: by nothing.
  func excessAbove(_ stepVelocity: Double, _ plan: Plan) -> Double {
    let after = (stepVelocity - velocity) * plan.rate
    let time = plan.time
    let reach = position + stepVelocity * time + stoppingDistance(stepVelocity, after) + max(stepVelocity, 0) * time - highest
    guard stepVelocity > 0 else { return reach }
    let peak = after > 0 ? stepVelocity + after * after * 0.5 * inverseJerk + after * time : stepVelocity
    return max(reach, (peak - share * bounds.velocity) * time)
  }

  /// [rad | m] The same at the lower limit.
  func excessBelow(_ stepVelocity: Double, _ plan: Plan) -> Double {
    let after = (stepVelocity - velocity) * plan.rate
    let time = plan.time
    let reach = lowest - (position + stepVelocity * time - stoppingDistance(-stepVelocity, -after) + min(stepVelocity, 0) * time)
    guard stepVelocity < 0 else { return reach }
    let peak = after < 0 ? -stepVelocity + after * after * 0.5 * inverseJerk - after * time : -stepVelocity
    return max(reach, (peak - share * bounds.velocity) * time)
  }

  /// The velocity nearest to `wanted` from which the joint can rest on the goal [rad/s | m/s]: farther is an overshoot, whichever side it
  /// is approached from.
  ///
  /// Newton's method, aimed at the middle of what is near enough, is there in two or three steps; else `lastGood` searches.
  mutating func restAtGoal(_ wanted: Double, _ plan: Plan, low: Double, high: Double) -> Double {
    var rest = restAfter(wanted, plan)
    let side: Double = rest.position > plan.goal ? 1 : -1
    let beyond = side * (rest.position - plan.goal) - JointLimiter.tolerance
    if !(beyond > 0) { return wanted }
    // A fiftieth of what the joint is behind is near enough: the next step comes closer.
    let behind = plan.goal - position - plan.goalVelocity * plan.time
    let slack = max(JointLimiter.hair, 0.02 * abs(behind))
    var tried = wanted
    var excess = beyond
    for _ in 0..<JointLimiter.newtonSteps {
      tried -= side * (excess + 0.5 * slack) / rest.slope
      if !(tried >= low && tried <= high) { break }
      rest = restAfter(tried, plan)
      excess = side * (rest.position - plan.goal) - JointLimiter.tolerance
      if excess <= 0 && excess >= -slack { return tried }
    }
    return lastGood(from: side > 0 ? low : high, to: wanted, excess: beyond, slack: slack) {
      side * (restAfter($0, plan).position - plan.goal) - JointLimiter.tolerance
    }
  }

  /// Where the joint comes to rest, seen from the moving target, if it brakes after a step of that velocity [rad | m], and how much farther
  /// for each unit of the velocity [s].
  @inline(__always)
  func restAfter(_ stepVelocity: Double, _ plan: Plan) -> Rest {
    let relative = stepVelocity - plan.goalVelocity
    let after = (stepVelocity - velocity) * plan.rate - plan.goalAcceleration
    let isForth = after >= 0
    let way = coast(isForth ? relative : -relative, isForth ? after : -after, plan.rate)
    return Rest(
      position: position + stepVelocity * plan.time + (isForth ? way.position : -way.position), slope: plan.time + way.slope)
  }

  /// A resting point [rad | m], and its change with the step's velocity [s].
  struct Rest {
    var position: Double
    var slope: Double
  }

  /// [rad | m] A quarter of what the wire can tell apart at 1 rad.
  @inline(__always) static var tolerance: Double { 3e-8 }

  /// How far the joint goes on in the positive direction until it can rest, braking with the planned deceleration and jerk.
  ///
  /// A velocity v₁ without acceleration is stopped over v₁·√(v₁/J) where the deceleration stays below A (triangle), else over
  /// v₁/2·(v₁/A + A/J) (trapezoid). A positive acceleration is first taken away; a negative one is a brake already begun.
  func stoppingDistance(_ v: Double, _ a: Double) -> Double {
    let jerk = plannedJerk
    if a >= 0 {
      let ramp = a * inverseJerk
      let peak = v + a * ramp / 2
      if peak <= 0 { return 0 }
      return max(0, v * ramp + a * ramp * ramp * (1.0 / 3) + restDistance(peak).position)
    }
    if v <= 0 { return 0 }
    let ramp = -a * inverseJerk
    let peak = v - a * ramp / 2
    if v < -a * ramp / 2 { return min(restDistance(v).position, -2 * v * v / a) }
    let covered = peak * ramp - jerk * ramp * ramp * ramp * (1.0 / 6)
    return max(0, restDistance(peak).position - covered)
  }

  /// How far the joint moves in all until it can rest [rad | m]: `stoppingDistance(v, a) - stoppingDistance(-v, -a)` for a ≥ 0, of which
  /// one is nothing but while a joint that still moves back is already accelerated forth. Its slope is that over v, with which a goes as
  /// rate · v.
  @inline(__always)
  private func coast(_ v: Double, _ a: Double, _ rate: Double) -> Rest {
    let ramp = a * inverseJerk
    let gained = a * ramp / 2
    let (rampSlope, gainedSlope) = (rate * inverseJerk, ramp * rate)
    if v < 0 && -v >= gained {
      let q = gained - v
      let rest = restDistance(q)
      let way = rest.position - (q * ramp - plannedJerk * ramp * ramp * ramp * (1.0 / 6))
      let slope = (1 - gainedSlope) * (rest.slope - ramp) + q * rampSlope - 0.5 * ramp * gainedSlope
      return Rest(position: -max(0, way), slope: slope)
    }
    let rest = restDistance(v + gained)
    var forth = Rest(
      position: max(0, v * ramp + a * ramp * ramp * (1.0 / 3) + rest.position),
      slope: ramp + v * rampSlope + ramp * gainedSlope + rest.slope * (1 + gainedSlope))
    if v >= 0 { return forth }
    let back = restDistance(-v)
    forth.position -= min(back.position, 2 * v * v / a)
    forth.slope += back.slope
    return forth
  }

  @inline(__always)
  func restDistance(_ v: Double) -> Rest {
    if v <= plannedAcceleration * rampTime {
      let root = exocap_sqrt(v * inverseJerk)
      return Rest(position: v * root, slope: 1.5 * root)
    }
    return Rest(position: v / 2 * (v * inverseAcceleration + rampTime), slope: v * inverseAcceleration + 0.5 * rampTime)
  }

  /// The velocity nearest to `bad`, whose excess is `known` [rad | m], whose own excess is not over 0 and not over `slack` under it, seen
  /// from `good`; `good` itself where its own excess is over 0.
  ///
  /// The ITP method (Oliveira and Takahashi, ACM TOMS 2020): as few turns as a secant takes where the excess is smooth, never more
  /// than two over bisection. What is returned has been tried and found good.
  @inline(__always)
  func lastGood(from good: Double, to bad: Double, excess known: Double, slack: Double, excess: (Double) -> Double) -> Double {
    let enough = -max(JointLimiter.hair, slack)
    var (a, b) = (good, bad)
    // The root that is looked for lies a hair inside, so that what is near it is good.
    var fa = excess(a) + JointLimiter.hair
    if !(fa <= JointLimiter.hair) { return a }
    var fb = known + JointLimiter.hair
    let width = abs(b - a)
    let nudging = JointLimiter.nudge / width
    var reach = width
    for _ in 0..<JointLimiter.turns {
      let length = abs(b - a)
      if fa >= enough || length <= width * JointLimiter.resolution { break }
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
  @inline(__always) static var hair: Double { 1e-9 }
  /// [-] How far a secant's point is moved to the middle, of the square of what is left.
  @inline(__always) static var nudge: Double { 0.1 }
  /// Of the reachable velocities: 2^-20 of 2·A·T is far below what the wire can tell apart.
  @inline(__always) static var resolution: Double { 0x1p-20 }
  @inline(__always) static var turns: Int { 22 }
  @inline(__always) static var newtonSteps: Int { 4 }
}
