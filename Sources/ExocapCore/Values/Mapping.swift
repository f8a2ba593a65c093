/// A value of a device's stream, by place.
package struct ValueReference: Sendable, Equatable, BitwiseCopyable {
  package var device: DeviceID
  package var stream: StreamIndex
  package var value: Int

  package init(device: DeviceID, stream: StreamIndex, value: Int) {
    self.device = device
    self.stream = stream
    self.value = value
  }
}

/// Where one robot joint's set-point comes from.
package enum JointMapping: Sendable, Equatable {
  /// No operator joint: the pose at engage is kept.
  case hold
  /// [rad | m] The rig's constant, approached by the limiter.
  case constant(Double)
  /// position = gain · value + offset [rad | m]. A mirrored joint has a negative gain.
  case joint(ValueReference, gain: Double, offset: Double)
  /// Anything richer: several values, a curve, an encoder of one turn.
  case combined(JointCombination)

  /// Every value that the joint depends on, in order: all must be fresh for the joint to be.
  package var sources: [ValueReference] {
    switch self {
    case .hold, .constant: []
    case .joint(let source, _, _): [source]
    case .combined(let combination): combination.terms.map(\.source)
    }
  }
}

/// A joint that several values drive, or one through a curve.
///
/// position = clamp(curve(Σ gainᵢ · angleᵢ + offset)), where angleᵢ is the value, unwrapped where the term says so.
package struct JointCombination: Sendable, Equatable {
  /// 1 … `capacity`: a row of the coupling matrix (differential wrists, flexion sums of a hand).
  package var terms: [MapTerm]
  /// [rad | m] Added to the sum.
  package var offset: Double
  /// The sum's way to the position, both strictly monotone, 2 … `capacity` points; empty: position = sum.
  package var curve: [MapPoint]
  /// [rad | m] The position goes no further than this; nil: wherever the map leads, the limiter stops it.
  package var range: ClosedRange<Double>?

  /// The most terms of one joint, and the most points of one curve.
  package static var capacity: Int { 8 }

  package init(terms: [MapTerm], offset: Double = 0, curve: [MapPoint] = [], range: ClosedRange<Double>? = nil) {
    self.terms = terms
    self.offset = offset
    self.curve = curve
    self.range = range
  }
}

/// One operator value's share in a robot joint.
package struct MapTerm: Sendable, Equatable, BitwiseCopyable {
  package var source: ValueReference
  /// [-] Robot's unit per value's unit.
  package var gain: Double
  /// How the value's turn is found; nil: the value is taken as it is.
  package var turn: TurnRule?

  package init(source: ValueReference, gain: Double = 1, turn: TurnRule? = nil) {
    self.source = source
    self.gain = gain
    self.turn = turn
  }
}

/// How the turn of an encoder that measures one turn is found when its first sample comes.
///
/// From then on changes are added up, each folded to less than half a turn.
package enum TurnRule: Sendable, Equatable, BitwiseCopyable {
  /// [rad] The turn that puts the angle within half a turn of the middle of the joint's travel, which is at most one turn.
  case within(middle: Double)
  /// [rad] The joint travels over more than a turn: unknown until a person holds it at this angle and says so.
  case homed(at: Double)
}

/// One calibrated pose of a curve.
package struct MapPoint: Sendable, Equatable, BitwiseCopyable {
  /// [rad | m] What the operator's side measures.
  package var value: Double
  /// [rad | m] Where the robot's joint is then.
  package var position: Double

  package init(value: Double, position: Double) {
    self.value = value
    self.position = position
  }
}

/// Where one gripper's opening and force come from.
package struct GripMapping: Sendable, Equatable {
  /// The opening: 0 closed … 1 open = clamp(gain · value + offset).
  package var aperture: AxisMapping?
  /// [N] Commanded force = clamp(gain · force + offset, 0 … ceiling).
  package var force: AxisMapping?
  /// [N] At most the profile's.
  package var forceCeiling: Double
  /// How the force is kept gentle.
  package var rules: GripRules

  package init(aperture: AxisMapping?, force: AxisMapping?, forceCeiling: Double, rules: GripRules = GripRules()) {
    self.aperture = aperture
    self.force = force
    self.forceCeiling = forceCeiling
    self.rules = rules
  }
}

