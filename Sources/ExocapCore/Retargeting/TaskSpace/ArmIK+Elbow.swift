extension ArmIK {
  /// Adds the swivel task: the elbow turns about the line from shoulder to wrist towards the operator's direction.
  ///
  /// One row t·J_e, t the elbow's direction of travel, with the way along it as its error: near a straight arm the way itself
  /// goes to zero, and the weight fades too, on both sides, since the direction is noise there.
  mutating func addElbow(_ index: Int, _ time: Double) {
    let arm = unsafe arms + index
    let hint = unsafe arm.pointee.elbowDirection
    let count = unsafe arm.pointee.chain.elbowJointCount
    let reach = hint.length
    guard reach > 1e-6, settings.elbowWeight > 0, count > sharedCount else { return }
    let shoulder = unsafe arm.pointee.chain.bodies[min(sharedCount + 1, count - 1)].position
    let line = unsafe arm.pointee.chain.wrist - shoulder
    let length = line.length
    guard length > 1e-6 else { return }
    let axis = line * (1 / length)
    let arm0 = unsafe arm.pointee.chain.elbow - shoulder
    let off = arm0 - axis * axis.dot(arm0)
    let across = hint - axis * axis.dot(hint)
    let (radius, span) = (off.length, across.length)
    guard radius > 1e-6, span > 1e-6 else { return }
    let travel = axis.cross(off) * (1 / radius)
    let angle = Math.atan2(travel.dot(across), off.dot(across) / radius)
    let most = settings.elbowSpeed * time
    let way = radius * min(max(angle, -most), most)
    let fade = ArmIK.smoothStep(radius / settings.elbowFade) * ArmIK.smoothStep(span / settings.elbowFade)
    let weight = settings.elbowWeight * fade
    let offset = unsafe arm.pointee.offset - sharedCount
    var ways = InlineArray<10, Double>(repeating: 0)
    for j in sharedCount..<count { ways[j] = unsafe travel.dot(arm.pointee.chain.elbowColumn(j)) }
    for j in sharedCount..<count {
      let row = j + offset
      let slope = ways[j] * weight
      unsafe qp.gradient[row] -= slope * way
      for k in j..<count {
        unsafe qp.hessian[row * BoxQP.capacity + k + offset] += slope * ways[k]
      }
    }
  }

  /// 0 at 0, 1 from 1 on, 3x² - 2x³ between.
  @inline(__always)
  static func smoothStep(_ x: Double) -> Double {
    let t = min(max(x, 0), 1)
    return t * t * (3 - 2 * t)
  }
}
