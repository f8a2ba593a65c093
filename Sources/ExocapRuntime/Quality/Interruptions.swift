internal import ExocapCore

/// Times that a joint group lost its operator, and whose they were; and emergency stops.
struct Interruptions {
  private(set) var person = 0
  private(set) var rig = 0
  private(set) var robot = 0
  private(set) var stops = 0
  private var stopTime: Timestamp = .never

  /// Takes a change of state.
  mutating func take(_ change: Engagement.Change, at time: Timestamp) {
    if change.reason == .emergencyStop {
      // One act stops every group.
      if time != stopTime { stops += 1 }
      stopTime = time
      return
    }
    guard change.from.isActive, change.to == .holding || change.to == .faulted else { return }
    switch change.reason {
    case .streamStale, .notBackInTime, .stopControlLost: rig += 1
    case .robotStale, .trackingError, .leaseLost: robot += 1
    case .frozen: person += 1
    // What follows from another group's loss, and what people ask for, is none.
    case .none, .operatorRequest, .physicalAct, .armingTimedOut, .blendDone, .backInTime, .weightDown, .emergencyStop, .reset,
      .otherGroupLost:
      break
    }
  }
}
