internal import ExocapCore
internal import Glibc
internal import LinuxIO
internal import Synchronization

/// What an operator decided about a recording.
enum EpisodeVerdict: String, Sendable {
  case undecided
  case kept
  case discarded
}

/// An episode with what people said of it.
struct EpisodeDecision: Sendable {
  var id: EpisodeID
  /// Where the recording is.
  var path: String
  var verdict = EpisodeVerdict.undecided
  var reason = ""
  var label = ""
  /// Whether the task was done: `success` or `failure`; empty: nobody said. Apart from `verdict`: a failed take may be worth keeping.
  var outcome = ""
  /// Why it failed; empty: nobody said.
  var cause = ""
  var task: String
  var operatorName: String

  /// What stands in the sidecar.
  func document(decidedAt: Int64) -> JSONValue {
    [
      "episode": .string(id.description), "decision": .string(verdict.rawValue), "reason": .string(reason), "label": .string(label),
      "outcome": .string(outcome), "cause": .string(cause),
      "task": .string(task), "operator": .string(operatorName), "decided_utc_ns": .integer(decidedAt),
    ]
  }
}

/// Writes decisions beside recordings and moves discarded ones aside. Its work is done by a thread that may wait for the disk.
final class EpisodeKeeper: Sendable {
  private struct State {
    var jobs: [(ticket: Int, decision: EpisodeDecision)] = []
    var nextTicket = 0
    var done: [Int: Result<EpisodeDecision, IOError>] = [:]
  }

  private let state = Mutex(State())
  private let folder: String

  /// `folder`: the recordings'; discarded ones go to `discarded` in it.
  init(folder: String) { self.folder = folder }

  /// Orders a decision to be carried out; `take` answers for the number that is returned.
  func put(_ decision: EpisodeDecision) -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.jobs.append((state.nextTicket, decision))
      return state.nextTicket
    }
  }

  /// What became of it, once; nil while it is not done.
  func take(_ ticket: Int) -> Result<EpisodeDecision, IOError>? { state.withLock { $0.done.removeValue(forKey: ticket) } }

  /// Carries out what was ordered. May wait for the disk.
  func turn() {
    while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
      let result: Result<EpisodeDecision, IOError>
      do throws(IOError) {
        result = .success(try carryOut(job.decision))
      } catch {
        result = .failure(error)
      }
      state.withLock { $0.done[job.ticket] = result }
    }
  }

  private func carryOut(_ decision: EpisodeDecision) throws(IOError) -> EpisodeDecision {
    var decision = decision
    let aside = folder + "/discarded/"
    let name = Files.name(of: decision.path)
    let old = EpisodeKeeper.sidecar(of: decision.path)
    if decision.verdict == .discarded && !decision.path.hasPrefix(aside) {
      decision.path = try move(decision.path, to: aside + EpisodeKeeper.day(of: decision.path), name: name)
    } else if decision.verdict == .kept && decision.path.hasPrefix(aside) {
      decision.path = try move(decision.path, to: folder + "/" + EpisodeKeeper.day(of: decision.path), name: name)
    }
    let text = decision.document(decidedAt: WallClockReading.take().realtime).line + "\n"
    let new = EpisodeKeeper.sidecar(of: decision.path)
    try Files.writeAtomically(text, to: new)
    if old != new { try Files.remove(old) }
    return decision
  }

  private func move(_ path: String, to folder: String, name: String) throws(IOError) -> String {
    try Files.makeFolders(folder)
    guard Files.exists(path) else { throw IOError("move", path, .notFound(found: [])) }
    let new = folder + "/" + name
    // Not Files.rename, which deletes the old file where it fails.
    guard unsafe Glibc.rename(path, new) == 0 else { throw IOError("rename to", new, .system(ErrorCode(rawValue: errno))) }
    try Files.synchronizeFolder(folder)
    try Files.synchronizeFolder(Files.folder(of: path))
    return new
  }

  /// The folder of the day that a recording lies in.
  private static func day(of path: String) -> String { Files.name(of: Files.folder(of: path)) }

  /// `…/EPISODE.decision.json` of `…/EPISODE.mcap` or `…/EPISODE.mcap.part`.
  static func sidecar(of path: String) -> String {
    var stem = path
    for ending in [".part", ".mcap"] where stem.hasSuffix(ending) { stem.removeLast(ending.count) }
    return stem + ".decision.json"
  }
}
