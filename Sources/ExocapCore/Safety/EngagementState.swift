/// Whether a joint group's commands follow the operator. The one state machine of DESIGN §7; docs/safety.md prints its table.
package enum EngagementState: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// The robot's pose is held, or its weight is 0, as the rig says.
  case disarmed = 0
  /// Armed: nothing moves, mismatch is shown, a physical act is awaited.
  case aligning = 1
  /// From the robot's pose to the operator's, slowly.
  case blending = 2
  /// The operator.
  case engaged = 3
  /// Braked within limits, then standing.
  case holding = 4
  /// Weight to 0, pose unchanged.
  case releasing = 5
  /// As releasing; latched until reset.
  case faulted = 6

  /// The name in events and status.
  package var name: String {
    switch self {
    case .disarmed: "disarmed"
    case .aligning: "aligning"
    case .blending: "blending"
    case .engaged: "engaged"
    case .holding: "holding"
    case .releasing: "releasing"
    case .faulted: "faulted"
    }
  }

  /// Whether the group's commands may move the robot on the operator's behalf.
  @inlinable @inline(__always)
  package var isActive: Bool { self == .blending || self == .engaged }
}

/// What can happen to a joint group.
package enum EngagementInput: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// The operator asks to engage.
  case arm = 0
  /// The operator lets go, or arming timed out.
  case disarm = 1
  /// The physical act was done, and the group is fresh, finite, calibrated, within limits and close to the robot.
  case confirm = 2
  /// Blending is done.
  case blended = 3
  /// A stream went stale, the robot is silent or does not follow, the lease is lost, or the operator froze the group.
  case lost = 4
  /// What was lost is back within its time, and close.
  case recovered = 5
  /// What was lost did not come back in time.
  case expired = 6
  /// The weight has come down.
  case released = 7
  /// Emergency stop.
  case stop = 8
  /// The operator resets a fault.
  case reset = 9

  /// The name in docs/safety.md.
  package var name: String {
    switch self {
    case .arm: "arm"
    case .disarm: "disarm"
    case .confirm: "confirm"
    case .blended: "blended"
    case .lost: "lost"
    case .recovered: "recovered"
    case .expired: "expired"
    case .released: "released"
    case .stop: "stop"
    case .reset: "reset"
    }
  }
}

extension EngagementState {
  /// The state after `input`. What a state does not know leaves it as it is.
  package func next(_ input: EngagementInput) -> EngagementState {
    if input == .stop { return .faulted }
    switch self {
    case .disarmed: return input == .arm ? .aligning : .disarmed
    case .aligning: return nextFromAligning(input)
    case .blending: return nextFromBlending(input)
    case .engaged: return nextFromEngaged(input)
    case .holding: return nextFromHolding(input)
    case .releasing: return input == .released ? .disarmed : .releasing
    case .faulted: return input == .reset ? .disarmed : .faulted
    }
  }

  private func nextFromAligning(_ input: EngagementInput) -> EngagementState {
    switch input {
    case .confirm: .blending
    case .disarm: .disarmed
    case .arm, .blended, .lost, .recovered, .expired, .released, .stop, .reset: .aligning
    }
  }

  private func nextFromBlending(_ input: EngagementInput) -> EngagementState {
    switch input {
    case .blended: .engaged
    case .lost: .holding
    case .disarm: .releasing
    case .arm, .confirm, .recovered, .expired, .released, .stop, .reset: .blending
    }
  }

  private func nextFromEngaged(_ input: EngagementInput) -> EngagementState {
    switch input {
    case .lost: .holding
    case .disarm: .releasing
    case .arm, .confirm, .blended, .recovered, .expired, .released, .stop, .reset: .engaged
    }
  }

  private func nextFromHolding(_ input: EngagementInput) -> EngagementState {
    switch input {
    case .recovered: .blending
    case .expired, .disarm: .releasing
    case .arm, .confirm, .blended, .lost, .released, .stop, .reset: .holding
    }
  }
}
