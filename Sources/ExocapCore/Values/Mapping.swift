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
package enum JointMapping: Sendable, Equatable, BitwiseCopyable {
  /// No operator joint: the pose at engage is kept.
  case hold
  /// [rad | m] The rig's constant, approached by the limiter.
  case constant(Double)
  /// position = gain · value + offset [rad | m]. A mirrored joint has a negative gain.
  case joint(ValueReference, gain: Double, offset: Double)
}

/// Where one gripper's opening and force come from.
package struct GripMapping: Sendable, Equatable {
  /// The opening: 0 closed … 1 open = clamp(gain · value + offset).
  package var aperture: AxisMapping?
  /// [N] Commanded force = clamp(gain · force + offset, 0 … ceiling).
  package var force: AxisMapping?
  /// [N] At most the profile's.
  package var forceCeiling: Double

  package init(aperture: AxisMapping?, force: AxisMapping?, forceCeiling: Double) {
    self.aperture = aperture
    self.force = force
    self.forceCeiling = forceCeiling
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
  /// How long blending from the robot's pose to the operator's takes.
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

  package init(velocity: [Double], acceleration: [Double], jerk: [Double], margin: [Double]) {
    self.velocity = velocity
    self.acceleration = acceleration
    self.jerk = jerk
    self.margin = margin
  }
}
