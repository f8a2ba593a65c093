/// What the robot says of itself, as the loop knows it in one tick.
package struct RobotView: BitwiseCopyable, Sendable {
  /// [rad | m] Measured positions; NaN where never measured.
  package var position: JointVector = .absent
  /// Whether the state is within its deadline.
  package var isFresh: Bool = false
  /// Whether the gate has granted us the lease.
  package var hasLease: Bool = false

  package init() {}
}

extension Engagement {
  /// One tick: finds each group's inputs, and writes goals [rad | m] for the limiter.
  ///
  /// - Parameters:
  ///   - wanted: where the operator wants each joint.
  ///   - limiter: says where each joint stands and rests; joints whose group has no weight are seeded with the measured pose.
  package mutating func tick(
    now: Timestamp, time: Double, wanted: inout JointVector, robot: inout RobotView, streams: inout StreamTable,
    limiter: inout CommandLimiter, grips: inout GripRetargeter, goal: inout JointVector
  ) {
    var acted = takeControls(&streams, now: now)
    acted.formUnion(takeActs(&streams, now: now))
    sources.look(&streams, now: now)
    var lossOfAny = Reason.none
    var losses = InlineArray<7, Reason>(repeating: .none)
    for index in 0..<JointGroup.count {
      assess(index, wanted: &wanted, robot: &robot, limiter: &limiter)
      losses[index] = loss(index, now: now, wanted: &wanted, robot: &robot)
      if losses[index] != .none && (groups[index].state.isActive || groups[index].state == .holding) { lossOfAny = losses[index] }
    }
    for index in 0..<JointGroup.count {
      drive(index, now: now, acted: acted, loss: losses[index], lossOfAny: lossOfAny)
      weigh(index, time: time, hasLease: robot.hasLease)
      noteStart(index, limiter: &limiter, wanted: &wanted, robot: &robot)
    }
    aim(now: now, wanted: &wanted, robot: &robot, limiter: &limiter, grips: &grips, goal: &goal)
  }

  /// The groups whose physical act began in this tick: a value that was seen below its threshold is over it now.
  ///
  /// What is not fresh counts as over it, so that neither a jammed button nor one that comes back pressed is an act.
  private mutating func takeActs(_ streams: inout StreamTable, now: Timestamp) -> JointGroups {
    var groups = JointGroups.none
    for index in 0..<actCount {
      let act = acts[index]
      let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
      let isFresh = streams.isFresh(act.source, at: now)
      let isOver = !isFresh || !(streams.value(act.source) <= act.over)
      if isFresh && isOver && wasActed & bit == 0 { groups.formUnion(act.groups) }
      wasActed = isOver ? wasActed | bit : wasActed & ~bit
    }
    return groups
  }

  /// Finds what keeps the group from engaging, its mismatch and its worst joint.
  private mutating func assess(
    _ index: Int, wanted: inout JointVector, robot: inout RobotView, limiter: inout CommandLimiter
  ) {
    var obstacle = sources.hasForce(index) ? Obstacle.none : .notMapped
    var worst = 0.0
    var worstJoint: Int32 = -1
    var staleJoint: Int32 = -1
    let isStanding = groups[index].weight > 0
    for joint in 0..<jointCount where Int(groupOf[joint]) == index {
      guard sources.isMapped(joint) else { continue }
      if obstacle == .notMapped { obstacle = .none }
      guard sources.isFresh(joint), wanted[joint].isFinite else {
        if staleJoint < 0 { staleJoint = Int32(truncatingIfNeeded: joint) }
        continue
      }
      let reference = isStanding ? limiter.position(joint) : robot.position[joint]
      let difference = abs(wanted[joint] - reference)
      if difference > worst || !difference.isFinite { (worst, worstJoint) = (difference, Int32(truncatingIfNeeded: joint)) }
      if wanted[joint] < lower[joint] || wanted[joint] > upper[joint] { obstacle = .outsideLimits }
    }
    let isHand = index == Int(JointGroup.leftHand.rawValue) || index == Int(JointGroup.rightHand.rawValue)
    let isClose = worst <= settings.largestMismatch
    if obstacle == .outsideLimits && isClose { obstacle = .none }
    if obstacle == .none && !isClose && !isHand { obstacle = .mismatch }
    // From here on each obstacle hides those before it.
    if sources.hasForce(index) && !sources.isForceFresh(index) { obstacle = .notFresh }
    if staleJoint >= 0 { (obstacle, worstJoint) = (.notFresh, staleJoint) }
    if !robot.hasLease { obstacle = .noLease }
    if !robot.isFresh { obstacle = .robotStale }
    if isStopLost { obstacle = .stopControlLost }
    groups[index].mismatch = worst
    groups[index].worstJoint = worstJoint
    groups[index].obstacle = obstacle
  }

