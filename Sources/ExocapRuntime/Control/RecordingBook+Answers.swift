internal import ExocapCore
internal import LinuxIO

/// What may be asked of a recording.
private enum RecordingAction: String, CaseIterable {
  case start
  case stop
  case keep
  case discard
  case label
  case outcome

  /// The keys of `record` that mean something here.
  var keys: [String] {
    switch self {
    case .start: ["task", "operator"]
    case .stop: []
    case .keep: ["episode"]
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
    for key in ControlVerb.record.keys where key != "action" && !action.keys.contains(key) {
      if try request.text(key) != nil { throw .unknown("key of 'record \(name)'", key, known: action.keys) }
    }
    switch action {
    case .start: return try start(request, isStopping: isStopping, now: now)
    case .stop: return try stop(now: now)
    case .keep: return try decide(.kept, request, now: now)
    case .discard: return try decide(.discarded, request, now: now)
    case .label: return try label(request, now: now)
    case .outcome: return try outcome(request, now: now)
    }
  }

  private func start(_ request: ControlRequest, isStopping: Bool, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    if isStopping { throw ControlRefusal("the daemon is stopping") }
    if let current { throw ControlRefusal("episode \(current) is not closed yet", remedy: "stop it first: record stop") }
    let decision = begin(task: try request.text("task") ?? "", operatorName: try request.text("operator") ?? "", now: now)
    let begun = [JSONMember("episode", .string(decision.id.description)), JSONMember("path", .string(decision.path))]
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        let snapshot = status.snapshot
        if let problem = snapshot.problem {
          return .refused(
            ControlRefusal("the recording does not begin: \(problem)", remedy: "free the disk, or start with --recordings DIR"))
        }
        guard snapshot.path == decision.path else { return nil }
        events.put(event("recording_started", .information, decision.id, "recording to \(decision.path)", at: now))
        return .done(begun)
      })
  }

  private func stop(now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    guard let id = current else { throw ControlRefusal("no recording runs", remedy: "start one: record start") }
    desk.put(.end)
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        guard ended[id] != nil, let decision = decision(of: id) else { return nil }
        if let problem { return .refused(problem) }
        return .done(members(of: decision))
      })
  }

  /// The episode that is meant: the one that is named, or that runs, or that ended last.
  private func episode(_ request: ControlRequest) throws(ControlRefusal) -> EpisodeDecision {
    if let id = try request.text("episode") {
      guard let found = decision(of: EpisodeID(id)) else {
        throw ControlRefusal("this run of the daemon has no episode '\(id)'", remedy: "leave it out for the last one")
      }
      return found
    }
    guard let last = current.flatMap({ decision(of: $0) }) ?? decisions.last else {
      throw ControlRefusal("nothing was recorded yet", remedy: "start a recording: record start")
    }
    return last
  }

  private func decide(_ verdict: EpisodeVerdict, _ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    let meant = try episode(request)
    let reason = try request.text("reason") ?? ""
    // A file that is being written stays where it is: a discarded take is over.
    if verdict == .discarded && current == meant.id { desk.put(.end) }
    var ticket: Int?
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        guard let ordered = ticket else {
          if verdict == .discarded && current == meant.id { return nil }
          guard var decision = decision(of: meant.id) else { return nil }
          decision.verdict = verdict
          decision.reason = verdict == .discarded ? reason : ""
          ticket = keeper.put(decision)
          wake()
          return nil
        }
        return outcome(of: ordered) { decision in
          let kind = verdict == .kept ? "recording_kept" : "recording_discarded"
          events.put(event(kind, .information, decision.id, "\(verdict.rawValue): \(decision.path)", at: now))
          return [
            JSONMember("episode", .string(decision.id.description)), JSONMember("decision", .string(decision.verdict.rawValue)),
            JSONMember("path", .string(decision.path)),
          ]
        }
      })
  }

  private func label(_ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    guard let text = try request.text("text") else { throw ControlRefusal("'text' is missing", remedy: "say what the label is") }
    var decision = try episode(request)
    decision.label = text
    note(decision)
    events.put(event("recording_labelled", .information, decision.id, "label: \(text)", at: now))
    let ticket = keeper.put(decision)
    wake()
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        outcome(of: ticket) {
          [JSONMember("episode", .string($0.id.description)), JSONMember("label", .string($0.label))]
        }
      })
  }

  private func outcome(_ request: ControlRequest, now: Timestamp) throws(ControlRefusal) -> ControlOutcome {
    let known = ["success", "failure"]
    guard let name = try request.text("outcome") else {
      throw ControlRefusal("'outcome' is missing", remedy: "one of \(known.joined(separator: ", "))")
    }
    guard known.contains(name) else { throw .unknown("outcome", name, known: known) }
    let cause = try request.text("cause") ?? ""
    if name == "success" && !cause.isEmpty { throw ControlRefusal("a success has no cause", remedy: "leave 'cause' out, or say failure") }
    var decision = try episode(request)
    (decision.outcome, decision.cause) = (name, cause)
    note(decision)
    let text = "outcome: \(name)" + (cause.isEmpty ? "" : " (\(cause))")
    events.put(event("recording_outcome", .information, decision.id, text, at: now))
    let ticket = keeper.put(decision)
    wake()
    return .waits(
      PendingAnswer(until: now + RecordingBook.patience, late: RecordingBook.late) { [self] _ in
        outcome(of: ticket) {
          [
            JSONMember("episode", .string($0.id.description)), JSONMember("outcome", .string($0.outcome)),
            JSONMember("cause", .string($0.cause)),
          ]
        }
      })
  }

  /// What became of a decision; nil while it is not carried out.
  private func outcome(of ticket: Int, _ members: (EpisodeDecision) -> [JSONMember]) -> ControlOutcome? {
    switch keeper.take(ticket) {
    case nil: return nil
    case .success(let decision):
      note(decision)
      return .done(members(decision))
    case .failure(let error): return .refused(ControlRefusal(error.sentence, remedy: error.remedy))
    }
  }
}
