extension KinematicState {
  /// Computes what each joint must give to hold the robot still.
  ///
  /// `acceleration` is that of a falling body [m/s²] in the root frame: (0, 0, -9.81) where the root stands upright.
  /// Holding torque = -(axis × (moment - mass · origin)) · acceleration over all that hangs from the joint.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func updateGravity(acceleration: Vec3) {
    gatherMasses()
    // SAFETY: tables and results have linkCount and jointCount entries; indices in the tables were checked by the model.
    for joint in 0..<jointCount { unsafe gravityTorques[joint] = 0 }
    for index in 1..<linkCount {
      let node = unsafe nodes[index]
      let link = unsafe links[index]
      let torque: Double
      switch node.motion {
      case .fixed: continue
      case .turning: torque = link.axis.cross(link.moment - link.placement.position * link.mass).dot(acceleration)
      case .sliding: torque = link.axis.dot(acceleration) * link.mass
      }
      unsafe gravityTorques[node.joint] -= node.multiplier * torque
    }
  }

  /// Computes the diagonal of the mass matrix: what each joint moves when it alone accelerates.
  ///
  /// Exact for mimic joints on branches of their own (fingers); one that hangs from the joint it follows misses the cross term.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func updateInertias() {
    gatherMasses()
    // SAFETY: as in updateGravity; every parent is less than its child, so a child is complete before it is added.
    for index in 0..<linkCount {
      let node = unsafe nodes[index]
      let placement = unsafe links[index].placement
      let own = node.inertia.turned(by: placement.rotation)
      unsafe links[index].inertia = own + .point(mass: node.mass, at: placement * node.centre)
    }
    for joint in 0..<jointCount { unsafe inertias[joint] = 0 }
    for step in 1..<linkCount {
      let index = linkCount - step
      let node = unsafe nodes[index]
      let link = unsafe links[index]
      unsafe links[node.parent].inertia = links[node.parent].inertia + link.inertia
      let inertia: Double
      switch node.motion {
      case .fixed: continue
      case .turning:
        // Sum of m |axis × (r - p)|²: the axis through the root's origin, moved to p.
        let arm = link.axis.cross(link.placement.position)
        let about = link.axis.dot(link.inertia * link.axis)
        inertia = about - 2 * link.axis.cross(link.moment).dot(arm) + link.mass * arm.dot(arm)
      case .sliding: inertia = link.mass
      }
      unsafe inertias[node.joint] += node.multiplier * node.multiplier * inertia
    }
  }

  /// Adds up mass and mass times centre of each link and all that hangs from it, leaves first.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  private mutating func gatherMasses() {
    // SAFETY: as in updateGravity.
    for index in 0..<linkCount {
      let node = unsafe nodes[index]
      unsafe links[index].mass = node.mass
      unsafe links[index].moment = links[index].placement * node.centre * node.mass
    }
    for step in 1..<linkCount {
      let index = linkCount - step
      let parent = unsafe nodes[index].parent
      unsafe links[parent].mass += links[index].mass
      unsafe links[parent].moment = links[parent].moment + links[index].moment
    }
  }
}
