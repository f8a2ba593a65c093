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
  /// Nil where the rig keeps no black box.
  var shelf: BlackBoxShelf?
  /// The episode that runs, or begins, or is being ended.
  var current: EpisodeID?
  var began: Timestamp = .never
  /// Every episode of this run that is still spoken of, oldest first.
  private(set) var entries: [BookEntry] = []
  private(set) var ended: [EpisodeID: Ended] = [:]
  /// The last episode whose verdict was told.
  private var judged: EpisodeID?
  /// Why the last recording is not whole; nil: it is.
  private(set) var problem: ControlRefusal?
  private var orders: [BookOrder] = []
  /// What presses of controls asked for, and is not answered yet.
  var asked: [AskedByPress] = []
  private var clockDue: Timestamp = .never

  /// A day of takes; older ones are still found by their id.
  private static let capacity = 1000
  /// As often as `/clock_sync` has pairs.
  private static var clockPeriod: Interval { .seconds(1) }

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

  func entry(of id: EpisodeID) -> BookEntry? { entries.last { $0.id == id } }

  private func change(_ id: EpisodeID, _ body: (inout BookEntry) -> Void) {
    if let index = entries.lastIndex(where: { $0.id == id }) { body(&entries[index]) }
  }

  /// Begins an episode: the recorder takes the order within its next turn.
  func begin(_ plan: EpisodePlan, now: Timestamp) -> BookEntry {
    let wall = WallClockReading.take()
    let path = "\(folder)/\(CalendarDay(nanoseconds: wall.realtime))/\(plan.id).mcap"
    // What the last file came to was looked at; from here on the status speaks of the new one.
    status.update { $0 = RecordingStatus.Snapshot() }
    problem = nil
    current = plan.id
    began = now
    clockDue = now
    let entry = BookEntry(plan, path: path, clockOffset: wall.realtime - wall.monotonic.nanoseconds)
    entries.append(entry)
    if entries.count > RecordingBook.capacity { ended[entries.removeFirst().id] = nil }
    desk.put(.begin(plan, wall))
    return entry
  }

  /// Orders a decision; `advance` brings it on its way and says what came of it.
  func put(_ order: BookOrder) { orders.append(order) }

  /// Looks what became of decisions.
  func advance(now: Timestamp) {
    // What is said of one episode is carried out in that order: an undo does not pass the discard that it is meant for.
    var held: Set<EpisodeID> = []
    for order in orders where order.ticket == nil {
      let id = order.order.id
      if held.contains(id) || order.waitsForEnd && current == id {
        held.insert(id)
        continue
      }
      order.ticket = keeper.put(order.order)
      wake()
    }
    for order in orders {
      guard let result = order.ticket.flatMap({ keeper.take($0) }) else { continue }
      switch result {
      case .success(var decision):
        // A file that is being written has not got its name yet.
        if let entry = entry(of: decision.id), current == decision.id { decision.path = entry.path }
        change(decision.id) { entry in
          entry.sidecar = decision.sidecar
          entry.path = decision.path
        }
        order.outcome = .success(decision)
        if let event = order.told(decision, at: now) { events.put(event) }
      case .failure(let error): order.outcome = .failure(ControlRefusal(error.sentence, remedy: error.remedy))
      }
    }
    orders.removeAll { $0.outcome != nil }
  }

  /// Looks what became of the running episode, and of decisions.
  func look(now: Timestamp) {
    lookAtBlackBox(now: now)
    lookAtEpisode(now: now)
    advance(now: now)
    lookAtPresses(now: now)
  }

  private func lookAtEpisode(now: Timestamp) {
    guard let id = current else { return }
    let snapshot = status.snapshot
    if problem == nil, let found = snapshot.problem {
      let remedy = "free or mount the disk, or choose another folder with --recordings, then start again"
      problem = ControlRefusal("the recording stopped: \(found)", remedy: remedy)
      events.put(event("recording_failed", .error, id, "\(found)", at: now).with(remedy: remedy))
      desk.put(.end)
    }
    announce(id, snapshot, now: now)
    guard let summary = desk.report.finished, summary.id == id else { return }
    tellVerdict(of: summary, at: now)
    let isClosed = snapshot.finished?.id == id || snapshot.problem != nil
    guard isClosed else { return }
    if let finished = snapshot.finished { change(id) { $0.path = finished.path } }
    ended[id] = Ended(summary: summary, bytes: snapshot.finished?.bytes ?? 0)
    current = nil
    let seconds = ((summary.ended - summary.began).seconds * 10).rounded() / 10
    let text =
      "recorded \(entry(of: id)?.path ?? id.description): \(seconds) s, \(summary.ticks) ticks, \(summary.lostRecords) records lost"
    if let finished = snapshot.finished, finished.id == id { tellOfSlowDisk(finished, now: now) }
    events.put(event("recording_stopped", summary.lostRecords == 0 ? .information : .warning, id, text, at: now))
  }

  /// Says once that the file is there, with what a camera's process needs to add its own.
  private func announce(_ id: EpisodeID, _ snapshot: RecordingStatus.Snapshot, now: Timestamp) {
    guard let entry = entry(of: id), !entry.isAnnounced else { return }
    guard snapshot.path == entry.path || snapshot.finished?.id == id else { return }
    change(id) { $0.isAnnounced = true }
    var event = event("recording_started", .information, id, "recording to \(entry.path)", at: now)
    event.members += [
      JSONMember("folder", .string(Files.folder(of: entry.path))), JSONMember("clock_offset_ns", .integer(entry.clockOffset)),
      JSONMember("task", .string(entry.plan.label)), JSONMember("operator", .string(entry.plan.operatorName)),
    ]
    events.put(event)
  }

  /// A pair of both clocks for who adds files to the running episode, once a second; nil: not now.
  func takeClockEvent(now: Timestamp) -> DaemonEvent? {
    guard let id = current, now >= clockDue else { return nil }
    clockDue = now + RecordingBook.clockPeriod
    let wall = WallClockReading.take()
    let isSynchronised: JSONValue =
      switch wall.synchronisation {
      case .synchronised: true
      case .unsynchronised: false
      case .unknown: .null
      }
    var event = DaemonEvent("clock", .information, "", at: now)
    event.members = [
      JSONMember("episode", .string(id.description)), JSONMember("monotonic_ns", .integer(wall.monotonic.nanoseconds)),
      JSONMember("realtime_ns", .integer(wall.realtime)), JSONMember("uncertainty_ns", .integer(wall.uncertainty.nanoseconds)),
      JSONMember("synchronised", isSynchronised),
    ]
    return event
  }

  /// The promise on a power cut counts on a quick disk; a take in which it was not is told apart.
  private func tellOfSlowDisk(_ finished: FinishedRecording, now: Timestamp) {
    let longest = max(finished.longestWrite, finished.longestSync)
    guard longest > FinishedRecording.slowDisk else { return }
    let what = finished.longestWrite >= finished.longestSync ? "write" : "sync"
    var slow = event(
      "recording_slow_disk", .warning, finished.id, "the disk took \(longest.nanoseconds / 1_000_000) ms for one \(what)", at: now)
    slow.value = longest.seconds
    events.put(slow)
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
    event.members = [JSONMember("episode", .string(id.description)), JSONMember("path", .text(entry(of: id)?.path))]
    return event
  }
}

extension BookOrder {
  /// What subscribers hear of it.
  func told(_ decision: EpisodeDecision, at now: Timestamp) -> DaemonEvent? {
    guard let event else { return nil }
    let verdict = decision.sidecar.verdict
    let reason = decision.sidecar.text("reason")
    let said = decision.undone.isEmpty ? "" : "; undone: " + decision.undone.map(\.name).joined(separator: ", ")
    let text = "\(verdict.rawValue)\(reason.isEmpty ? "" : " (\(reason))"): \(decision.path)\(said)"
    var told = DaemonEvent(event, .information, text, at: now)
    told.members = [JSONMember("episode", .string(decision.id.description)), JSONMember("path", .string(decision.path))]
    return told
  }
}
