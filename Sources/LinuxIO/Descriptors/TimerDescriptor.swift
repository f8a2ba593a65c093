internal import CExocap
package import ExocapCore
internal import Glibc

/// An absolute timer of CLOCK_MONOTONIC that a `PollSet` can wait on (timerfd).
package struct TimerDescriptor: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Makes one that is not set.
  package init() throws(IOError) {
    let number = exocap_timerfd()
    guard number >= 0 else { throw IOError("make", "a timer", ErrorCode(negated: number)) }
    descriptor = FileDescriptor(adopting: number)
  }

  /// Readable once due.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Sets it to `first`, at once where that is past, and to every `period` after it; a period of zero fires once.
  package borrowing func set(first: Timestamp, every period: Interval = .zero) {
    precondition(period >= .zero, "a period is not negative")
    // Zero would disarm: the clock's first nanosecond stands for everything before it.
    let result = exocap_timerfd_set(descriptor.number, max(1, first.nanoseconds), period.nanoseconds)
    precondition(result == 0, "timerfd_settime refused its arguments")
  }

  /// Stops it.
  package borrowing func cancel() {
    let result = exocap_timerfd_set(descriptor.number, 0, 0)
    precondition(result == 0, "timerfd_settime refused its arguments")
  }

  /// How often it fell due since the last call; 0 where it did not.
  ///
  /// Never blocks.
  package borrowing func takeExpirations() -> UInt64 {
    let number = descriptor.number
    var count: UInt64 = 0
    // SAFETY: timerfd gives 8 bytes, during the call.
    let bytes = uninterrupted { unsafe read(number, &count, 8) }
    return bytes == 8 ? count : 0
  }
}
