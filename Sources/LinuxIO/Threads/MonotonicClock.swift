package import ExocapCore
internal import Glibc

/// The clock that all time stamps come from: CLOCK_MONOTONIC.
package enum MonotonicClock {
  /// The time now.
  package static func now() -> Timestamp {
    var time = timespec()
    // SAFETY: the call writes one timespec. It cannot fail for this clock.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Timestamp(nanoseconds: time.nanoseconds)
  }

  /// Blocks the thread until `deadline`; returns at once where that is past.
  ///
  /// For tools and tests: threads wait in a `PollSet`.
  package static func sleep(until deadline: Timestamp) {
    var time = timespec(deadline - Timestamp(nanoseconds: 0))
    // SAFETY: the call reads one timespec. It returns the error itself, not through errno.
    while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }
}

extension timespec {
  /// [ns] The same span as one number.
  var nanoseconds: Int64 { Int64(tv_sec) &* 1_000_000_000 &+ Int64(tv_nsec) }

  /// The same span as seconds and nanoseconds; nothing for a negative one.
  init(_ interval: Interval) {
    let nanoseconds = max(0, interval.nanoseconds)
    self.init(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  }
}
