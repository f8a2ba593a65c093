// Time/ holds points in time, spans of time and clock estimates. It reads no clock: time is an argument.

/// A point in time: nanoseconds of CLOCK_MONOTONIC (virtual nanoseconds in a simulation).
@frozen
package struct Timestamp: BitwiseCopyable, Sendable, Hashable, Comparable {
  /// [ns] Since the clock's own epoch. Negative only in hand-made tests.
  package var nanoseconds: Int64

  @inlinable @inline(__always)
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Absence: earlier than every real time stamp.
  @inlinable @inline(__always)
  package static var never: Timestamp { Timestamp(nanoseconds: .min) }

  /// Later than every real time stamp: a deadline that does not come.
  @inlinable @inline(__always)
  package static var distantFuture: Timestamp { Timestamp(nanoseconds: .max) }

  @inlinable @inline(__always)
  package static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The span from `right` to `left`; `.distant` and its negative where the difference does not fit.
  @inlinable @inline(__always)
  package static func - (left: Timestamp, right: Timestamp) -> Interval {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    if overflow { return saturatedDifference(left, right) }
    return Interval(nanoseconds: difference)
  }

  /// Out of line, so that the common case costs a subtraction and a jump.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  @usableFromInline @inline(never)
  static func saturatedDifference(_ left: Timestamp, _ right: Timestamp) -> Interval {
    Interval(nanoseconds: left.nanoseconds > right.nanoseconds ? .max : -.max)
  }

  /// The point `right` later; saturates at `.distantFuture` and `.never`.
  @inlinable @inline(__always)
  package static func + (left: Timestamp, right: Interval) -> Timestamp {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
    if overflow { return saturated(isLater: right.nanoseconds > 0) }
    return Timestamp(nanoseconds: sum)
  }

  /// The point `right` earlier; saturates.
  @inlinable @inline(__always)
  package static func - (left: Timestamp, right: Interval) -> Timestamp {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    if overflow { return saturated(isLater: right.nanoseconds < 0) }
    return Timestamp(nanoseconds: difference)
  }

  #if REALTIME_CHECKS
    @_noLocks
  #endif
  @usableFromInline @inline(never)
  static func saturated(isLater: Bool) -> Timestamp { isLater ? .distantFuture : .never }
}
