internal import ExocapCore

extension StatusDocument {
  /// Every robot.
  var robots: JSONValue { .array(session.rig.robots.indices.map { robot(RobotID($0)) }) }

  /// The latencies of every robot and the delays of its groups' filters, as `latency` answers.
  static func latencies(_ rig: Rig, _ board: StatusBoard) -> JSONValue {
    let documents = board.read { state in state.robots.map(\.latency.document) }
    return .array(
      rig.robots.indices.map { robot in
        [
          "robot": .string(rig.robots[robot].id), "latency": documents[robot],
          "filters": .array(rig.robots[robot].filterDelays.map(\.document)),
        ]
      })
  }

  private func robot(_ id: RobotID) -> JSONValue {
    let settings = session.rig.robots[Int(id.index)]
    let status = session.status(of: id)
    let now = now
    let (rate, late, lost, faultTicks, latency, gate, accepted, rejects) = board.read { state in
      let figures = state.robots[Int(id.index)]
      let rate = state.robots[Int(id.index)].tickRate(at: now)
      let counts: [UInt64] = (0..<32).map { figures.faultTicks[$0] }
      return (
        rate, figures.lateTicks, figures.lostRecords, counts, figures.latency.document, figures.gateState, figures.acceptedSequence,
        figures.rejects
      )
    }
    let faults = status?.faults ?? .none
    return [
      "robot": .string(settings.id), "profile": .string(settings.profile.name), "host": .string(settings.link.host),
      "port": .count(settings.link.port), "state": .string(StatusDocument.leading(status, settings.engagement.groups).name),
      "ticks": .count(status?.ticks ?? 0), "rate_hz": .rounded(rate), "nominal_hz": .rounded(1 / settings.control.period.seconds),
      "late_ticks": .count(late), "lost_records": .count(lost), "send_failures": .count(status?.sendFailures ?? 0),
      "lease": [
        "granted": .bool(status?.hasLease ?? false), "epoch": .count(status?.epoch ?? 0), "gate": .text(StatusDocument.gate(gate)),
        "accepted_sequence": .count(accepted), "rejects": .count(UInt64(rejects)),
      ],
      "link": .object(source(session.rig.stateDevice(of: id))),
      "faults": .array(Fault.names.filter { faults.contains($0.0) }.map { .string($0.1) }),
      "fault_ticks": .object(Fault.names.map { JSONMember($0.1, .count(faultTicks[$0.0.rawValue.trailingZeroBitCount])) }),
      "groups": .array(groups(settings, status)), "latency": latency,
    ]
  }

  private func groups(_ settings: RigRobot, _ status: LoopStatus?) -> [JSONValue] {
    JointGroup.allCases.filter { settings.engagement.groups.has($0) }.map { group in
      guard let found = status?.groups[Int(group.rawValue)] else { return ["group": .string(group.name), "state": "disarmed"] }
      let joints = settings.profile.joints
      let worst = joints.indices.contains(Int(found.worstJoint)) ? joints[Int(found.worstJoint)].name : nil
      return [
        "group": .string(group.name), "state": .string(found.state.name), "reason": .string(found.reason.name),
        "obstacle": .string(found.obstacle.name), "mismatch": .rounded(found.mismatch), "worst_joint": .text(worst),
        "weight": .rounded(found.weight), "since_s": .age(since: found.since, at: now),
      ]
    }
  }

  /// The state that matters most: what is wrong before what moves, what moves before what rests.
  private static func leading(_ status: LoopStatus?, _ groups: JointGroups) -> EngagementState {
    let order: [EngagementState] = [.faulted, .holding, .releasing, .blending, .engaged, .aligning, .disarmed]
    guard let status else { return .disarmed }
    let states = JointGroup.allCases.filter { groups.has($0) }.map { status.groups[Int($0.rawValue)].state }
    return order.first { states.contains($0) } ?? .disarmed
  }

  private static func gate(_ value: Double) -> String? {
    guard value.isFinite, let raw = UInt8(exactly: value) else { return nil }
    return GateState(rawValue: raw).map { "\($0)" }
  }

  /// What is wrong with a robot; nothing where it listens to us.
  func robotProblems(_ id: RobotID) -> [ControlRefusal] {
    let settings = session.rig.robots[Int(id.index)]
    guard let status = session.status(of: id) else { return [] }
    let place = "\(settings.link.host):\(settings.link.port)"
    if status.faults.contains(.robotStale) {
      return [ControlRefusal("\(settings.id) is silent at \(place)", remedy: "start its controller, and check the network")]
    }
    if !status.hasLease {
      return [ControlRefusal("\(settings.id) has not granted the lease", remedy: "somebody else commands it: let them disengage")]
    }
    return []
  }
}
