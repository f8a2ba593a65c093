internal import ExocapCore

/// Two fingers that one drive moves alike, and what they touch.
struct SimulatedGripper {
  /// The hand's joint group.
  let group: JointGroup
  /// The servo of the fingers, by its place in the profile.
  let joint: Int
  /// The link that carries the fingers, by its number in the kinematics.
  let link: Int
  /// [m] The middle of the pads in that link's frame.
  let point: Vec3
  /// [rad] or [m] The joint's position with the pads together.
  let closed: Double
  /// [m/rad] or [1] How far each pad moves from the middle by the joint's position; negative where closed is the larger.
  let lever: Double
  /// [N] The most that it squeezes with.
  let forceCeiling: Double
  var contact = GripContact()
  var forces = GripContact.Forces()

  /// Finds a profile's gripper in its kinematics; nil where its joint is not there.
  ///
  /// A finger's pad is taken to be at its centre of mass, the middle of the grip at the same place across the
  /// fingers' way.
  init?(_ gripper: Gripper, joint: Int, kinematics: RobotKinematics, model: KinematicModel) {
    guard let slide = kinematics.joints.first(where: { $0.name == gripper.joint }), slide.kind != .fixed,
      let finger = kinematics.links.first(where: { $0.name == slide.childLink }),
      let link = model.link(named: slide.parentLink)
    else { return nil }
    group = gripper.group
    self.joint = joint
    self.link = link
    let axis = slide.axis * (1 / slide.axis.length)
    let along = axis * axis.dot(finger.centre)
    let origin = Placement(rotation: Rotation(rollPitchYaw: slide.rollPitchYaw), position: slide.origin)
    // A sliding finger's pad stands off along its way; a turning one's arm is what turns.
    let isSliding = slide.kind == .prismatic
    point = origin * (isSliding ? finger.centre - along : finger.centre)
    let arm = isSliding ? 1 : max(0.01, (finger.centre - along).length)
    closed = gripper.closed
    lever = gripper.open > gripper.closed ? arm : -arm
    forceCeiling = gripper.forceCeiling
  }
}
