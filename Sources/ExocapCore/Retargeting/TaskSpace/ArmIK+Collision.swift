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
    let perUnit = 0.5 / unit
    for index in 0..<collisions.pairCount {
      let watch = unsafe collisions.watches[index]
      let (a, b) = unsafe (collisions.parts + watch.first, collisions.parts + watch.second)
      // Balls around both say of most pairs that they are neither so near that they could have a row nor the nearest.
      let farthest = unsafe ArmIK.farthestRow(watch, closing: a.pointee.speed + b.pointee.speed, perUnit)
      let reach = unsafe a.pointee.reach + b.pointee.reach + max(collisions.clearance, farthest)
      let apart = unsafe b.pointee.middle - a.pointee.middle
      if apart.dot(apart) > reach * reach { continue }
      let near = unsafe Capsule.nearest(a.pointee.from, a.pointee.to, b.pointee.from, b.pointee.to)
      let between = near.second - near.first
      let length = between.length
      let distance = unsafe length - a.pointee.radius - b.pointee.radius
      collisions.clearance = min(collisions.clearance, distance)
      guard distance <= farthest else { continue }
      guard let normal = unsafe length > 1e-9 ? between * (1 / length) : ArmIK.normal(ofCrossing: a.pointee, b.pointee) else { continue }
      let gap = distance - watch.margin
      if distance > watch.active {
        let closing = unsafe normal.dot(ArmIK.way(of: near.first, a.pointee.twist) - ArmIK.way(of: near.second, b.pointee.twist))
        if closing <= 0 || 2 * unit * (gap - 2 * closing) > closing * closing { continue }
      }
      guard let row = qp.addRow(bound: ArmIK.rowBound(gap, unit, settings.collisionRetreat * time)) else {
        report.collisionOverflow += 1
        continue
      }
      unsafe fill(row, b.pointee, near.second, normal)
      unsafe fill(row, a.pointee, near.first, -normal)
    }
    report.collisionRows = qp.rowCount
  }

  /// [m] Pairs farther apart have no row: they are not near, and can brake even if they closed by all of `closing` [m] in the last step.
  /// `perUnit` is half of 1 / what a step of braking takes off a step [1/m].
  ///
  /// No joint closes 15 cm in the time that it takes to brake from what the bounds allow nearby.
  @inline(__always)
  private static func farthestRow(_ watch: SelfCollision.Watch, closing: Double, _ perUnit: Double) -> Double {
    min(max(watch.active, watch.margin + closing * (2 + closing * perUnit)), 0.15)
  }

  /// Rods that cut each other part along what is square to both, whichever way; nil where they lie in one line.
  private static func normal(ofCrossing a: SelfCollision.Part, _ b: SelfCollision.Part) -> Vec3? {
    let across = (a.to - a.from).cross(b.to - b.from)
    let length = across.length
    return length > 1e-9 ? across * (1 / length) : nil
  }

  /// Least motion along the normal: outside the margin as far as can still be braked, inside it slowly back.
  @inline(__always)
  private static func rowBound(_ gap: Double, _ unit: Double, _ retreat: Double) -> Double {
    if gap <= 0 { return min(-0.1 * gap, retreat) }
    return -2 * gap / (1 + Math.sqrt(1 + 2 * gap / unit))
  }

  /// [m] How far a point of a part went in the last step.
  @inline(__always)
  private static func way(of point: Vec3, _ twist: Jacobian.Column) -> Vec3 { twist.linear + twist.angular.cross(point) }

  /// Places the parts, and says how their carriers went in the last step.
  private mutating func placeParts() {
    var twists = InlineArray<22, Jacobian.Column>(repeating: Jacobian.Column(linear: .zero, angular: .zero))
    for index in 0..<armCount {
      let arm = unsafe arms + index
      let moments = unsafe collisions.moments + index * ArmChain.capacity
      let offset = unsafe arm.pointee.offset - sharedCount
      var twist = Jacobian.Column(linear: .zero, angular: .zero)
      for j in 0..<(unsafe arm.pointee.chain.jointCount) {
        let column = unsafe arm.pointee.chain.columns[j]
        let isSliding = unsafe arm.pointee.chain.joints[j].motion == .slide
        let moment = isSliding ? column.linear : unsafe arm.pointee.chain.bodies[j].position.cross(column.angular)
        unsafe moments[j] = moment
        let last = unsafe joints[j < sharedCount ? j : j + offset].last
        twist = Jacobian.Column(linear: twist.linear + moment * last, angular: twist.angular + column.angular * last)
        twists[11 * index + j + 1] = twist
      }
    }
    for index in 0..<collisions.partCount {
      let part = unsafe collisions.parts + index
      let arm = unsafe arms + part.pointee.arm
      let count = unsafe part.pointee.jointCount
      let body = unsafe count > 0 ? arm.pointee.chain.bodies[count - 1] : arm.pointee.chain.base
      let (from, to) = unsafe (body * part.pointee.start, body * part.pointee.end)
      unsafe part.pointee.from = from
      unsafe part.pointee.to = to
      let middle = (from + to) * 0.5
      unsafe part.pointee.middle = middle
      let twist = unsafe twists[11 * part.pointee.arm + count]
      unsafe part.pointee.twist = twist
      // (u + w)² is not over 2 (u² + w²).
      let way = ArmIK.way(of: middle, twist)
      let turned = unsafe twist.angular * (part.pointee.reach - part.pointee.radius)
      unsafe part.pointee.speed = Math.sqrt(2 * (way.dot(way) + turned.dot(turned)))
    }
  }

  /// Adds how a point of a part moves along the normal to a row: n·(m + a × p) = n·m + a·(p × n) for each joint.
  private mutating func fill(_ row: Int, _ part: SelfCollision.Part, _ point: Vec3, _ normal: Vec3) {
    let columns = unsafe arms[part.arm].chain.columns
    let moments = unsafe collisions.moments + part.arm * ArmChain.capacity
    let offset = unsafe arms[part.arm].offset - sharedCount
    let values = unsafe qp.rows + row * BoxQP.capacity
    let lever = point.cross(normal)
    for j in 0..<part.jointCount {
      unsafe values[j < sharedCount ? j : j + offset] += normal.dot(moments[j]) + columns[j].angular.dot(lever)
    }
  }
}
