extension ArmChain {
  /// Does what `update` does for two chains, side by side where they are built alike, as a robot's left and right arms are.
  ///
  /// Each chain has the values of its own `update` to the last bit: only the order between the chains differs.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func update(_ first: inout ArmChain, _ second: inout ArmChain) {
    guard first.likeness != 0, first.likeness == second.likeness else {
      first.update()
      second.update()
      return
    }
    // SAFETY: equal likeness is equal jointCount; all tables have that many entries.
    let body = moveAll(&first, &second)
    let tool = body * PlacementPair(first.toolPlacement, second.toolPlacement)
    (first.tool, second.tool) = (tool.first, tool.second)
    first.placeElbow()
    second.placeElbow()
    for index in 0..<first.jointCount {
      let axis = unsafe Vec3Pair(first.columns[index].angular, second.columns[index].angular)
      let place = unsafe Vec3Pair(first.bodies[index].position, second.bodies[index].position)
      let linear = axis.cross(tool.position - place)
      unsafe first.columns[index].linear = linear.first
      unsafe second.columns[index].linear = linear.second
    }
  }

  /// Places the bodies and the joints' axes; the last body.
  @inline(__always)
  private static func moveAll(_ first: inout ArmChain, _ second: inout ArmChain) -> PlacementPair {
    var body = PlacementPair(first.base, second.base)
    for index in 0..<first.jointCount {
      let (one, other) = unsafe (first.joints + index, second.joints + index)
      let position = unsafe Vec3Pair(one.pointee.placement.position, other.pointee.placement.position)
      body.position = body.position + body.turned(position)
      if unsafe one.pointee.isTurned || other.pointee.isTurned {
        unsafe body.turn(by: one.pointee.placement.rotation, other.pointee.placement.rotation)
      }
      let sign = unsafe SIMD2(one.pointee.sign, other.pointee.sign)
      let angles = unsafe SIMD2(first.positions[index], second.positions[index])
      let axis = unsafe body.turn(about: Int(one.pointee.motion.rawValue), by: sign * angles) * sign
      unsafe first.columns[index].angular = axis.first
      unsafe second.columns[index].angular = axis.second
      unsafe first.bodies[index] = body.first
      unsafe second.bodies[index] = body.second
    }
    return body
  }
}
