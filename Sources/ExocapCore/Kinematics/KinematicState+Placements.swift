extension KinematicState {
  /// Forward kinematics: computes the placement of every link in the root frame from the joint positions.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func updatePlacements() {
    // SAFETY: tables and results have linkCount and jointCount entries; indices in the tables were checked by the model,
    // and every parent is less than its child, so it is placed before it is asked for.
    for index in 1..<linkCount {
      let node = unsafe nodes[index]
      var placement = unsafe links[node.parent].placement * node.placement
      switch node.motion {
      case .fixed: break
      case .turning:
        let angle = unsafe node.multiplier * positions[node.joint] + node.offset
        placement.rotation = placement.rotation * Rotation(axis: node.axis, angle: angle)
      case .sliding:
        let distance = unsafe node.multiplier * positions[node.joint] + node.offset
        placement.position = placement * (node.axis * distance)
      }
      unsafe links[index].placement = placement
      unsafe links[index].axis = placement.rotation * node.axis
    }
  }
}
