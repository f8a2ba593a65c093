internal import ExocapCore
internal import LinuxIO

/// What may be asked of a recording.
private enum RecordingAction: String, CaseIterable {
  case start
  case stop
  case keep
  case discard
  case label
  case snapshot
  case undo
  case outcome

  /// The keys of `record` that mean something here.
  var keys: [String] {
    switch self {
    case .start: ["task", "operator", "consent", "scene", "objects"]
    case .stop, .snapshot: []
    case .keep, .undo: ["episode"]
    case .discard: ["episode", "reason"]
    case .label: ["episode", "text"]
    case .outcome: ["episode", "outcome", "cause"]
    }
  }
}

extension RecordingBook {
  /// How long a disk may take before we say that it does not answer.
  private static var patience: Interval { .seconds(10) }
  private static var late: ControlRefusal { ControlRefusal("the disk does not answer", remedy: "look at 'recording' in the status") }

  /// Answers `record`.
  func answer(_ request: ControlRequest, isStopping: Bool, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    let known = RecordingAction.allCases.map(\.rawValue)
    guard let name = try request.text("action") else {
      throw ControlRefusal("'action' is missing", remedy: "one of \(known.joined(separator: ", "))")
    }
    guard let action = RecordingAction(rawValue: name) else { throw .unknown("action of 'record'", name, known: known) }
    for key in ControlVerb.record.keys where key != "action" && !action.keys.contains(key) && request.has(key) {
      throw .unknown("key of 'record \(name)'", key, known: action.keys)
    }
    switch action {
    case .start: return try start(request, isStopping: isStopping, now: now)
    case .stop: return try stop(now: now)
    case .keep: return try order(EpisodeOrder.decide(.kept, reason: ""), request, event: "recording_kept", now: now)
    case .discard: return try discard(request, now: now)
    case .label: return try label(request, now: now)
    case .snapshot: return try snapshot(now: now)
    case .undo: return try order(.undo, request, event: "recording_undone", now: now)
    case .outcome: return try outcome(request, now: now)
    }
  }

  private func start(_ request: ControlRequest, isStopping: Bool, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    if isStopping { throw ControlRefusal("the daemon is stopping") }
    if let current { throw ControlRefusal("episode \(current) is not closed yet", remedy: "stop it first: record stop") }
    var plan = EpisodePlan(operatorName: try request.text("operator") ?? "", label: try request.text("task") ?? "")
    plan.consent = try request.text("consent") ?? ""
    plan.scene = try request.text("scene") ?? ""
    plan.objects = try request.texts("objects")
    let entry = begin(plan, now: now)
    let begun = [JSONMember("episode", .string(entry.id.description)), JSONMember("path", .string(entry.path))]
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        let snapshot = status.snapshot
        if let problem = snapshot.problem {
          return .refused(
            ControlRefusal("the recording does not begin: \(problem)", remedy: "free the disk, or start with --recordings DIR"))
        }
        return snapshot.path == entry.path ? .done(begun) : nil
      })
  }

  private func stop(now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    guard let id = current else { throw ControlRefusal("no recording runs", remedy: "start one: record start") }
    desk.put(.end)
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        guard ended[id] != nil, let entry = entry(of: id) else { return nil }
        if let problem { return .refused(problem) }
        return .done(members(of: entry))
      })
  }

  /// The episode that is meant: the one that is named, of whatever run, or that runs, or that ended last.
  private func episode(_ request: ControlRequest) throws(ControlRefusal) -> EpisodeID {
    if let text = try request.text("episode") {
      guard let id = EpisodeID(checking: text) else {
        throw ControlRefusal("'\(text)' is no episode's id", remedy: "an id is in the recording's name; leave it out for the last one")
      }
      return id
    }
    guard let last = current ?? entries.last?.id else {
      throw ControlRefusal(
        "nothing was recorded in this run", remedy: "start a recording: record start; or name the episode of an earlier run")
    }
    return last
  }

  private func discard(_ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    let act = EpisodeOrder.decide(.discarded, reason: try request.text("reason") ?? "")
    let isRunning = try episode(request) == current
    // A discarded take is over.
    if isRunning { desk.put(.end) }
    return try order(act, request, event: "recording_discarded", waitsForEnd: isRunning, now: now)
  }

  private func label(_ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    guard let text = try request.text("text") else { throw ControlRefusal("'text' is missing", remedy: "say what the label is") }
    let id = try episode(request)
    // At once, for the running recording has it as an event.
    events.put(event("recording_labelled", .information, id, "label: \(text)", at: now))
    return try order(.change([JSONMember("label", .string(text))]), request, event: nil, now: now)
  }

  /// Changes what is said of an episode, and answers with all of it.
  func order(
    _ act: EpisodeOrder.Act, _ request: ControlRequest, event: String?, waitsForEnd: Bool = false, now: Timestamp
  ) throws(ControlRefusal) -> ControlOutcome {
    let id = try episode(request)
    let plan = entry(of: id)?.plan
    let order = BookOrder(
      EpisodeOrder(id: id, task: plan?.label ?? "", operatorName: plan?.operatorName ?? "", act: act), event: event,
      waitsForEnd: waitsForEnd)
    put(order)
    advance(now: now)
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] now in
        advance(now: now)
        switch order.outcome {
        case nil: return nil
        case .success(let decision): return .done(RecordingBook.members(of: decision))
        case .failure(let refusal): return .refused(refusal)
        }
      })
  }

  /// What a decision came to.
  private static func members(of decision: EpisodeDecision) -> [JSONMember] {
    var members = [
      JSONMember("episode", .string(decision.id.description)), JSONMember("decision", .string(decision.sidecar.verdict.rawValue)),
      JSONMember("reason", .string(decision.sidecar.text("reason"))), JSONMember("label", .string(decision.sidecar.text("label"))),
      JSONMember("outcome", .string(decision.sidecar.text("outcome"))), JSONMember("cause", .string(decision.sidecar.text("cause"))),
      JSONMember("path", .string(decision.path)),
    ]
    if !decision.undone.isEmpty { members.append(JSONMember("undone", .array(decision.undone.map { .string($0.name) }))) }
    return members
  }

  private func outcome(_ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    let known = ["success", "failure"]
    guard let name = try request.text("outcome") else {
      throw ControlRefusal("'outcome' is missing", remedy: "one of \(known.joined(separator: ", "))")
    }
    guard known.contains(name) else { throw .unknown("outcome", name, known: known) }
    let cause = try request.text("cause") ?? ""
    if name == "success" && !cause.isEmpty { throw ControlRefusal("a success has no cause", remedy: "leave 'cause' out, or say failure") }
    let text = "outcome: \(name)" + (cause.isEmpty ? "" : " (\(cause))")
    events.put(event("recording_outcome", .information, try episode(request), text, at: now))
    let act = EpisodeOrder.Act.change([JSONMember("outcome", .string(name)), JSONMember("cause", .string(cause))])
    return try order(act, request, event: nil, now: now)
  }
}
