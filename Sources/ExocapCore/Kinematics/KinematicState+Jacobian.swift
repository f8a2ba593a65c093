extension KinematicState {
  /// Computes the Jacobian of the point `point` [m] of a link, given in the link's own frame.
  ///
  /// Mimic joints count into the column of the joint that they follow.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func updateJacobian(_ jacobian: inout Jacobian, link: Int, point: Vec3) {
    precondition(link >= 0 && link < linkCount, "no such link")
    precondition(jacobian.jointCount == jointCount, "a Jacobian belongs to one model")
    // SAFETY: link is in range and every parent is less than its child, so all indices are; joints are in range by init.
    for joint in 0..<jacobian.jointCount {
      unsafe jacobian.columns[joint] = Jacobian.Column(linear: .zero, angular: .zero)
    }
    let place = unsafe links[link].placement * point
    var index = link
    while index > 0 {
      let node = unsafe nodes[index]
      let axis = unsafe links[index].axis * node.multiplier
      switch node.motion {
      case .fixed: break
      case .turning:
        let arm = unsafe place - links[index].placement.position
        unsafe jacobian.columns[node.joint].linear = jacobian.columns[node.joint].linear + axis.cross(arm)
        unsafe jacobian.columns[node.joint].angular = jacobian.columns[node.joint].angular + axis
      case .sliding:
        unsafe jacobian.columns[node.joint].linear = jacobian.columns[node.joint].linear + axis
      }
      index = node.parent
    }
  }
}
