/// Who can do something about a reason. Only the operator's count in an operator's rate.
package enum QualityOwner: String, Sendable, CaseIterable {
  case person = "operator"
  /// Devices, cables, sensors, the computer.
  case rig
  /// The robot and the way to it.
  case robot
}

/// One number of an episode that is held against a threshold. In the order in which the first failure is named: what spoils other
/// numbers stands before them. The names stand in files: they never change their meaning.
package enum QualityGate: String, Sendable, CaseIterable {
  case lostRecords = "lost_records"
  case silentStreams = "silent_streams"
  case duration
  case duplicate
  case jumps
  case invalid
  case longestGap = "longest_gap"
  case lateIntervals = "late_intervals"
  case rate
  case jitter
  case age
  case outOfOrder = "out_of_order"
  case stuck
  case saturated
  case forceDrift = "force_drift"
  case cameraImages = "camera_images"
  case cameraGap = "camera_gap"
  case cameraClock = "camera_clock"
  case lateTicks = "late_ticks"
  case latency
  case sendFailures = "send_failures"
  case trackingError = "tracking_error"
  case trackingLag = "tracking_lag"
  case emergencyStops = "emergency_stops"
  case interruptions
  case engaged
  case idleHead = "idle_head"
  case idleTail = "idle_tail"
  case idle
  case limitContact = "limit_contact"
  case speedLimited = "speed_limited"
  case residual
  case forceOver = "force_over"
  case chatter
  case smoothness
  case jerk

  /// Its place in the order.
  package var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// What its number is measured in.
  package var dimension: Dimension {
    switch self {
    case .duration, .longestGap, .age, .stuck, .cameraGap, .cameraClock, .latency, .trackingLag, .idleHead, .idleTail: .time
    case .trackingError, .residual: .angle
    case .forceDrift: .force
    case .chatter: .frequency
    case .lostRecords, .silentStreams, .duplicate, .lateIntervals, .rate, .jitter, .outOfOrder, .jumps, .saturated, .invalid, .cameraImages,
      .lateTicks, .sendFailures, .emergencyStops, .interruptions, .engaged, .idle, .limitContact, .speedLimited, .forceOver, .smoothness,
      .jerk:
      .ratio
    }
  }

  /// The unit of its number in files and messages; empty for counts, parts and figures without one.
  package var unit: String {
    switch dimension {
    case .time: "s"
    case .angle: "rad"
    case .force: "N"
    case .frequency: "Hz"
    default: ""
    }
  }

  /// Whether its number must not be below its limit, instead of not above.
  package var isFloor: Bool {
    switch self {
    case .duration, .rate, .engaged, .smoothness, .jerk: true
    default: false
    }
  }

  /// Whether it came with version 2 of `default`: thresholds from before it do not name it, and it is off in them.
  package var isLater: Bool {
    switch self {
    case .cameraImages, .cameraGap, .cameraClock: true
    default: false
    }
  }

  /// Whose it is, where the measurement does not say.
  package var owner: QualityOwner {
    switch self {
    case .sendFailures, .trackingError, .trackingLag: .robot
    case .duration, .emergencyStops, .interruptions, .engaged, .idleHead, .idleTail, .idle, .limitContact, .speedLimited, .residual,
      .forceOver, .chatter, .smoothness, .jerk:
      .person
    default: .rig
    }
  }

  /// What its number is, for people.
  package var title: String {
    switch self {
    case .lostRecords: "records lost on the way to the file"
    case .silentStreams: "streams without one sample"
    case .duration: "length of the take"
    case .duplicate: "earlier takes with the very same motion"
    case .longestGap: "longest time without a sample"
    case .lateIntervals: "part of intervals over 1.8 times the usual one"
    case .rate: "samples a second, as a part of what the profile says"
    case .jitter: "99 % of intervals are under so many usual ones"
    case .age: "99 % of samples arrive younger than this"
    case .outOfOrder: "part of samples that came twice or backwards"
    case .jumps: "jumps faster than the joint can move"
    case .stuck: "longest time that a joint stood still while its neighbours moved"
    case .saturated: "part of samples at the end of the sensor's range"
    case .invalid: "part of samples with a value that was not measured"
    case .forceDrift: "drift of a force's zero"
    case .cameraImages: "part of a camera's images that are missing"
    case .cameraGap: "longest time without an image"
    case .cameraClock: "distance of a camera's clock from the recording's, median"
    case .lateTicks: "part of ticks that came late"
    case .latency: "99 % of commands leave within this after the bytes' arrival"
    case .sendFailures: "part of commands that the network did not take"
    case .trackingError: "error of the robot's joints at the best lag, root mean square"
    case .trackingLag: "time by which the robot lags its commands"
    case .emergencyStops: "emergency stops"
    case .interruptions: "times that a joint group lost its operator"
    case .engaged: "part of the take in which something followed the operator"
    case .idleHead: "time before the first motion"
    case .idleTail: "time after the last motion"
    case .idle: "part of the take without motion"
    case .limitContact: "part of the time at a joint's end of travel"
    case .speedLimited: "part of the time far behind the operator, at a limit of speed"
    case .residual: "95 % of commands are nearer than this to what the operator did"
    case .forceOver: "part of the time with a squeeze at the robot's ceiling"
    case .chatter: "openings and closings of a grip a second, over the worst 2 s"
    case .smoothness: "spectral arc length of the arm's speed"
    case .jerk: "log dimensionless jerk of the arm's speed"
    }
  }
}
