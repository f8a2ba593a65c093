internal import ExocapCore
internal import Glibc
internal import LinuxIO

extension RigDaemon {
  /// Answers a request of the control socket.
  func answer(_ request: ControlRequest, now: Timestamp) -> ControlOutcome {
    do throws(ControlRefusal) {
      return try outcome(of: request, now: now)
    } catch {
      return .refused(error)
    }
  }

  private func outcome(of request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    switch request.verb {
    case .status: return .done([JSONMember("status", status(now: now))])
    case .version: return .done(version)
    case .latency:
      if try request.flag("reset") { board.resetLatency() }
      return .done([JSONMember("robots", StatusDocument.latencies(session.rig, board))])
    case .engage:
      if isStopping { throw ControlRefusal("the daemon is stopping") }
      return try ask(.engage, request)
    case .disengage: return try ask(.disengage, request)
    case .freeze: return try ask(.freeze, request)
    case .unfreeze: return try ask(.unfreeze, request)
    case .estop: return try ask(.stop, request)
    case .reset: return try ask(.reset, request)
    case .tare: return try ask(.tare, request)
    case .setup: return try ask(.setUp, request)
    case .record: return try book.answer(request, isStopping: isStopping, now: now)
    case .subscribe: return .subscribed(true)
    case .unsubscribe: return .subscribed(false)
    }
  }

  private var version: [JSONMember] {
    [
      JSONMember("exocap", .string(ExocapVersion.current)), JSONMember("protocol", .count(ExocapVersion.controlProtocol)),
      JSONMember("rig", .string(session.rig.name)), JSONMember("run", .string(session.runText)), JSONMember("pid", .count(getpid())),
    ]
  }

  /// Hands a person's request to the loops of the robots that are meant.
  private func ask(_ kind: OperatorRequest.Kind, _ request: ControlRequest) throws(ControlRefusal) -> ControlOutcome {
    let robots = try request.robots(of: session.rig)
    let named = kind == .stop ? nil : try request.groups()
    var groups = JointGroups.none
    for robot in robots {
      let own = session.rig.robots[Int(robot.index)].engagement.groups
      if let named, !named.isSubset(of: own) {
        let missing = JointGroup.allCases.filter { named.has($0) && !own.has($0) }.map(\.name)
        let names = JointGroup.allCases.filter { own.has($0) }.map(\.name)
        throw ControlRefusal(
          "\(session.rig.robots[Int(robot.index)].id) does not engage \(missing.joined(separator: ", "))",
          remedy: "it engages " + names.joined(separator: ", "))
      }
      groups.formUnion(named ?? own)
    }
    for robot in robots {
      let meant = OperatorRequest(kind: kind, groups: named ?? session.rig.robots[Int(robot.index)].engagement.groups)
      guard session.ask(meant, of: robot) else {
        throw ControlRefusal("\(session.rig.robots[Int(robot.index)].id) takes no requests now", remedy: "see 'threads' in the status")
      }
    }
    var members = [
      JSONMember("robots", .array(robots.map { .string(session.rig.robots[Int($0.index)].id) })),
      JSONMember("groups", .array(JointGroup.allCases.filter { groups.has($0) }.map { .string($0.name) })),
    ]
    if kind == .engage {
      members.append(JSONMember("armed_s", .count(Engagement.armingTime.nanoseconds / 1_000_000_000)))
      let isRemote = robots.allSatisfy { session.rig.robots[Int($0.index)].engagement.isRemoteEngageAllowed }
      members.append(JSONMember("remote", .bool(isRemote)))
    }
    return .done(members)
  }

  private func ask(_ kind: DeviceRequest, _ request: ControlRequest) throws(ControlRefusal) -> ControlOutcome {
    let device = try request.device(of: session.rig)
    let role = session.rig.role(of: device)
    guard session.status(of: device)?.isOpen == true else {
      throw ControlRefusal("\(role) is not there", remedy: session.problem(of: device)?.remedy ?? "plug it in")
    }
    if kind == .tare {
      let streams = session.rig.sampleSources[Int(device.index)].streams
      guard streams.contains(where: { $0.kind == .forces }) else { throw ControlRefusal("\(role) measures no force") }
    }
    guard session.ask(kind, of: device) else { throw ControlRefusal("\(role) takes no requests now", remedy: "try again in a moment") }
    return .done([JSONMember("device", .string(role))])
  }

  private func status(now: Timestamp) -> JSONValue {
    StatusDocument(
      session: session, board: board, now: now, startedAt: startedAt, wallOffset: wallOffset, recording: book.document(now: now),
      recordingProblem: book.problem, threads: watchdog.health, clients: socket.figures, isStopping: isStopping
    ).value
  }
}