  /// Why an active group must stop now; `.none` where it need not.
  private mutating func loss(_ index: Int, now: Timestamp, wanted: inout JointVector, robot: inout RobotView) -> Reason {
    if !robot.isFresh { return .robotStale }
    if !robot.hasLease { return .leaseLost }
    if isStopLost { return .stopControlLost }
    for joint in 0..<jointCount where Int(groupOf[joint]) == index {
      // What is fresh and yet no number (a joint that must be homed again) says no more than what is gone.
      if sources.isMapped(joint) && !(sources.isFresh(joint) && wanted[joint].isFinite) { return .streamStale }
    }
    if sources.hasForce(index) && !sources.isForceFresh(index) { return .streamStale }
    // While holding, the robot is back only when it is close again, however short the time that it was not.
    let isHolding = groups[index].state == .holding
    let errorSince = groups[index].errorSince
    if errorSince != .never && (isHolding || now - errorSince > settings.trackingTime) { return .trackingError }
    return .none
  }

  /// Feeds the inputs of this tick to one group.
  private mutating func drive(_ index: Int, now: Timestamp, acted: JointGroups, loss: Reason, lossOfAny: Reason) {
    let group = JointGroups(rawValue: 1 &<< UInt8(truncatingIfNeeded: index))
    let isActed = !acted.isDisjoint(with: group)
    switch groups[index].state {
    case .disarmed, .faulted: break
    case .aligning:
      if now > groups[index].armedUntil {
        move(index, .disarm, .armingTimedOut, now)
      } else if groups[index].obstacle == .none {
        if isActed || settings.isRemoteEngageAllowed {
          move(index, .confirm, isActed ? .physicalAct : .operatorRequest, now)
        } else {
          groups[index].obstacle = .awaitingAct
        }
      }
    case .blending, .engaged:
      if loss != .none {
        move(index, .lost, loss, now)
      } else if lossOfAny != .none && settings.doesLossStopAll {
        move(index, .lost, .otherGroupLost, now)
      } else if groups[index].state == .blending && (now - groups[index].since).seconds >= groups[index].blendTime {
        move(index, .blended, .blendDone, now)
      }
    case .holding:
      if groups[index].isFrozen { break }
      let isBack = loss == .none && (lossOfAny == .none || !settings.doesLossStopAll)
      if isBack && groups[index].obstacle == .none {
        move(index, .recovered, .backInTime, now)
      } else if now - groups[index].since > Engagement.recoveryTime {
        move(index, .expired, .notBackInTime, now)
      }
    case .releasing:
      if groups[index].weight == 0 || (settings.holdsWhileDisarmed && !isLeaving) { move(index, .released, .weightDown, now) }
    }
  }

  /// Moves the group's weight towards what its state asks for.
  ///
  /// Without a lease nothing is sent, and the robot may stand elsewhere when it is granted again: then a disarmed group starts anew.
  private mutating func weigh(_ index: Int, time: Double, hasLease: Bool) {
    let isOurs = settings.groups.rawValue & (1 &<< UInt8(truncatingIfNeeded: index)) != 0
    let step = Engagement.releaseRate * time
    switch groups[index].state {
    case .disarmed, .aligning:
      if !hasLease {
        groups[index].weight = 0
        return
      }
      let goal = isOurs && settings.holdsWhileDisarmed && !isLeaving && hasPose(index) ? 1.0 : 0.0
      groups[index].weight += min(max(goal - groups[index].weight, -step), step)
    case .blending, .engaged, .holding: break
    case .releasing, .faulted: groups[index].weight = max(0, groups[index].weight - step)
    }
  }

  /// Whether every joint of the group has a pose to hold.
  private mutating func hasPose(_ index: Int) -> Bool {
    for joint in 0..<jointCount where Int(groupOf[joint]) == index && !rest[joint].isFinite { return false }
    return true
  }

