/// One arm of a robot, cut out of its model for the solvers: what load-time knows and ticks do not ask.
package struct RobotArm: Sendable {
  /// What the solvers need of the arm's chain.
  package var cut: ArmChain.Cut
  /// Where the chain's base is in the root frame with all joints at zero.
  package var base: Placement
  /// [m] The shoulder in the root frame, in the same pose.
  package var shoulder: Vec3
  /// [m] From shoulder to hand along the bones.
  package var length: Double

  /// Cuts the arm of `group` out of `model`.
  ///
  /// A locked waist is not part of it: the arm hangs from the link that carries it, wherever that goes.
  package init(
    _ model: KinematicModel, profile: RobotProfile, group: JointGroup, frames: ArmFrames, waist: WaistMode
  ) throws(RetargetingError) {
    let tip = try RetargetingError.link(frames.wrist, of: model)
    let elbow = try RetargetingError.link(frames.elbow, of: model)
    let shoulderLink = try RetargetingError.link(frames.shoulder, of: model)
    var groups: [String: JointGroup] = [:]
    for joint in profile.joints { groups[joint.name] = joint.group }
    var base: Int?
    var link = tip
    while link != 0 {
      let node = model.nodes[link]
      if node.motion != .fixed {
        let name = model.jointNames[node.joint]
        let own = groups[name]
        if own == group || (own == .waist && waist == .coupled) { base = node.parent } else if base == nil { throw .unknownJoint(name) }
      }
      link = node.parent
    }
    guard let base else { throw .noModel(group) }
    cut = ArmChain.Cut(base: base, tip: tip, tool: frames.toolPlacement, elbowLink: elbow)
    var state = KinematicState(model)
    state.updatePlacements()
    self.base = state.placement(link: base)
    shoulder = state.placement(link: shoulderLink).position
    length = state.length(shoulderLink, elbow) + state.length(elbow, tip) + frames.tool.length
  }

  /// What each joint of the model may do in a solver: a hair less than the limiter lets through, so that it follows.
  package static func limits(of model: KinematicModel, robot: RigRobot) -> [StepLimits] {
    model.jointNames.enumerated().map { joint, name in
      guard let index = robot.profile.joints.firstIndex(where: { $0.name == name }) else {
        let limits = model.limits[joint]
        return StepLimits(lower: limits.lower, upper: limits.upper, velocity: 1, acceleration: 1)
      }
      let (profile, limits) = (robot.profile.joints[index], robot.limits)
      return StepLimits(
        lower: profile.lower + limits.margin[index], upper: profile.upper - limits.margin[index],
        velocity: solverShare * limits.velocity[index], acceleration: solverShare * limits.acceleration[index])
    }
  }

  /// [-] Of the limiter's bounds.
  private static var solverShare: Double { 0.98 }
}
