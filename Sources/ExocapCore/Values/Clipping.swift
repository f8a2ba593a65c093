/// Which rules of the limiter changed one joint's set-point in one tick.
@frozen
package struct Clipping: OptionSet, BitwiseCopyable, Sendable, Hashable {
  package var rawValue: UInt8
  @inlinable @inline(__always) package init(rawValue: UInt8) { self.rawValue = rawValue }

  @inlinable @inline(__always) package static var none: Clipping { Clipping(rawValue: 0) }
  @inlinable @inline(__always) package static var position: Clipping { Clipping(rawValue: 1) }
  @inlinable @inline(__always) package static var velocity: Clipping { Clipping(rawValue: 2) }
  @inlinable @inline(__always) package static var acceleration: Clipping { Clipping(rawValue: 4) }
  @inlinable @inline(__always) package static var jerk: Clipping { Clipping(rawValue: 8) }
  @inlinable @inline(__always) package static var force: Clipping { Clipping(rawValue: 16) }
  @inlinable @inline(__always) package static var notFinite: Clipping { Clipping(rawValue: 32) }
  /// Slowed so that its group goes the way that it was told to.
  @inlinable @inline(__always) package static var direction: Clipping { Clipping(rawValue: 64) }
  /// Braked: else its arm could not stop before the end of the workspace or before the robot's own body.
  @inlinable @inline(__always) package static var stop: Clipping { Clipping(rawValue: 128) }

  /// Every bit with its name in recordings, in order.
  package static let names: [(Clipping, String)] = [
    (.position, "position"), (.velocity, "velocity"), (.acceleration, "acceleration"), (.jerk, "jerk"), (.force, "force"),
    (.notFinite, "not_finite"), (.direction, "direction"), (.stop, "stop"),
  ]
}
