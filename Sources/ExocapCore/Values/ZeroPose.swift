/// The pose in which a device's zeros are found, as its profile describes it.
package struct ZeroPose: Sendable, Equatable {
  /// [rad | m] By value name; what is not here stands at 0.
  package var pose: [String: Double]
  /// How to stand, for people; nil where the angles say it all.
  package var hint: String?
  /// Which way is positive, for people, by value name.
  package var positive: [String: String]
  /// [rad] Zeros are multiples of this, for servo horns sit on a tooth; nil: they are what is measured.
  package var snap: Double?
  /// [rad] A zero that lies farther from its multiple is refused.
  package var refuseBeyond: Double

  package init(
    pose: [String: Double] = [:], hint: String? = nil, positive: [String: String] = [:], snap: Double? = nil,
    refuseBeyond: Double = 15 * .pi / 180
  ) {
    self.pose = pose
    self.hint = hint
    self.positive = positive
    self.snap = snap
    self.refuseBeyond = refuseBeyond
  }
}
