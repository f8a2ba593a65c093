/// Bounds that a robot's profile suggests, well under its ratings; a rig takes them by `limits: suggested`.
package struct SuggestedLimits: Sendable, Equatable {
  /// Where the numbers come from.
  package var source: String
  /// For each joint of the profile.
  package var limits: LimitSettings
  /// [m/s] The fastest that a hand should go. Infinite where nothing is suggested.
  package var handSpeed: Double
  /// A source older than this: its group holds.
  package var holdAfter: Interval
  /// A source older than this: its group lets go.
  package var releaseAfter: Interval

  package init(
    source: String, limits: LimitSettings, handSpeed: Double = .infinity, holdAfter: Interval = .milliseconds(50),
    releaseAfter: Interval = .milliseconds(500)
  ) {
    self.source = source
    self.limits = limits
    self.handSpeed = handSpeed
    self.holdAfter = holdAfter
    self.releaseAfter = releaseAfter
  }
}