/// What keeps a gripper's force gentle; the defaults change nothing. None of it ever delays opening.
package struct GripRules: Sendable, Equatable, BitwiseCopyable {
  /// [N/s] How fast the commanded force may grow; it falls at once. Infinite: no bound.
  package var slew: Double
  /// [N] The operator's force counts as none until it is over this …
  package var deadZoneOn: Double
  /// [N] … and from then on until it is under this; not over `deadZoneOn`.
  package var deadZoneOff: Double
  /// [N] The force that may be held for ever: after squeezing harder for long, the ceiling falls to it. Infinite: no such rule.
  package var holdForce: Double
  /// How long the full ceiling may be squeezed with; less force lasts longer, by the heat of F² over the hold force's.
  package var squeezeTime: Interval
  /// Whether the width stops where the fingers stopped on an object, while the operator squeezes on.
  package var holdsOnContact: Bool

  package init(
    slew: Double = .infinity, deadZoneOn: Double = 0, deadZoneOff: Double = 0, holdForce: Double = .infinity,
    squeezeTime: Interval = .seconds(10), holdsOnContact: Bool = false
  ) {
    self.slew = slew
    self.deadZoneOn = deadZoneOn
    self.deadZoneOff = deadZoneOff
    self.holdForce = holdForce
    self.squeezeTime = squeezeTime
    self.holdsOnContact = holdsOnContact
  }
}

/// An affine map of one value.
package struct AxisMapping: Sendable, Equatable, BitwiseCopyable {
  package var source: ValueReference
  /// Result's unit per value's unit, [-] or [N/N].
  package var gain: Double
  /// [- | N] The result where the value is 0.
  package var offset: Double

  package init(source: ValueReference, gain: Double, offset: Double) {
    self.source = source
    self.gain = gain
    self.offset = offset
  }
}

/// What it takes to engage, and when it ends.
package struct EngagementSettings: Sendable, Equatable {
  /// Groups that the operator may engage.
  package var groups: JointGroups
  /// [rad | m] The largest difference between operator and robot at which a group may engage.
  package var largestMismatch: Double
  /// How long blending from the robot's pose to the operator's takes where they are as far apart as they may be; less takes less.
  package var blend: Interval
  /// The physical act at the rig that confirms: engages while armed.
  package var confirm: [ConfirmAct]
  /// Whether `engage` over the socket engages without a physical act.
  package var isRemoteEngageAllowed: Bool
  /// Whether a lost stream stops all groups (default) or only its own.
  package var doesLossStopAll: Bool
  /// [rad | m] |command - measured| over this for `trackingTime` holds.
  package var largestTrackingError: Double
  package var trackingTime: Interval
  /// Whether the robot's pose is held at full weight while disarmed, or the weight is 0.
  package var holdsWhileDisarmed: Bool
  /// Pedals and buttons that ask something of this robot, at most `Engagement.controlCapacity`.
  package var controls: [BoundControl] = []

  package init(
    groups: JointGroups, largestMismatch: Double, blend: Interval, confirm: [ConfirmAct], isRemoteEngageAllowed: Bool,
    doesLossStopAll: Bool, largestTrackingError: Double, trackingTime: Interval, holdsWhileDisarmed: Bool
  ) {
    self.groups = groups
    self.largestMismatch = largestMismatch
    self.blend = blend
    self.confirm = confirm
    self.isRemoteEngageAllowed = isRemoteEngageAllowed
    self.doesLossStopAll = doesLossStopAll
    self.largestTrackingError = largestTrackingError
    self.trackingTime = trackingTime
    self.holdsWhileDisarmed = holdsWhileDisarmed
  }
}

/// A physical act: a value of a device that goes over a threshold.
package struct ConfirmAct: Sendable, Equatable, BitwiseCopyable {
  package var source: ValueReference
  /// [N | -] The act is done when the value rises over this.
  package var over: Double
  /// What it confirms.
  package var groups: JointGroups

  package init(source: ValueReference, over: Double, groups: JointGroups) {
    self.source = source
    self.over = over
    self.groups = groups
  }
}

/// Bounds of what is sent, one for each joint of the profile.
package struct LimitSettings: Sendable, Equatable {
  /// [rad/s | m/s] At most the actuator's rating.
  package var velocity: [Double]
  /// [rad/s² | m/s²] At most this much faster or slower each second.
  package var acceleration: [Double]
  /// [rad/s³ | m/s³] How fast the acceleration may change.
  package var jerk: [Double]
  /// [rad | m] Kept free at both ends of each joint's travel.
  ///
  /// A slide of 4 cm and a turn of 3 rad cannot share one number.
  package var margin: [Double]
  /// Where hands and elbows may be: on the inner side of all of these.
  package var workspace: [HalfSpace] = []
  /// Whether arms stop before parts of the body meet; only where the profile says which.
  package var stopsBeforeCollision = true

  package init(velocity: [Double], acceleration: [Double], jerk: [Double], margin: [Double]) {
    self.velocity = velocity
    self.acceleration = acceleration
    self.jerk = jerk
    self.margin = margin
  }
}

/// All that lies on one side of a plane.
package struct HalfSpace: Sendable, Equatable, BitwiseCopyable {
  /// [m] A point of the plane, in the axes of the robot's root.
  package var point: Vec3
  /// [-] Unit vector into what is allowed.
  package var inward: Vec3

  package init(point: Vec3, inward: Vec3) {
    self.point = point
    self.inward = inward
  }
}
