/// A robot's tree of links as its maker describes it: plain values with names, read from a profile or a URDF elsewhere.
///
/// Order is the file's and carries no meaning; `KinematicModel` sorts and checks. Conventions are URDF's.
package struct RobotKinematics: Sendable, Equatable {
  /// The rigid bodies, in any order.
  ///
  /// Exactly one of them, the root, is no joint's child.
  package var links: [Link]
  /// What connects them, in any order: each link but the root is the child of exactly one joint.
  package var joints: [Joint]

  package init(links: [Link], joints: [Joint]) {
    self.links = links
    self.joints = joints
  }

  /// How a joint moves its child link.
  package enum JointKind: String, Sendable, CaseIterable {
    /// Does not move.
    case fixed
    /// Turns about its axis between limits.
    case revolute
    /// Turns about its axis without limits of position.
    case continuous
    /// Slides along its axis between limits.
    case prismatic
  }

  /// A joint that follows another: position = multiplier × position of `joint` + offset.
  package struct Mimic: Sendable, Equatable {
    /// The name of the joint that is followed; it follows none itself.
    package var joint: String
    /// [-] Follower's unit per leader's unit.
    package var multiplier: Double
    /// [rad] or [m], as the follower moves.
    package var offset: Double

    package init(joint: String, multiplier: Double, offset: Double) {
      self.joint = joint
      self.multiplier = multiplier
      self.offset = offset
    }
  }

  /// A joint: the place of a child link in its parent link's frame, and the one direction in which it may move.
  package struct Joint: Sendable, Equatable {
    /// Unique among the joints.
    package var name: String
    /// How it moves.
    package var kind: JointKind
    /// Name of the link that it hangs from.
    package var parentLink: String
    /// Name of the link that it moves.
    package var childLink: String
    /// [m] Place of the child frame in the parent link's frame at position zero.
    package var origin: Vec3
    /// [rad] Roll, pitch, yaw about the parent's fixed x, y, z: R = Rz(yaw) Ry(pitch) Rx(roll).
    package var rollPitchYaw: Vec3
    /// [-] Direction of motion in the child frame, any length but zero (the model normalizes it).
    ///
    /// Meaningless for `fixed`.
    package var axis: Vec3
    /// [rad] or [m] Lowest position; -infinity where there is none (continuous, fixed).
    package var lower: Double
    /// [rad] or [m] Highest position; +infinity where there is none.
    package var upper: Double
    /// [rad/s] or [m/s] Highest speed; +infinity where there is none.
    package var velocity: Double
    /// [N·m] or [N] Highest torque or force; +infinity where there is none.
    package var effort: Double
    /// What it follows; nil where it moves on its own.
    package var mimic: Mimic?

    package init(
      name: String, kind: JointKind, parentLink: String, childLink: String,
      origin: Vec3 = .zero, rollPitchYaw: Vec3 = .zero, axis: Vec3 = Vec3(1, 0, 0),
      lower: Double = -.infinity, upper: Double = .infinity,
      velocity: Double = .infinity, effort: Double = .infinity, mimic: Mimic? = nil
    ) {
      self.name = name
      self.kind = kind
      self.parentLink = parentLink
      self.childLink = childLink
      self.origin = origin
      self.rollPitchYaw = rollPitchYaw
      self.axis = axis
      self.lower = lower
      self.upper = upper
      self.velocity = velocity
      self.effort = effort
      self.mimic = mimic
    }
  }

  /// Moments of inertia about the centre of mass.
  package struct Inertia: Sendable, Equatable {
    /// [kg·m²] Moment about x.
    package var ixx: Double
    /// [kg·m²] Product of x and y: minus the integral of x·y.
    package var ixy: Double
    /// [kg·m²] Product of x and z, same sign.
    package var ixz: Double
    /// [kg·m²] Moment about y.
    package var iyy: Double
    /// [kg·m²] Product of y and z, same sign.
    package var iyz: Double
    /// [kg·m²] Moment about z.
    package var izz: Double

    package init(ixx: Double, ixy: Double, ixz: Double, iyy: Double, iyz: Double, izz: Double) {
      self.ixx = ixx
      self.ixy = ixy
      self.ixz = ixz
      self.iyy = iyy
      self.iyz = iyz
      self.izz = izz
    }

    /// Of a point mass.
    package static var zero: Inertia { Inertia(ixx: 0, ixy: 0, ixz: 0, iyy: 0, iyz: 0, izz: 0) }
  }

  /// A rigid body.
  ///
  /// A link without inertial facts has mass zero.
  package struct Link: Sendable, Equatable {
    /// Unique among the links.
    package var name: String
    /// [kg] Zero where the source gives none.
    package var mass: Double
    /// [m] Centre of mass in the link's frame.
    package var centre: Vec3
    /// Inertia about the centre, in the frame turned by `inertiaRollPitchYaw`.
    package var inertia: Inertia
    /// [rad] Turns the inertia's axes in the link's frame, as `Joint.rollPitchYaw` does.
    package var inertiaRollPitchYaw: Vec3

    package init(
      name: String, mass: Double = 0, centre: Vec3 = .zero, inertia: Inertia = .zero, inertiaRollPitchYaw: Vec3 = .zero
    ) {
      self.name = name
      self.mass = mass
      self.centre = centre
      self.inertia = inertia
      self.inertiaRollPitchYaw = inertiaRollPitchYaw
    }
  }
}
