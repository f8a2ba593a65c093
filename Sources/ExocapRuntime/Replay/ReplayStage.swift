internal import ExocapCore

/// A stage of the way from bytes to a packet: where a replay came out otherwise.
package enum ReplayStage: String, Sendable, CaseIterable {
  /// What a device's bytes became: samples and events of calibration.
  case samples
  /// Where the operator wants each joint.
  case wanted
  /// What the limiter let through.
  case limited
  /// States, reasons and weights of joint groups.
  case engagement
  /// The datagram for the robot.
  case packet
  /// A thread's whole state.
  case checkpoint
  /// All else: requests to devices, faults, records that only one of both has.
  case other
}

extension ReplayDifference {
  /// Every stage in which both records differ, in the order of the way.
  var stages: [ReplayStage] {
    guard let recorded, recorded.kind == replayed.kind else { return [.other] }
    switch replayed.kind {
    case .sample, .deviceEvent: return [.samples]
    case .change: return [.engagement]
    case .checkpoint: return [.checkpoint]
    case .tick:
      guard let before = recorded.tick, let after = replayed.tick else { return [.other] }
      let found = ReplayStage.differing(before, after)
      return found.isEmpty ? [.other] : found
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sent: return [.other]
    }
  }
}

extension ReplayStage {
  fileprivate static func differing(_ before: TickRecord, _ after: TickRecord) -> [ReplayStage] {
    var stages: [ReplayStage] = []
    if !areSame(before.wanted, after.wanted) || !areSame(before.wantedForces, after.wantedForces) { stages.append(.wanted) }
    if !areSame(before.limited, after.limited) || !areSame(before.rates, after.rates) || !areSame(before.forces, after.forces)
      || before.clipping != after.clipping
    {
      stages.append(.limited)
    }
    if before.states != after.states || before.reasons != after.reasons || before.obstacles != after.obstacles
      || !areSame(before.weights, after.weights) || !areSame(before.mismatches, after.mismatches)
    {
      stages.append(.engagement)
    }
    if before.packet != after.packet { stages.append(.packet) }
    return stages
  }

  private static func areSame(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}