  /// Notes where the joints come to rest where the group stopped following, and where they stand where it begins to.
  ///
  /// By what happened and not by the state before the tick: requests change states before it.
  private mutating func noteStart(
    _ index: Int, limiter: inout CommandLimiter, wanted: inout JointVector, robot: inout RobotView
  ) {
    let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: index)
    let hasStopped = stopped & bit != 0
    let hasStarted = started & bit != 0 && groups[index].state == .blending
    stopped &= ~bit
    started &= ~bit
    guard hasStopped || hasStarted else { return }
    var farthest = 0.0
    for joint in 0..<jointCount where Int(groupOf[joint]) == index {
      if hasStopped { rest[joint] = limiter.restingPoint(joint) }
      guard hasStarted else { continue }
      // Reset, armed and confirmed in one tick, a grip that was being opened without weight would begin to count at its speed.
      if groups[index].weight == 0 && robot.isFresh { limiter.seed(joint, at: robot.position[joint]) }
      start[joint] = limiter.position(joint)
      if wanted[joint].isFinite { farthest = max(farthest, abs(wanted[joint] - start[joint])) }
    }
    if hasStarted { groups[index].blendTime = blendTime(over: farthest) }
  }

  /// [s] The rig's `blend` is what the largest mismatch takes, and less takes its share of it; no joint passes `blendSpeed`.
  private func blendTime(over farthest: Double) -> Double {
    let longest = settings.blend.seconds
    let share = farthest < settings.largestMismatch ? farthest / settings.largestMismatch : 1
    // Two by two: more arguments would be an array.
    return max(max(min(longest, Engagement.shortestBlend), longest * share), 1.875 * farthest / Engagement.blendSpeed)
  }

  /// Writes each joint's goal.
  private mutating func aim(
    now: Timestamp, wanted: inout JointVector, robot: inout RobotView, limiter: inout CommandLimiter, grips: inout GripRetargeter,
    goal: inout JointVector
  ) {
    for joint in 0..<jointCount {
      let index = Int(groupOf[joint])
      let state = groups[index].state
      switch state {
      case .disarmed, .aligning:
        if groups[index].weight == 0 {
          if robot.isFresh { limiter.seed(joint, at: robot.position[joint]) }
          rest[joint] = limiter.position(joint)
        } else if !rest[joint].isFinite {
          rest[joint] = limiter.position(joint)
        }
        goal[joint] = rest[joint]
      case .blending, .engaged:
        let target = wanted[joint].isFinite ? wanted[joint] : start[joint]
        let share = state == .engaged ? 1.0 : blendShare(index, now: now)
        goal[joint] = share == 1 ? target : start[joint] + share * (target - start[joint])
      case .holding, .releasing, .faulted:
        if state == .holding && groups[index].weight == 0 {
          // Lost in the tick after the act, before it had any weight: what comes next begins where the robot is.
          if robot.isFresh { limiter.seed(joint, at: robot.position[joint]) }
          rest[joint] = limiter.position(joint)
        } else if sources.isFresh(joint) {
          // What was opened stays open; a stream that is gone neither opens nor closes anything.
          rest[joint] = grips.moreOpen(rest[joint], wanted[joint], joint: joint)
        }
        goal[joint] = rest[joint]
      }
    }
    for index in 0..<JointGroup.count where groups[index].state.isActive {
      groups[index].weight = max(groups[index].weight, groups[index].state == .engaged ? 1 : blendShare(index, now: now))
    }
  }

  /// 0 … 1 The quintic 10τ³ - 15τ⁴ + 6τ⁵: velocity and acceleration are 0 at both ends. Source: Flash and Hogan 1985.
  private mutating func blendShare(_ index: Int, now: Timestamp) -> Double {
    let length = max(groups[index].blendTime, 1e-3)
    let t = min(max((now - groups[index].since).seconds / length, 0), 1)
    return t * t * t * (10 + t * (6 * t - 15))
  }

  /// Takes note of how well the robot follows, after the command of this tick is known.
  package mutating func noteTracking(now: Timestamp, command: inout Command, robot: inout RobotView) {
    for index in 0..<JointGroup.count {
      var isFar = false
      let isWatched = groups[index].state.isActive || groups[index].state == .holding
      if isWatched && groups[index].weight > 0.99 {
        for joint in 0..<jointCount where Int(groupOf[joint]) == index && sources.isMapped(joint) {
          let isHand = index == Int(JointGroup.leftHand.rawValue) || index == Int(JointGroup.rightHand.rawValue)
          if !isHand && abs(command.q[joint] - robot.position[joint]) > settings.largestTrackingError { isFar = true }
        }
      }
      if !isFar {
        groups[index].errorSince = .never
      } else if groups[index].errorSince == .never {
        groups[index].errorSince = now
      }
    }
  }
}
