/// What is wrong right now, as bits of a tick. The supervisor turns changes into events and log lines.
@frozen
package struct Fault: OptionSet, BitwiseCopyable, Sendable, Hashable {
  package var rawValue: UInt32
  @inlinable @inline(__always) package init(rawValue: UInt32) { self.rawValue = rawValue }

  @inlinable @inline(__always) package static var none: Fault { Fault(rawValue: 0) }
  /// A stream that the robot's mapping needs is older than its deadline.
  @inlinable @inline(__always) package static var stale: Fault { Fault(rawValue: 1) }
  /// The limiter changed a joint's set-point.
  @inlinable @inline(__always) package static var limited: Fault { Fault(rawValue: 2) }
  /// A set-point was not a finite number; the last good one is held.
  @inlinable @inline(__always) package static var notFinite: Fault { Fault(rawValue: 4) }
  /// The tick came more than half a period late.
  @inlinable @inline(__always) package static var late: Fault { Fault(rawValue: 8) }
  /// The robot does not follow: |command - measured| over its bound for longer than its time.
  @inlinable @inline(__always) package static var tracking: Fault { Fault(rawValue: 16) }
  /// The gate has not granted the lease, or took it back.
  @inlinable @inline(__always) package static var noLease: Fault { Fault(rawValue: 32) }
  /// The robot's state is older than its deadline.
  @inlinable @inline(__always) package static var robotStale: Fault { Fault(rawValue: 64) }
  /// Emergency stop, latched until `reset`.
  @inlinable @inline(__always) package static var emergencyStop: Fault { Fault(rawValue: 128) }
  /// A jump of a worn joint that no person makes was refused.
  @inlinable @inline(__always) package static var glitch: Fault { Fault(rawValue: 256) }
  /// Samples were lost between a device's thread and the loop.
  @inlinable @inline(__always) package static var samplesLost: Fault { Fault(rawValue: 512) }

  /// Every bit with its name in events and status, in order.
  package static let names: [(Fault, String)] = [
    (.stale, "stale"), (.limited, "limited"), (.notFinite, "not_finite"), (.late, "late"), (.tracking, "tracking"),
    (.noLease, "no_lease"), (.robotStale, "robot_stale"), (.emergencyStop, "emergency_stop"), (.glitch, "glitch"),
    (.samplesLost, "samples_lost"),
  ]
}
