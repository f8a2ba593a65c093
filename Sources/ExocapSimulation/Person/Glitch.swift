package import ExocapCore

/// A fault of an encoder: a joint's angle runs away at 24 rad/s for some samples, stays there, and runs back.
///
/// The rise is that of the recorded captures (motions/human_arms_07.csv: left elbow, 0.807 rad in one sample of 33.5 ms,
/// 24.07 rad/s). There the angle stays for good; here it comes back, so that a take can go on.
package struct Glitch: Sendable, Equatable {
  /// [rad/s] The speed of the recorded jumps.
  package static var recordedSpeed: Double { 24 }

  /// Whose joint it is.
  package var side: ArmSide
  /// Which joint it is.
  package var joint: ArmJoint
  /// When it begins, as the motion counts time.
  package var start: Interval
  /// [rad/s] How fast the angle runs away; its sign says where to.
  package var speed: Double
  /// How long it runs: the samples that it is to span times the device's period.
  package var rise: Interval
  /// How long it stays.
  package var hold: Interval

  /// A jump at 24 rad/s over `samples` samples of a device with the given period, which stays `hold`.
  package init(
    side: ArmSide, joint: ArmJoint = .elbow, start: Interval, samples: Int, period: Interval, hold: Interval,
    speed: Double = Glitch.recordedSpeed
  ) {
    precondition(samples > 0 && period > .zero && hold >= .zero, "a glitch spans at least one sample")
    self.side = side
    self.joint = joint
    self.start = start
    self.speed = speed
    rise = period * Int64(samples)
    self.hold = hold
  }

  /// When the angle is right again.
  package var end: Interval { start + rise + hold + rise }

  /// [rad] How far the angle is off at a time.
  package func offset(at time: Interval) -> Double {
    let gone = time - start
    let left = end - time
    guard gone > .zero, left > .zero else { return 0 }
    return speed * min(gone, left, rise).seconds
  }
}
