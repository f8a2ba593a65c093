/// Where each gate warns and where it rejects: what `hw-profiles/quality/NAME.yaml` holds.
package struct QualityThresholds: Sendable, Equatable {
  /// Limits of one gate, in SI.
  package struct Limits: Sendable, Equatable {
    /// [SI] Past this a person should look.
    package var check: Double
    /// [SI] Past this the take is of no use.
    package var bad: Double

    package init(check: Double, bad: Double) {
      self.check = check
      self.bad = bad
    }
  }

  package var name: String
  /// Goes up with every change of a number.
  package var version: Int
  /// A gate that is missing is off.
  package var limits: [QualityGate: Limits]

  package init(name: String, version: Int, limits: [QualityGate: Limits]) {
    self.name = name
    self.version = version
    self.limits = limits
  }

  /// As verdicts name it: `default 2`.
  package var title: String { "\(name) \(version)" }

  /// Those of `default.yaml`, for recordings and rigs that bring none. docs/quality.md says why.
  package static var standard: QualityThresholds {
    QualityThresholds(
      name: "default", version: 2,
      limits: [
        .lostRecords: Limits(check: 1, bad: 100), .silentStreams: Limits(check: 1, bad: 1), .duration: Limits(check: 2, bad: 1),
        .duplicate: Limits(check: 1, bad: 1), .longestGap: Limits(check: 0.1, bad: 0.3), .lateIntervals: Limits(check: 0.02, bad: 0.05),
        .rate: Limits(check: 0.9, bad: 0.7), .jitter: Limits(check: 4, bad: 10), .age: Limits(check: 0.03, bad: 0.1),
        .outOfOrder: Limits(check: 0.001, bad: 0.01), .jumps: Limits(check: 1, bad: 5), .stuck: Limits(check: 1.5, bad: 3),
        .saturated: Limits(check: 0.005, bad: 0.05), .invalid: Limits(check: 0.01, bad: 0.05), .forceDrift: Limits(check: 1, bad: 3),
        .cameraImages: Limits(check: 0.02, bad: 0.1), .cameraGap: Limits(check: 0.25, bad: 1),
        .cameraClock: Limits(check: 0.005, bad: 0.03), .lateTicks: Limits(check: 0.01, bad: 0.05),
        .latency: Limits(check: 0.005, bad: 0.02),
        .sendFailures: Limits(check: 0.001, bad: 0.01), .trackingError: Limits(check: 0.1, bad: 0.25),
        .trackingLag: Limits(check: 0.15, bad: 0.3), .emergencyStops: Limits(check: 1, bad: 1),
        .interruptions: Limits(check: 1, bad: 3), .engaged: Limits(check: 0.8, bad: 0.2), .idleHead: Limits(check: 2, bad: 5),
        .idleTail: Limits(check: 2, bad: 5), .idle: Limits(check: 0.5, bad: 0.8), .limitContact: Limits(check: 0.02, bad: 0.1),
        .speedLimited: Limits(check: 0.2, bad: 0.5), .residual: Limits(check: 0.15, bad: 0.4), .forceOver: Limits(check: 0.05, bad: 0.2),
        .chatter: Limits(check: 3, bad: 6), .smoothness: Limits(check: -3.9, bad: -4.6), .jerk: Limits(check: -17.5, bad: -20),
      ])
  }
}
