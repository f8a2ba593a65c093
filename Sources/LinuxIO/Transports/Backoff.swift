// Transports/ joins the ways that bytes come to a driver into one, and opens them again after they went. It knows no protocol.

package import ExocapCore

/// When to try again what has failed: after 50 ms, then twice as long each time, at most 1 s.
///
/// Reads no clock.
package struct Backoff: Hashable, BitwiseCopyable, Sendable {
  /// A replug takes a few hundred milliseconds: soon enough to be first, seldom enough to cost nothing.
  package static var first: Interval { .milliseconds(50) }
  /// A person who plugs a cable in does not wait longer.
  package static var longest: Interval { .seconds(1) }

  /// The earliest time of the next try.
  package private(set) var nextAttempt: Timestamp = .never
  private var wait: Interval = Self.first

  /// Lets the first try be made at once.
  package init() {}

  /// Whether it is time to try.
  package func isDue(at now: Timestamp) -> Bool { now >= nextAttempt }

  /// A try failed.
  package mutating func failed(at now: Timestamp) {
    nextAttempt = now + wait
    wait = min(wait * 2, Self.longest)
  }

  /// A try went well: the next failure begins anew.
  package mutating func succeeded() { self = Backoff() }
}
