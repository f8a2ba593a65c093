// Quality/ judges episodes: it measures what the taps carry, holds it against thresholds, and says GOOD, CHECK or BAD with its reasons.
// It knows no file, no thread, no clock and no wire protocol; live and from a recording it sees the same records.

/// What is wrong with one sample or one tick. The bits stand in recordings: they never change their meaning.
package struct QualityFlags: OptionSet, BitwiseCopyable, Sendable, Hashable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static var none: QualityFlags { QualityFlags(rawValue: 0) }
  /// More than 2.5 nominal periods since the one before.
  package static var gap: QualityFlags { QualityFlags(rawValue: 1) }
  /// The device's own counter did not advance.
  package static var duplicate: QualityFlags { QualityFlags(rawValue: 1 << 1) }
  /// Arrived or measured before the one before it.
  package static var backwards: QualityFlags { QualityFlags(rawValue: 1 << 2) }
  /// Older on arrival than the threshold `age` allows.
  package static var old: QualityFlags { QualityFlags(rawValue: 1 << 3) }
  /// A value was not measured, or is not plausible.
  package static var invalid: QualityFlags { QualityFlags(rawValue: 1 << 4) }
  /// A value is at the end of its range.
  package static var saturated: QualityFlags { QualityFlags(rawValue: 1 << 5) }
  /// A value stands still while its neighbours move.
  package static var stuck: QualityFlags { QualityFlags(rawValue: 1 << 6) }
  /// A value jumped faster than it can move; where the calibration refused it, in the sample before.
  package static var jump: QualityFlags { QualityFlags(rawValue: 1 << 7) }
  /// Records were lost before this one.
  package static var lost: QualityFlags { QualityFlags(rawValue: 1 << 8) }
  /// The tick came more than half a period late.
  package static var lateTick: QualityFlags { QualityFlags(rawValue: 1 << 16) }
  /// A stream that the robot follows was older than its deadline.
  package static var stale: QualityFlags { QualityFlags(rawValue: 1 << 17) }
  /// A joint was held at the end of its travel.
  package static var limitContact: QualityFlags { QualityFlags(rawValue: 1 << 18) }
  /// A joint was far behind the operator, at a limit of speed, acceleration or jerk.
  package static var speedLimited: QualityFlags { QualityFlags(rawValue: 1 << 19) }
  /// An arm was braked before a plane or before the robot's body.
  package static var braked: QualityFlags { QualityFlags(rawValue: 1 << 20) }
  /// The operator squeezed as hard as the robot may, or harder.
  package static var forceLimited: QualityFlags { QualityFlags(rawValue: 1 << 21) }
  /// The robot was silent, or its lease was not ours.
  package static var robotAway: QualityFlags { QualityFlags(rawValue: 1 << 22) }
  /// The robot did not follow.
  package static var notFollowing: QualityFlags { QualityFlags(rawValue: 1 << 23) }
  /// No joint group followed the operator.
  package static var notEngaged: QualityFlags { QualityFlags(rawValue: 1 << 24) }
  /// Emergency stop.
  package static var stopped: QualityFlags { QualityFlags(rawValue: 1 << 25) }

  /// Every bit with its name in recordings, in order.
  package static let names: [(QualityFlags, String)] = [
    (.gap, "gap"), (.duplicate, "duplicate"), (.backwards, "backwards"), (.old, "old"), (.invalid, "invalid"), (.saturated, "saturated"),
    (.stuck, "stuck"), (.jump, "jump"), (.lost, "lost"), (.lateTick, "late_tick"), (.stale, "stale"), (.limitContact, "limit_contact"),
    (.speedLimited, "speed_limited"), (.braked, "braked"), (.forceLimited, "force_limited"), (.robotAway, "robot_away"),
    (.notFollowing, "not_following"), (.notEngaged, "not_engaged"), (.stopped, "stopped"),
  ]
}
