extension ArmIK {
  /// Watches for collisions from the next step on.
  package mutating func setCollisions(_ collisions: consuming SelfCollision) { self.collisions = collisions }

  /// [m] The least distance between two capsules' surfaces in the last step; infinite where none is watched.
  package func clearance() -> Double { collisions.clearance }

  /// Adds a row for each pair that is near, or so fast that it must begin to brake.
  ///
  /// n·(v_b - v_a) ≥ -(what may be covered so that the margin is still kept by braking): the joints' own bounds on acceleration
  /// would else make a row that begins too late impossible.
  mutating func addCollisionRows(_ time: Double) {
    qp.removeRows()
    collisions.clearance = .infinity
    guard collisions.pairCount > 0 else { return }
    placeParts()
    let unit = settings.collisionBraking * time * time
    for index in 0..<collisions.pairCount {
      let watch = unsafe collisions.watches[index]
      let (a, b) = unsafe (collisions.parts[watch.first], collisions.parts[watch.second])
      let near = Capsule.nearest(a.from, a.to, b.from, b.to)
      let between = near.second - near.first
      let length = between.length
      let distance = length - a.radius - b.radius
      collisions.clearance = min(collisions.clearance, distance)
      // No joint closes 10 cm in the time that it takes to brake from what the bounds allow nearby.
      guard distance < ArmIK.farthestRow else { continue }
      // Rods that cut each other part along what is square to both, whichever way.
      let across = length > 1e-9 ? between : (a.to - a.from).cross(b.to - b.from)
      guard across.length > 1e-9 else { continue }
      let normal = across * (1 / across.length)
      let gap = distance - watch.margin
      guard let row = qp.addRow(bound: ArmIK.rowBound(gap, unit, settings.collisionRetreat * time)) else {
        report.collisionOverflow += 1
        continue
      }
      fill(row, b, near.second, normal, 1)
      fill(row, a, near.first, normal, -1)
      let closing = -lastMotion(row)
      if distance > watch.active, closing <= 0 || 2 * unit * (gap - 2 * closing) > closing * closing { qp.removeLastRow() }
    }
    report.collisionRows = qp.rowCount
  }

  /// [m] How far the last step went along a row.
  private func lastMotion(_ row: Int) -> Double {
    let values = unsafe qp.rows + row * BoxQP.capacity
    var sum = 0.0
    for joint in 0..<jointCount { unsafe sum += values[joint] * joints[joint].last }
    return sum
  }

  /// [m] Pairs farther apart have no row.
  private static var farthestRow: Double { 0.15 }

  /// Least motion along the normal: outside the margin as far as can still be braked, inside it slowly back.
  @inline(__always)
  private static func rowBound(_ gap: Double, _ unit: Double, _ retreat: Double) -> Double {
    if gap <= 0 { return min(-0.1 * gap, retreat) }
    return -2 * gap / (1 + Math.sqrt(1 + 2 * gap / unit))
  }

  private mutating func placeParts() {
    for index in 0..<collisions.partCount {
      let part = unsafe collisions.parts + index
      let arm = unsafe arms + part.pointee.arm
      let count = unsafe part.pointee.jointCount
      let body = unsafe count > 0 ? arm.pointee.chain.bodies[count - 1] : arm.pointee.chain.base
      unsafe part.pointee.from = body * part.pointee.start
      unsafe part.pointee.to = body * part.pointee.end
    }
  }

  /// Adds how a point of a part moves along the normal, times `sign`, to a row.
  private mutating func fill(_ row: Int, _ part: SelfCollision.Part, _ point: Vec3, _ normal: Vec3, _ sign: Double) {
    let arm = unsafe arms + part.arm
    let offset = unsafe arm.pointee.offset - sharedCount
    let values = unsafe qp.rows + row * BoxQP.capacity
    for j in 0..<part.jointCount {
      let joint = unsafe arm.pointee.chain.joints + j
      let body = unsafe arm.pointee.chain.bodies[j]
      let axis = unsafe ArmChain.axis(body.rotation, joint)
      let move = unsafe joint.pointee.motion == .slide ? axis : axis.cross(point - body.position)
      unsafe values[j < sharedCount ? j : j + offset] += sign * normal.dot(move)
    }
  }
}
