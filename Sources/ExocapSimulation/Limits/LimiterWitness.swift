internal import ExocapCore

/// Holds what was sent for one joint against its bounds, by differences of the values that the wire carries.
struct LimiterWitness {
  private let bounds: JointBounds
  private var position = Double.nan
  private var velocity = 0.0
  private var acceleration = 0.0

  /// Rounding of the witness's own divisions: 2^-30 is far over it, and far under what a motor can tell.
  private static let slack = 1 + 0x1p-30

  init(_ bounds: JointBounds) { self.bounds = bounds }

  /// The joint stands at `position` and does not move.
  mutating func stand(at position: Double) {
    self.position = position
    velocity = 0
    acceleration = 0
  }

  /// The bound that `sent` breaks after a step of `time` [s], in words; nil where it keeps all.
  mutating func see(_ sent: Double, time: Double) -> String? {
    guard sent.isFinite else { return "is no number" }
    if Double(Float(sent)) != sent { return "\(sent) is not what the wire carries" }
    if sent < bounds.lower || sent > bounds.upper { return "at \(sent), outside \(bounds.lower) ... \(bounds.upper)" }
    guard time > 0 else { return sent == position ? nil : "moved in no time" }
    let v = (sent - position) / time
    let a = (v - velocity) / time
    let j = (a - acceleration) / time
    (position, velocity, acceleration) = (sent, v, a)
    if abs(v) > bounds.velocity * Self.slack { return "velocity \(v) of \(bounds.velocity)" }
    if abs(a) > bounds.acceleration * Self.slack { return "acceleration \(a) of \(bounds.acceleration)" }
    // A jerk is a third difference: the wire's own rounding counts in it.
    if abs(j) > bounds.jerk * Self.slack { return "jerk \(j) of \(bounds.jerk)" }
    return nil
  }
}
