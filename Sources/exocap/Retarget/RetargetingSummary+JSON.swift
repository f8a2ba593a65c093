internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

extension RetargetingSummary {
  /// For programs: SI units, which stand in the keys.
  var json: JSON {
    let cost: [(String, JSON)] = [("p50", .number(report.middleCost)), ("p99", .number(report.lateCost))]
    let made: [(String, JSON)] = conditions.map { ($0.0.replacing(" ", with: "_"), .string($0.1)) }
    let entries: [(String, JSON)] = [
      ("file", .string(file)), ("rig", .string(rig.name)), ("length_s", .number(report.length.seconds)),
      ("conditions", .members(made)), ("ticks", .count(report.ticks)), ("active_ticks", .count(report.activeTicks)),
      ("violations", .array(report.violations.map { .string($0) })), ("groups", .array(report.groups.map(groupJSON))),
      ("glitches", .array(report.glitches.map(glitchJSON))), ("refused", .count(report.refusals)),
      ("losses", .array(report.losses.map(lossJSON))), ("idle", .array(report.idle.map(idleJSON))), ("tick_cost_s", .members(cost)),
    ]
    return .members(entries)
  }

  private func groupJSON(_ group: RetargetingReport.Group) -> JSON {
    .members([
      ("group", .string(group.group.name)), ("method", .string(group.method)), ("followed", .number(group.followed)),
      ("delay_s", group.delay.map { .number($0) } ?? .null), ("hand", group.hand.map(handJSON) ?? .null),
      ("joints", .array(group.joints.map(jointJSON))),
    ])
  }

  private func handJSON(_ hand: RetargetingReport.Hand) -> JSON {
    .members([
      ("late_m", spreadJSON(hand.late)), ("settled_m", spreadJSON(hand.settled)), ("late_turn_rad", spreadJSON(hand.lateTurn)),
      ("settled_turn_rad", spreadJSON(hand.settledTurn)), ("late_direction_rad", spreadJSON(hand.lateDirection)),
      ("settled_direction_rad", spreadJSON(hand.settledDirection)),
    ])
  }

  private func jointJSON(_ joint: RetargetingReport.Joint) -> JSON {
    .members([
      ("joint", .string(joint.name)), ("against", .string(joint.isMapped ? "operator" : "method")), ("late_rad", spreadJSON(joint.late)),
      ("settled_rad", spreadJSON(joint.settled)), ("at_limit", .number(joint.atLimit)), ("velocity", .number(joint.velocity)),
      ("acceleration", .number(joint.acceleration)), ("jerk", .number(joint.jerk)),
      ("clipped", .members(joint.clipped.map { ($0.rule, .number($0.share)) })),
    ])
  }

  private func glitchJSON(_ glitch: RetargetingReport.Glitch) -> JSON {
    .members([
      ("joint", .string(glitch.joint)), ("time_s", .number(glitch.time)), ("asked_rad_s", .number(glitch.asked)),
      ("refused", .count(glitch.refused)), ("commanded_rad_s", .number(glitch.commanded)), ("share", .number(glitch.share)),
    ])
  }

  private func lossJSON(_ loss: RetargetingReport.Loss) -> JSON {
    .members([("group", .string(loss.group.name)), ("time_s", .number(loss.time)), ("reason", .string(loss.reason))])
  }

  private func idleJSON(_ entry: (group: JointGroup, obstacle: Obstacle, mismatch: Double)) -> JSON {
    .members([
      ("group", .string(entry.group.name)), ("obstacle", .string(entry.obstacle.name)), ("mismatch_rad", .number(entry.mismatch)),
    ])
  }

  private func spreadJSON(_ spread: Spread) -> JSON {
    .members([
      ("ticks", .count(spread.count)), ("mean", .number(spread.mean)), ("p95", .number(spread.p95)),
      ("max", .number(spread.greatest)),
    ])
  }
}
