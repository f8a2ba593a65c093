/// What one kind of robot is: its joints in the order of the wire, and its kinematics. It has no numbers of one unit.
package struct RobotProfile: Sendable, Equatable {
  package var name: String
  package var title: String
  /// Where the numbers come from: file, revision, licence.
  package var source: String
  /// Every actuated joint in the order of commands and states, at most 64.
  package var joints: [RobotJoint]
  /// Grippers of hand groups; at most one a group.
  package var grippers: [Gripper]
  /// Links and joints, fixed ones too. Empty where no source gives them.
  package var kinematics: RobotKinematics
  /// Dexterous hands, each a tree of its own; at most one a hand group.
  package var hands: [HandModel]
  /// Of each arm group that the retargeters can drive.
  package var armFrames: [JointGroup: ArmFrames]
  /// Nil where nothing is suggested.
  package var suggested: SuggestedLimits?
  /// Rods that stand for the body where it could meet itself; empty where no one gives them.
  package var body: [BodyCapsule]
  /// Those of them that must stay apart, by name.
  package var apart: [CapsulePair]

  package init(
    name: String, title: String, source: String, joints: [RobotJoint], grippers: [Gripper], kinematics: RobotKinematics,
    hands: [HandModel] = [], armFrames: [JointGroup: ArmFrames] = [:], suggested: SuggestedLimits? = nil, body: [BodyCapsule] = [],
    apart: [CapsulePair] = []
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.joints = joints
    self.grippers = grippers
    self.kinematics = kinematics
    self.hands = hands
    self.armFrames = armFrames
    self.suggested = suggested
    self.body = body
    self.apart = apart
  }

  /// Names joints and their order on the wire: CRC-32C of the joint names, each followed by a newline.
  /// Both ends of a link refuse one another where it differs.
  package var jointMapHash: UInt32 {
    var bytes: [UInt8] = []
    for joint in joints { bytes += Array(joint.name.utf8) + [0x0A] }
    return CRC32C().checksum(of: bytes.span)
  }
}

/// One actuated joint of a robot.
package struct RobotJoint: Sendable, Equatable {
  package var name: String
  package var group: JointGroup
  /// [rad | m]
  package var lower: Double
  package var upper: Double
  /// [rad/s | m/s] The actuator's rating.
  package var velocity: Double
  /// [N·m | N] The actuator's rating.
  package var effort: Double
  /// [N·m/rad | N/m] Stiffness that a teleoperation stack sends; its source stands in the profile.
  package var kp: Double
  /// [N·m·s/rad | N·s/m]
  package var kd: Double

  package init(
    name: String, group: JointGroup, lower: Double, upper: Double, velocity: Double, effort: Double, kp: Double, kd: Double
  ) {
    self.name = name
    self.group = group
    self.lower = lower
    self.upper = upper
    self.velocity = velocity
    self.effort = effort
    self.kp = kp
    self.kd = kd
  }
}

/// A gripper: one joint of a hand group whose position is the opening.
package struct Gripper: Sendable, Equatable {
  package var group: JointGroup
  /// The joint of the profile that opens it.
  package var joint: String
  /// [m | rad] Its joint's position when closed and when open; either may be the larger.
  package var closed: Double
  package var open: Double
  /// [N] The most that it may be told to squeeze with.
  package var forceCeiling: Double

  package init(group: JointGroup, joint: String, closed: Double, open: Double, forceCeiling: Double) {
    self.group = group
    self.joint = joint
    self.closed = closed
    self.open = open
    self.forceCeiling = forceCeiling
  }
}

/// Bounds that a robot's profile suggests, well under its ratings; a rig takes them by `limits: suggested`.
package struct SuggestedLimits: Sendable, Equatable {
  /// Where the numbers come from.
  package var source: String
  /// For each joint of the profile.
  package var limits: LimitSettings
  /// [m/s] The fastest that a hand should go. Infinite where nothing is suggested.
  package var handSpeed: Double
  /// A source older than this: its group holds.
  package var holdAfter: Interval
  /// A source older than this: its group lets go.
  package var releaseAfter: Interval

  package init(
    source: String, limits: LimitSettings, handSpeed: Double = .infinity, holdAfter: Interval = .milliseconds(50),
    releaseAfter: Interval = .milliseconds(500)
  ) {
    self.source = source
    self.limits = limits
    self.handSpeed = handSpeed
    self.holdAfter = holdAfter
    self.releaseAfter = releaseAfter
  }
}

/// A rod with round ends that stands for a part of the body.
package struct BodyCapsule: Sendable, Equatable {
  /// Unique among the robot's.
  package var name: String
  /// The link that it is fixed to.
  package var link: String
  /// [m] Its ends in the link's frame; the same point for a ball.
  package var from: Vec3
  package var to: Vec3
  /// [m]
  package var radius: Double

  package init(name: String, link: String, from: Vec3, to: Vec3, radius: Double) {
    self.name = name
    self.link = link
    self.from = from
    self.to = to
    self.radius = radius
  }
}

/// Two parts of the body that must not meet, by name.
package struct CapsulePair: Sendable, Equatable {
  package var first: String
  package var second: String

  package init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }
}
