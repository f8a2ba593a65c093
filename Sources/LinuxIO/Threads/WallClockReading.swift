internal import CExocap
package import ExocapCore
internal import Glibc

/// One reading of both clocks at the same moment, for the recorder: what UTC was at a time of ours.
package struct WallClockReading: Hashable, Sendable {
  /// Between the two readings of the monotonic clock.
  package let monotonic: Timestamp
  /// [ns] UTC since 1970-01-01, as the machine believes it.
  package let realtime: Int64
  /// Half of the time that the reading took: the pair is right to this.
  package let uncertainty: Interval
  /// Whether the machine's wall clock follows a better one.
  package let synchronisation: Synchronisation

  /// What the kernel knows of the wall clock (adjtimex).
  package enum Synchronisation: Hashable, Sendable {
    /// A time daemon holds it; its bounds on the error.
    case synchronised(estimatedError: Interval, maximumError: Interval)
    /// Nothing holds it.
    case unsynchronised
    /// The kernel does not tell us.
    case unknown
  }

  /// A reading that was made before.
  package init(monotonic: Timestamp, realtime: Int64, uncertainty: Interval, synchronisation: Synchronisation) {
    self.monotonic = monotonic
    self.realtime = realtime
    self.uncertainty = uncertainty
    self.synchronisation = synchronisation
  }

  /// Reads both; of a few tries keeps the quickest, for a preemption in between would look like a step of the clock.
  package static func take() -> WallClockReading {
    var best = takeOnce()
    for _ in 1..<tries {
      let next = takeOnce()
      if next.uncertainty < best.uncertainty { best = next }
    }
    return WallClockReading(
      monotonic: best.monotonic, realtime: best.realtime, uncertainty: best.uncertainty, synchronisation: readSynchronisation())
  }

  private static var tries: Int { 5 }

  private static func takeOnce() -> WallClockReading {
    var wall = timespec()
    let before = MonotonicClock.now()
    // SAFETY: the call writes one timespec. It cannot fail for this clock.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &wall)
    let half = (MonotonicClock.now() - before) / 2
    return WallClockReading(monotonic: before + half, realtime: wall.nanoseconds, uncertainty: half, synchronisation: .unknown)
  }

  private static func readSynchronisation() -> Synchronisation {
    var state = exocap_clock_report()
    // SAFETY: the call writes one structure.
    guard unsafe exocap_clock_state(&state) == 0 else { return .unknown }
    guard state.is_synchronised != 0 else { return .unsynchronised }
    return .synchronised(estimatedError: .nanoseconds(state.estimated_error), maximumError: .nanoseconds(state.maximum_error))
  }
}
