internal import ExocapCore

extension RetargetingReport {
  /// Measures a trace.
  init(
    rig: Rig, trace: RetargetingTrace, worn: WornMotion, world: WorldReport, isIdle: Bool
  ) throws(RetargetingTrial.Obstacle) {
    let robot = rig.robots[0]
    times = Array(trace.times[trace.first...])
    ticks = times.count
    violations = world.violations
    start = world.start
    motionStart = times.first ?? .never
    if let first = times.first, let last = times.last { length = last - first }
    refusals = trace.refusals.count
    for tick in trace.first..<trace.times.count
    where trace.states.contains(where: { EngagementState(rawValue: $0[tick])?.isActive ?? false }) { activeTicks += 1 }
    let costs = world.tickCosts.map(\.seconds).sorted()
    (middleCost, lateCost) = (Spread.quantile(costs, 0.5), Spread.quantile(costs, 0.99))
    for group in JointGroup.allCases where robot.engagement.groups.has(group) && group != .leftHand && group != .rightHand {
      if let measured = try GroupMeasurement(group, rig: rig, trace: trace, worn: worn)?.result { groups.append(measured) }
    }
    for change in trace.changes where change.time >= motionStart && change.change.to == .holding {
      losses.append(
        Loss(group: change.change.group, time: (change.time - motionStart).seconds, reason: change.change.reason.name))
    }
    if isIdle || activeTicks == 0 { noteIdle(robot, trace) }
    noteGlitches(robot, trace, worn)
  }

  private mutating func noteIdle(_ robot: RigRobot, _ trace: RetargetingTrace) {
    for group in JointGroup.allCases where robot.engagement.groups.has(group) {
      let place = Int(group.rawValue)
      guard place < trace.obstacles.count, let obstacle = Obstacle(rawValue: trace.obstacles[place]) else { continue }
      if trace.states[place].last != EngagementState.engaged.rawValue { idle.append((group, obstacle, trace.mismatches[place])) }
    }
  }

  private mutating func noteGlitches(_ robot: RigRobot, _ trace: RetargetingTrace, _ worn: WornMotion) {
    guard let (start, jumps) = worn.jumps(over: RetargetingReport.humanSpeed) else { return }
    for jump in jumps {
      let name = jump.joint.robotName(jump.side)
      guard let joint = robot.profile.joints.firstIndex(where: { $0.name == name }), !robot.map[joint].sources.isEmpty else { continue }
      let from = start + jump.time
      let to = from + .milliseconds(500)
      let sources = robot.map[joint].sources
      var fastest = 0.0
      for tick in trace.times.indices where trace.times[tick] >= from && trace.times[tick] <= to {
        let isOurs = trace.weights[Int(robot.profile.joints[joint].group.rawValue)][tick] > 0
        if isOurs, trace.rates[joint][tick].isFinite { fastest = max(fastest, abs(trace.rates[joint][tick])) }
      }
      glitches.append(
        Glitch(
          joint: name, time: jump.time.seconds, asked: jump.speed,
          refused: trace.refusals.count { $0.time >= from && $0.time <= to && sources.contains($0.source) }, commanded: fastest,
          share: fastest / robot.limits.velocity[joint]))
    }
  }
}
