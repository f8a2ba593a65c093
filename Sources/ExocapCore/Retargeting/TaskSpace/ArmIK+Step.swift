internal import CExocapMath

extension ArmIK {
  /// Moves all joints by one step of `time` [s] towards the targets, inside every bound.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func step(time: Double) -> ArmIK.Report {
    report = ArmIK.Report()
    guard time > 0, time.isFinite else { return report }
    clearProblem(time)
    placeArms()
    for arm in 0..<armCount { addArm(arm, time) }
    addCollisionRows(time)
    boundJoints(time)
    solve()
    for joint in 0..<jointCount {
      let value = unsafe qp.solution[joint]
      // Rounding of position + displacement must not leave the range.
      if unsafe joints[joint].isHeld { continue }
      let limits = unsafe joints[joint].limits
      unsafe joints[joint].position = min(max(joints[joint].position + value, limits.lower), limits.upper)
      unsafe joints[joint].last = value
    }
    return report
  }

  /// The damping and the posture: what does not depend on the arms.
  private mutating func clearProblem(_ time: Double) {
    let stride = BoxQP.capacity
    for row in 0..<jointCount {
      // What two arms have in common only through shared joints is never written where there are none.
      let end = row < qp.border ? qp.border : jointCount
      for column in (row + 1)..<end { unsafe qp.hessian[row * stride + column] = 0 }
      var diagonal = settings.damping
      if row < sharedCount { diagonal += settings.sharedDamping }
      let joint = unsafe joints + row
      var slope = 0.0
      if unsafe joint.pointee.posture == joint.pointee.posture {
        diagonal += settings.postureWeight
        slope = unsafe settings.postureWeight * (joint.pointee.position - joint.pointee.posture)
      }
      let pull = unsafe joint.pointee.pull
      if pull > 0 {
        // With the goal, and towards it as far as that can be braked with half of what the joint may do.
        let move = unsafe joint.pointee.pullMove
        let way = unsafe joint.pointee.position + move - joint.pointee.pullGoal
        let unit = unsafe 0.5 * joint.pointee.limits.acceleration * time * time
        diagonal += pull
        slope += pull * (way * 2 / (1 + Math.sqrt(1 + 2 * way.magnitude / unit)) - move)
      }
      unsafe qp.hessian[row * stride + row] = diagonal
      unsafe qp.gradient[row] = slope
    }
  }

  /// Computes where the arms are and how they move.
  private mutating func placeArms() {
    for index in 0..<armCount {
      let arm = unsafe arms + index
      let offset = unsafe arm.pointee.offset - sharedCount
      let positions = unsafe arm.pointee.chain.positions
      for j in 0..<(unsafe arm.pointee.chain.jointCount) { unsafe positions[j] = joints[j < sharedCount ? j : j + offset].position }
    }
    if armCount == 2 {
      let (first, second) = unsafe (arms, arms + 1)
      unsafe ArmChain.update(&first.pointee.chain, &second.pointee.chain)
    } else {
      unsafe arms[0].chain.update()
    }
  }

  /// Adds an arm's tool and elbow to the problem.
  private mutating func addArm(_ index: Int, _ time: Double) {
    // SAFETY: index < armCount; unknown(…) < jointCount for every joint of the chain.
    let count = unsafe arms[index].chain.jointCount
    let offset = unsafe arms[index].offset - sharedCount
    guard unsafe arms[index].hasTarget else { return }
    let wanted = wantedMotion(index, time)
    let share = unsafe arms[index].share * arms[index].weight
    let (wp, wr) = (settings.positionWeight * share, settings.rotationWeight * share)
    let extra =
      settings.errorDamping
      * (wp * report.positionError[index] * report.positionError[index] + wr * report.rotationError[index] * report.rotationError[index])
    let columns = unsafe arms[index].chain.columns
    let pull = wanted.linear * wp
    let turn = wanted.angular * wr
    for j in 0..<count {
      let row = j < sharedCount ? j : j + offset
      let column = unsafe columns[j]
      unsafe qp.gradient[row] -= column.linear.dot(pull) + column.angular.dot(turn)
      let linear = column.linear * wp
      let angular = column.angular * wr
      let target = unsafe qp.hessian + row * BoxQP.capacity
      for k in j..<count {
        let other = unsafe columns[k]
        unsafe target[k < sharedCount ? k : k + offset] += linear.dot(other.linear) + angular.dot(other.angular)
      }
      unsafe target[row] += extra
    }
    addElbow(index, time)
  }

  /// The tool's motion in this step: the target's own, and of what is missing as much as can be braked into it.
  private mutating func wantedMotion(_ index: Int, _ time: Double) -> Jacobian.Column {
    let arm = unsafe arms + index
    let tool = unsafe arm.pointee.chain.tool
    let target = unsafe arm.pointee.target
    let missing = target.position - tool.position
    let turn = tool.rotation.turn(to: target.rotation)
    report.positionError[index] = missing.length
    report.rotationError[index] = turn.length
    var forward = Vec3.zero
    var forwardTurn = Vec3.zero
    if unsafe arm.pointee.hasBefore {
      let before = unsafe arm.pointee.before
      let move = target.position - before.position
      if move.length <= settings.fastestTarget * time { forward = move }
      let swing = before.rotation.turn(to: target.rotation)
      if swing.length <= settings.fastestTurn * time { forwardTurn = swing }
    }
    unsafe arm.pointee.before = target
    unsafe arm.pointee.hasBefore = true
    return Jacobian.Column(
      linear: forward + ArmIK.braked(missing - forward, settings.approach * time * time),
      angular: forwardTurn + ArmIK.braked(turn - forwardTurn, settings.approachRotation * time * time))
  }

  /// The part of a way that one step may cover so that braking by `unit` a step ends at its end: d + d²/(2 unit) = way.
  @inline(__always)
  private static func braked(_ way: Vec3, _ unit: Double) -> Vec3 {
    way * (2 / (1 + Math.sqrt(1 + 2 * way.length / unit)))
  }

  private mutating func boundJoints(_ time: Double) {
    for index in 0..<jointCount {
      let joint = unsafe joints + index
      if unsafe joint.pointee.isHeld {
        unsafe qp.lower[index] = 0
        unsafe qp.upper[index] = 0
        continue
      }
      let box = unsafe joint.pointee.limits.box(position: joint.pointee.position, last: joint.pointee.last, time: time)
      unsafe qp.lower[index] = box.lower
      unsafe qp.upper[index] = box.upper
      if box.conflict != .none {
        report.conflicts |= 1 &<< UInt32(truncatingIfNeeded: index)
        report.conflict.formUnion(box.conflict)
      }
    }
  }

  private mutating func solve() {
    let outcome = qp.solve()
    report.factorizations = outcome.factorizations
    report.isExact = outcome.isExact
    report.collisionShortfall = qp.worstRowViolation()
    for index in 0..<jointCount {
      let value = unsafe qp.solution[index]
      if unsafe value == qp.lower[index] || value == qp.upper[index] { report.bounded |= 1 &<< UInt32(truncatingIfNeeded: index) }
    }
  }
}
