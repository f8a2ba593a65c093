internal import ExocapCore

/// Why the black box is written down.
package enum BlackBoxReason: UInt8, Sendable, CaseIterable {
  case emergencyStop
  case fault
  case leaseLost
  case request

  /// The word in events and in the file's label.
  package var name: String {
    switch self {
    case .emergencyStop: "emergency_stop"
    case .fault: "fault"
    case .leaseLost: "lease_lost"
    case .request: "request"
    }
  }

  /// Nil for a change of state that is no reason.
  init?(_ change: Engagement.Change) {
    switch (change.to, change.reason) {
    case (.faulted, .emergencyStop): self = .emergencyStop
    case (.faulted, _): self = .fault
    case (_, .leaseLost): self = .leaseLost
    case (_, _): return nil
    }
  }
}
