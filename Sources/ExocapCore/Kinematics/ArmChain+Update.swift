extension ArmChain {
  /// Computes bodies, tool, elbow and the tool's Jacobian from the joints' positions.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func update() {
    // SAFETY: all tables have jointCount entries.
    var body = base
    for index in 0..<jointCount {
      let joint = unsafe joints + index
      unsafe ArmChain.move(&body, joint, positions[index])
      unsafe bodies[index] = body
      let axis = unsafe ArmChain.axis(body.rotation, joint)
      unsafe columns[index].angular = axis
    }
    tool = body * toolPlacement
    placeElbow()
    for index in 0..<jointCount {
      let axis = unsafe columns[index].angular
      let isSliding = unsafe joints[index].motion == .slide
      let place = unsafe bodies[index].position
      unsafe columns[index].linear = isSliding ? axis : axis.cross(tool.position - place)
      if isSliding { unsafe columns[index].angular = .zero }
    }
  }

  @inline(__always)
  mutating func placeElbow() {
    let elbowBody = elbowJointCount > 0 ? unsafe bodies[elbowJointCount - 1] : base
    elbow = elbowBody * elbowPoint
  }

  /// Computes bodies and tool alone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func updatePlacements() {
    // SAFETY: as in update.
    var body = base
    for index in 0..<jointCount {
      unsafe ArmChain.move(&body, joints + index, positions[index])
      unsafe bodies[index] = body
    }
    tool = body * toolPlacement
  }

  /// From the frame of the body before a joint to that of the body after it.
  @inline(__always)
  static func move(_ body: inout Placement, _ joint: UnsafeMutablePointer<Joint>, _ position: Double) {
    let place = unsafe joint.pointee.placement.position
    body.position = body.position + body.rotation * place
    if unsafe joint.pointee.isTurned { unsafe body.rotation = body.rotation * joint.pointee.placement.rotation }
    if unsafe joint.pointee.motion == .slide {
      unsafe body.position = body.position + body.rotation * joint.pointee.axis * position
      return
    }
    let (s, c) = unsafe Math.sincos(joint.pointee.sign * position)
    let old = body.rotation
    switch unsafe joint.pointee.motion {
    case .aboutX:
      body.rotation.y = old.y * c + old.z * s
      body.rotation.z = old.z * c - old.y * s
    case .aboutY:
      body.rotation.z = old.z * c + old.x * s
      body.rotation.x = old.x * c - old.z * s
    case .aboutZ:
      body.rotation.x = old.x * c + old.y * s
      body.rotation.y = old.y * c - old.x * s
    case .aboutAxis: unsafe body.rotation = old * Rotation(axis: joint.pointee.axis, angle: position)
    case .slide: break
    }
  }

  /// A joint's axis in the outer frame.
  @inline(__always)
  static func axis(_ rotation: Rotation, _ joint: UnsafeMutablePointer<Joint>) -> Vec3 {
    switch unsafe joint.pointee.motion {
    case .aboutX: unsafe rotation.x * joint.pointee.sign
    case .aboutY: unsafe rotation.y * joint.pointee.sign
    case .aboutZ: unsafe rotation.z * joint.pointee.sign
    case .aboutAxis, .slide: unsafe rotation * joint.pointee.axis
    }
  }
}
