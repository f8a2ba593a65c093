/// Brings an arm of seven joints to an operator's directions: shoulder–elbow–wrist matching (cf. SEW-Mimic, arXiv 2602.01632).
///
/// Joints 1 and 2 turn the upper arm, 3 and 4 the forearm, 5 to 7 the hand: each group is solved in closed form for the axes
/// that it has. Where axes do not meet in one point the groups are solved a fixed number of times with the exact geometry of
/// the turn before. Where the upper arm stands along the first axis, or the forearm along the third, there is no one answer,
/// and near it what is left over says so. A mode of its own, and a seed for `ArmIK`. Memory is allocated once; one thread at a time.
@safe
package struct DirectionMatch: ~Copyable {
  /// Turns over all groups: on a G1 the rest is under 1e-10 by then, away from straight arms.
  package static var turns: Int { 12 }
  /// [rad] A turn that moves no joint farther is the last.
  private static var still: Double { 1e-11 }
  /// [-] Squared sine of the angle between two axes under which they cannot be told apart.
  private static var straight: Double { 1e-9 }

  private var chain: ArmChain
  /// [rad] By joint of the chain.
  private var lower = InlineArray<7, Double>(repeating: 0)
  private var upper = InlineArray<7, Double>(repeating: 0)
  /// [rad] Where the joints are after the last `match`, within their limits.
  package private(set) var joints = InlineArray<7, Double>(repeating: 0)

  /// `cut` has seven joints; its elbow point is where the elbow's joint is.
  package init(_ model: KinematicModel, _ cut: ArmChain.Cut) throws(KinematicError) {
    let arm = try ArmChain(model, cut)
    guard arm.jointCount == 7 else { throw .chain(base: model.linkNames[cut.base], tip: model.linkNames[cut.tip]) }
    var (least, most) = (InlineArray<7, Double>(repeating: 0), InlineArray<7, Double>(repeating: 0))
    for joint in 0..<7 {
      least[joint] = max(arm.lower(joint), -.pi)
      most[joint] = min(arm.upper(joint), .pi)
    }
    (lower, upper) = (least, most)
    chain = arm
  }

  /// Where the base of the chain is in the root frame.
  package mutating func setBase(_ base: Placement) { chain.base = base }

  /// The arm's directions with its joints at `positions` [rad].
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func directions(at positions: InlineArray<7, Double>) -> ArmDirections {
    place(positions)
    return ArmDirections(upper: unit(upperArm()), fore: unit(forearm()), hand: chain.tool.rotation)
  }

  /// Moves the joints to the directions, beginning from `start` [rad], which also says which of several answers is meant.
  ///
  /// The greatest angle [rad] that is left over between wanted and reached is returned.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func match(_ wanted: ArmDirections, from start: InlineArray<7, Double>) -> Double {
    joints = start
    place(joints)
    for _ in 0..<DirectionMatch.turns {
      let before = joints
      turnPair(0, upperArm(), to: wanted.upper)
      place(joints)
      turnPair(2, forearm(), to: wanted.fore)
      place(joints)
      // From one tick to the next a few turns are enough.
      var farthest = 0.0
      for joint in 0..<4 { farthest = max(farthest, (joints[joint] - before[joint]).magnitude) }
      if farthest < DirectionMatch.still { break }
    }
    // What is before the wrist does not depend on it.
    turnHand(to: wanted.hand)
    place(joints)
    let hand = chain.tool.rotation.turn(to: wanted.hand).length
    return max(max(angle(upperArm(), wanted.upper), angle(forearm(), wanted.fore)), hand)
  }

  private mutating func place(_ positions: InlineArray<7, Double>) {
    for joint in 0..<7 { unsafe chain.positions[joint] = positions[joint] }
    chain.update()
  }

  /// [m] From where the shoulder's axes meet best to the elbow.
  private func upperArm() -> Vec3 { unsafe chain.bodies[3].position - chain.bodies[1].position }
  /// [m] From the elbow to the wrist.
  private func forearm() -> Vec3 { unsafe chain.bodies[5].position - chain.bodies[3].position }

  private func unit(_ v: Vec3) -> Vec3 { v * (1 / max(v.length, 1e-12)) }
  private func angle(_ a: Vec3, _ b: Vec3) -> Double { Math.atan2(a.cross(b).length, a.dot(b)) }

  /// Turns joints `first` and `first + 1` so that `now`, fixed after the second, points to `goal`: Paden and Kahan's second problem.
  ///
  /// Of the two answers the one nearer to where the joints are; where the goal's cone is missed, the nearest point on it.
  private mutating func turnPair(_ first: Int, _ now: Vec3, to goal: Vec3) {
    let (outer, inner) = unsafe (chain.columns[first].angular, chain.columns[first + 1].angular)
    let (u, v) = (unit(now), unit(goal))
    let c = outer.dot(inner)
    let (a, b) = (outer.dot(v), inner.dot(u))
    let area = 1 - c * c
    guard area > DirectionMatch.straight else { return }
    let (alpha, beta) = ((a - c * b) / area, (b - c * a) / area)
    let rest = (1 - alpha * alpha - beta * beta - 2 * alpha * beta * c) / area
    let side = Math.sqrt(max(rest, 0))
    let flat = outer * alpha + inner * beta
    var bestOuter = 0.0
    var bestInner = 0.0
    var least = Double.infinity
    for sign in 0..<2 {
      let middle = flat + outer.cross(inner) * (sign == 0 ? side : -side)
      let x = fold(joints[first] + turnAbout(outer, middle, v), first)
      let y = fold(joints[first + 1] + turnAbout(inner, u, middle), first + 1)
      // Beside the way to go, what the limits cut off counts ten times.
      let cut = (x - clamped(x, first)).magnitude + (y - clamped(y, first + 1)).magnitude
      let cost = (x - joints[first]).magnitude + (y - joints[first + 1]).magnitude + 10 * cut
      if cost < least {
        least = cost
        bestOuter = x
        bestInner = y
      }
    }
    joints[first] = clamped(bestOuter, first)
    joints[first + 1] = clamped(bestInner, first + 1)
  }

  /// Turns the last three joints so that the tool stands as wanted: two for the last axis, one about it.
  private mutating func turnHand(to goal: Rotation) {
    let last = unsafe chain.columns[6].angular
    // The last axis in the tool's own frame, which does not change.
    let own = chain.tool.rotation.inverse * last
    turnPair(4, last, to: goal * own)
    place(joints)
    let axis = unsafe chain.columns[6].angular
    let helper = axis.x.magnitude < 0.7 ? Vec3(1, 0, 0) : Vec3(0, 1, 0)
    let now = axis.cross(helper)
    let there = goal * (chain.tool.rotation.inverse * now)
    joints[6] = clamped(fold(joints[6] + turnAbout(axis, now, there), 6), 6)
  }

  /// [rad] About `axis`, from `a` to `b`.
  private func turnAbout(_ axis: Vec3, _ a: Vec3, _ b: Vec3) -> Double {
    let (p, q) = (a - axis * axis.dot(a), b - axis * axis.dot(b))
    if p.dot(p) < 1e-20 || q.dot(q) < 1e-20 { return 0 }
    return Math.atan2(axis.dot(p.cross(q)), p.dot(q))
  }

  /// Adds or takes whole turns to get within the limits, or near them.
  private func fold(_ angle: Double, _ joint: Int) -> Double {
    let middle = 0.5 * (lower[joint] + upper[joint])
    return middle + Math.wrapAngle(angle - middle)
  }

  private func clamped(_ angle: Double, _ joint: Int) -> Double { min(max(angle, lower[joint]), upper[joint]) }
}
