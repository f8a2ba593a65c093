package import ExocapCore
internal import Glibc
package import LinuxIO
internal import Synchronization

/// What shall become of an episode's sidecar.
package struct EpisodeOrder: Sendable {
  /// What is done.
  package enum Act: Sendable {
    /// Sets fields of the sidecar; `decision` among them moves the files.
    case change([JSONMember])
    /// Takes the last change back.
    case undo
  }

  package var id: EpisodeID
  /// What the sidecar says where there is none yet.
  package var task = ""
  package var operatorName = ""
  package var act: Act

  /// Keeps or discards.
  package static func decide(_ verdict: EpisodeVerdict, reason: String) -> Act {
    .change([JSONMember("decision", .string(verdict.rawValue)), JSONMember("reason", .string(reason))])
  }
}

/// What became of an order.
package struct EpisodeDecision: Sendable {
  package var id: EpisodeID
  /// Where the recording is.
  package var path: String
  package var sidecar: EpisodeSidecar
  /// The fields that an undo brought back.
  package var undone: [JSONMember] = []
}

/// Writes decisions beside recordings, moves discarded ones aside, and deletes of those what is old or in the way. Its work is done by a
/// thread that may wait for the disk.
///
/// The sidecar is written first and moved last, so that after a crash it says what the files shall do: `settleAll` makes them.
package final class EpisodeKeeper: Sendable {
  /// When discarded recordings are deleted.
  package struct Settings: Sendable {
    /// The recordings'; discarded ones go to `discarded` in it.
    package var folder: String
    /// How long a discarded one can be had back.
    package var keepsDiscarded = Interval.seconds(24 * 3600)
    /// [B] Where less is free on the disk, the oldest discarded ones go earlier.
    package var spaceWanted: Int

    package init(folder: String, spaceWanted: Int = 0) {
      self.folder = folder
      self.spaceWanted = spaceWanted
    }
  }

  private struct State {
    var jobs: [(ticket: Int, order: EpisodeOrder)] = []
    var nextTicket = 0
    var done: [Int: Result<EpisodeDecision, IOError>] = [:]
    /// Whether what a crash cut short was looked for.
    var isSettled = false
    var purge = PurgeSchedule()
    var purged = PurgedCount()
  }

  private let state = Mutex(State())
  let settings: Settings
  let events: EventQueue

  package init(_ settings: Settings, events: EventQueue) {
    self.settings = settings
    self.events = events
  }

  /// Orders something; `take` answers for the number that is returned.
  package func put(_ order: EpisodeOrder) -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.jobs.append((state.nextTicket, order))
      return state.nextTicket
    }
  }

  /// What became of it, once; nil while it is not done.
  package func take(_ ticket: Int) -> Result<EpisodeDecision, IOError>? { state.withLock { $0.done.removeValue(forKey: ticket) } }

  /// What was deleted in this run.
  package var purged: PurgedCount { state.withLock { $0.purged } }

  /// Carries out what was ordered, and looks whether something is to be deleted. May wait for the disk.
  package func turn(now: Timestamp, utc: Int64) {
    let isFirst = state.withLock { state in
      defer { state.isSettled = true }
      return !state.isSettled
    }
    if isFirst { settleAll(now: now) }
    while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
      let result: Result<EpisodeDecision, IOError>
      do throws(IOError) {
        result = .success(try carryOut(job.order, utc: utc))
      } catch {
        result = .failure(error)
      }
      state.withLock { $0.done[job.ticket] = result }
    }
    var schedule = state.withLock { $0.purge }
    let deleted = purge(&schedule, now: now, utc: utc)
    state.withLock { state in
      state.purge = schedule
      state.purged.add(deleted)
    }
  }

  private func carryOut(_ order: EpisodeOrder, utc: Int64) throws(IOError) -> EpisodeDecision {
    guard var files = try EpisodeFiles.find(order.id, in: settings.folder) else {
      throw IOError("find episode \(order.id) in", settings.folder, .notFound(found: []))
    }
    var sidecar =
      try EpisodeSidecar.read(files.sidecarPath) ?? EpisodeSidecar(episode: order.id, task: order.task, operatorName: order.operatorName)
    // A move that failed half way is ended first.
    if files.recording == nil && !sidecar.isPurged { files = try settle(files, sidecar) }
    guard files.recording != nil, !sidecar.isPurged else {
      throw IOError(
        "decide about episode \(order.id):", "its recording", .malformed(expected: "there any more: it was discarded, then deleted"))
    }
    var undone: [JSONMember] = []
    switch order.act {
    case .change(let fields): sidecar.change(fields, at: utc)
    case .undo:
      guard let fields = sidecar.undo() else {
        throw IOError("undo what was decided about", order.id.description, .malformed(expected: "decided: there is nothing to undo"))
      }
      undone = fields
    }
    try sidecar.write(to: files.sidecarPath)
    let moved = try settle(files, sidecar)
    return EpisodeDecision(id: order.id, path: moved.recording ?? "", sidecar: sidecar, undone: undone)
  }

  /// Moves an episode's files where its sidecar says that they belong; the sidecar last. Returns where they are.
  @discardableResult
  func settle(_ files: EpisodeFiles, _ sidecar: EpisodeSidecar) throws(IOError) -> EpisodeFiles {
    let isDiscarded = sidecar.verdict == .discarded
    guard files.isAside != isDiscarded else { return files }
    let target = settings.folder + "/" + (isDiscarded ? EpisodeFiles.asideName + "/" : "") + files.day
    try Files.makeFolders(target)
    for path in files.others + (files.recording.map { [$0] } ?? []) + [files.sidecarPath] {
      let new = target + "/" + Files.name(of: path)
      // Not Files.rename, which deletes the old file where it fails.
      guard unsafe Glibc.rename(path, new) == 0 else { throw IOError("rename to", new, .system(ErrorCode(rawValue: errno))) }
    }
    try Files.synchronizeFolder(target)
    try Files.synchronizeFolder(files.folder)
    return try EpisodeFiles(files.id, in: target)
  }
}
