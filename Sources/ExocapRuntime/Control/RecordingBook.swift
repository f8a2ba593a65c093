internal import ExocapCore
internal import LinuxIO

/// What the control plane knows of recordings: the one that runs, those of this run of the daemon, and what people decided.
///
/// Control thread only. The recorder runs on the drain thread, files on theirs; here is asked, and looked at what came of it.
final class RecordingBook {
  /// An episode that ended, with what it came to.
  struct Ended {
    var summary: EpisodeSummary
    var bytes: Int
  }

  let folder: String
  let desk: RecordingDesk
  let status: RecordingStatus
  let queue: ChunkQueue
  let keeper: EpisodeKeeper
  let events: EventQueue
  let wake: () -> Void
  /// The episode that runs, or begins, or is being ended.
  var current: EpisodeID?
  var began: Timestamp = .never
  /// Every episode of this run that is still spoken of, oldest first.
  private(set) var decisions: [EpisodeDecision] = []
  private(set) var ended: [EpisodeID: Ended] = [:]
  /// The last episode whose verdict was told.
  private var judged: EpisodeID?
  /// Why the last recording is not whole; nil: it is.
  private(set) var problem: ControlRefusal?

  /// A day of takes; older ones are decided with a file manager.
  private static let capacity = 1000

  init(
    folder: String, desk: RecordingDesk, status: RecordingStatus, queue: ChunkQueue, keeper: EpisodeKeeper, events: EventQueue,
    wake: @escaping () -> Void
  ) {
    self.folder = folder
    self.desk = desk
    self.status = status
    self.queue = queue
    self.keeper = keeper
    self.events = events
    self.wake = wake
  }

  func decision(of id: EpisodeID) -> EpisodeDecision? { decisions.last { $0.id == id } }

  func note(_ decision: EpisodeDecision) {
    if let index = decisions.lastIndex(where: { $0.id == decision.id }) {
      decisions[index] = decision
      return
    }
    decisions.append(decision)
    if decisions.count > RecordingBook.capacity { ended[decisions.removeFirst().id] = nil }
  }

  /// Begins an episode: the recorder takes the order within its next turn.
  func begin(task: String, operatorName: String, now: Timestamp) -> EpisodeDecision {
    let plan = EpisodePlan(operatorName: operatorName, label: task)
    let wall = WallClockReading.take()
    let path = "\(folder)/\(CalendarDay(nanoseconds: wall.realtime))/\(plan.id).mcap"
    // What the last file came to was looked at; from here on the status speaks of the new one.
    status.update { $0 = RecordingStatus.Snapshot() }
    problem = nil
    current = plan.id
    began = now
    let decision = EpisodeDecision(id: plan.id, path: path, task: task, operatorName: operatorName)
    note(decision)
    desk.put(.begin(plan, wall))
    return decision
  }

  /// Looks what became of the running episode.
  func look(now: Timestamp) {
    guard let id = current else { return }
    let snapshot = status.snapshot
    if problem == nil, let found = snapshot.problem {
      let remedy = "free or mount the disk, or choose another folder with --recordings, then start again"
      problem = ControlRefusal("the recording stopped: \(found)", remedy: remedy)
      events.put(event("recording_failed", .error, id, "\(found)", at: now).with(remedy: remedy))
      desk.put(.end)
    }
    guard let summary = desk.report.finished, summary.id == id else { return }
    tellVerdict(of: summary, at: now)
    let isClosed = snapshot.finished?.id == id || snapshot.problem != nil
    guard isClosed else { return }
    if let finished = snapshot.finished, var decision = decision(of: id) {
      decision.path = finished.path
      note(decision)
    }
    ended[id] = Ended(summary: summary, bytes: snapshot.finished?.bytes ?? 0)
    current = nil
    let seconds = ((summary.ended - summary.began).seconds * 10).rounded() / 10
    let text =
      "recorded \(decision(of: id)?.path ?? id.description): \(seconds) s, \(summary.ticks) ticks, \(summary.lostRecords) records lost"
    events.put(event("recording_stopped", summary.lostRecords == 0 ? .information : .warning, id, text, at: now))
  }

  /// Tells what an episode is worth, once, as soon as that is known: the file may still be on its way to the disk.
  private func tellVerdict(of summary: EpisodeSummary, at now: Timestamp) {
    guard judged != summary.id, let verdict = summary.quality else { return }
    judged = summary.id
    var told = event("verdict", verdict.grade == .good ? .information : .warning, summary.id, verdict.line, at: now)
    if case .object(let members) = verdict.document { told.members += members }
    // The recorder has written it into the file that it is about.
    told.isTapped = true
    events.put(told)
  }

  func event(_ kind: String, _ severity: EventSeverity, _ id: EpisodeID, _ text: String, at now: Timestamp) -> DaemonEvent {
    var event = DaemonEvent(kind, severity, text, at: now)
    event.members = [JSONMember("episode", .string(id.description)), JSONMember("path", .text(decision(of: id)?.path))]
    return event
  }

  /// The key `recording` of the status document.
  func document(now: Timestamp) -> JSONValue {
    let snapshot = status.snapshot
    let decision = current.flatMap { self.decision(of: $0) }
    let seconds = current == nil ? JSONValue.null : JSONValue.age(since: began, at: now)
    let bytes = current == nil ? JSONValue.null : JSONValue.count(snapshot.bytes)
    let problem = problem.map(\.value) ?? JSONValue.null
    return [
      "state": .string(stateName), "folder": .string(folder), "episode": .text(decision?.id.description),
      "path": .text(snapshot.path), "seconds": seconds, "bytes": bytes, "queued_bytes": .count(queue.queuedBytes),
      "task": .text(decision?.task), "operator": .text(decision?.operatorName), "label": .text(decision?.label),
      "problem": problem, "longest_write_s": .seconds(snapshot.longestWrite), "longest_sync_s": .seconds(snapshot.longestSync),
      "last": last,
    ]
  }

  private var stateName: String {
    if current == nil { return "idle" }
    switch desk.report.state {
    // The recorder is done; the file is not.
    case .idle, .ending: return "ending"
    case .starting: return "starting"
    case .running: return "running"
    }
  }

  private var last: JSONValue {
    guard let decision = decisions.last(where: { ended[$0.id] != nil }) else { return .null }
    return .object(
      members(of: decision) + [
        JSONMember("decision", .string(decision.verdict.rawValue)), JSONMember("task", .string(decision.task)),
        JSONMember("label", .string(decision.label)),
      ])
  }

  /// What an episode that ended came to.
  func members(of decision: EpisodeDecision) -> [JSONMember] {
    var members = [JSONMember("episode", .string(decision.id.description)), JSONMember("path", .string(decision.path))]
    guard let ended = ended[decision.id] else { return members }
    members += [
      JSONMember("bytes", .count(ended.bytes)), JSONMember("seconds", .seconds(ended.summary.ended - ended.summary.began)),
      JSONMember("ticks", .count(ended.summary.ticks)), JSONMember("lost_records", .count(ended.summary.lostRecords)),
      JSONMember("ended_ns", .integer(ended.summary.ended.nanoseconds)), JSONMember("quality", ended.summary.quality?.document ?? .null),
    ]
    return members
  }
}
