/// A span of time in nanoseconds. Ours and not `Duration`, which does not pass the real-time check.
@frozen
package struct Interval: BitwiseCopyable, Sendable, Hashable, Comparable {
  /// [ns] May be negative.
  package var nanoseconds: Int64

  @inlinable @inline(__always)
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A span of so many nanoseconds.
  @inlinable @inline(__always)
  package static func nanoseconds(_ value: Int64) -> Interval { Interval(nanoseconds: value) }

  /// A span of so many microseconds.
  @inlinable @inline(__always)
  package static func microseconds(_ value: Int64) -> Interval { Interval(nanoseconds: value &* 1_000) }

  /// A span of so many milliseconds.
  @inlinable @inline(__always)
  package static func milliseconds(_ value: Int64) -> Interval { Interval(nanoseconds: value &* 1_000_000) }

  @inlinable @inline(__always)
  package static func seconds(_ value: Int64) -> Interval { Interval(nanoseconds: value &* 1_000_000_000) }

  /// The nearest interval to `value` [s], for configuration. Saturates; NaN is zero.
  package static func seconds(rounding value: Double) -> Interval {
    let nanoseconds = value * 1e9
    guard nanoseconds == nanoseconds else { return .zero }
    if nanoseconds >= 9.2e18 { return .distant }
    if nanoseconds <= -9.2e18 { return Interval(nanoseconds: -.max) }
    return Interval(nanoseconds: Int64(nanoseconds < 0 ? nanoseconds - 0.5 : nanoseconds + 0.5))
  }

  @inlinable @inline(__always)
  package static var zero: Interval { Interval(nanoseconds: 0) }

  /// Longer than every real span.
  @inlinable @inline(__always)
  package static var distant: Interval { Interval(nanoseconds: .max) }

  /// [s] For formulas. Exact to one part in 2^53.
  @inlinable @inline(__always)
  package var seconds: Double { Double(nanoseconds) * 1e-9 }

  @inlinable @inline(__always)
  package static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }

  @inlinable @inline(__always)
  package static func + (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds &+ right.nanoseconds)
  }

  @inlinable @inline(__always)
  package static func - (left: Interval, right: Interval) -> Interval {
    Interval(nanoseconds: left.nanoseconds &- right.nanoseconds)
  }

  @inlinable @inline(__always)
  package static func * (left: Interval, right: Int64) -> Interval {
    Interval(nanoseconds: left.nanoseconds &* right)
  }

  /// Truncated towards zero. `right` is not zero.
  @inlinable @inline(__always)
  package static func / (left: Interval, right: Int64) -> Interval {
    Interval(nanoseconds: left.nanoseconds / right)
  }
}
