/// Why a joint group changed its state, for events, status and speech.
package enum Reason: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case none = 0
  case operatorRequest = 1
  case physicalAct = 2
  case armingTimedOut = 3
  case blendDone = 4
  case streamStale = 5
  case robotStale = 6
  case trackingError = 7
  case leaseLost = 8
  case frozen = 9
  case backInTime = 10
  case notBackInTime = 11
  case weightDown = 12
  case emergencyStop = 13
  case reset = 14
  case otherGroupLost = 15
  /// The control that is bound to the emergency stop is not there.
  case stopControlLost = 16

  /// The word in events.
  package var name: String {
    switch self {
    case .none: "none"
    case .operatorRequest: "operator_request"
    case .physicalAct: "physical_act"
    case .armingTimedOut: "arming_timed_out"
    case .blendDone: "blend_done"
    case .streamStale: "stream_stale"
    case .robotStale: "robot_stale"
    case .trackingError: "tracking_error"
    case .leaseLost: "lease_lost"
    case .frozen: "frozen"
    case .backInTime: "back_in_time"
    case .notBackInTime: "not_back_in_time"
    case .weightDown: "weight_down"
    case .emergencyStop: "emergency_stop"
    case .reset: "reset"
    case .otherGroupLost: "other_group_lost"
    case .stopControlLost: "stop_control_lost"
    }
  }
}

/// Why an armed group may not engage yet.
package enum Obstacle: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case none = 0
  /// No joint of the group has a source.
  case notMapped = 1
  /// A source is stale, invalid or not calibrated.
  case notFresh = 2
  case robotStale = 3
  case noLease = 4
  /// The operator's pose is outside the robot's limits.
  case outsideLimits = 5
  /// The operator is too far from the robot's pose.
  case mismatch = 6
  /// Everything is ready; the physical act is awaited.
  case awaitingAct = 7
  /// The control that is bound to the emergency stop is not there.
  case stopControlLost = 8

  /// The word in status.
  package var name: String {
    switch self {
    case .none: "none"
    case .notMapped: "not_mapped"
    case .notFresh: "not_fresh"
    case .robotStale: "robot_stale"
    case .noLease: "no_lease"
    case .outsideLimits: "outside_limits"
    case .mismatch: "mismatch"
    case .awaitingAct: "awaiting_act"
    case .stopControlLost: "stop_control_lost"
    }
  }
}
