package import ExocapCore

/// When somebody pulls a device's plug and puts it in again: one for both directions of a device's line.
package struct PlugSchedule: Sendable {
  /// The shortest time in either state: a hand does not move faster.
  package static var shortest: Interval { .milliseconds(5) }

  /// Whether the plug is in, as of the last change taken; true at first.
  package private(set) var isPlugged = true
  /// When it changes next; `.distantFuture` where it never does.
  package private(set) var nextChange: Timestamp

  private let options: BadLinkOptions
  private var random: SeededRandom

  /// A schedule from `start` on, with the options' mean times.
  package init(options: BadLinkOptions, start: Timestamp, random: SeededRandom) {
    self.options = options
    self.random = random
    nextChange = start
    nextChange = start + draw()
  }

  /// Makes the change that is due by `now`; false where none is.
  ///
  /// Two changes never fall on one time.
  package mutating func advance(to now: Timestamp) -> Bool {
    guard nextChange <= now else { return false }
    isPlugged.toggle()
    nextChange = nextChange + draw()
    return true
  }

  private mutating func draw() -> Interval {
    let mean = isPlugged ? options.meanPlugged : options.meanUnplugged
    if mean == .distant { return .distant }
    return max(PlugSchedule.shortest, random.exponential(mean: mean))
  }
}
