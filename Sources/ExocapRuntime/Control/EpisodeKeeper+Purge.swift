internal import ExocapCore
internal import Glibc
internal import LinuxIO

/// What was deleted.
package struct PurgedCount: Sendable, Equatable {
  package var episodes = 0
  /// [B]
  package var bytes = 0

  mutating func add(_ other: PurgedCount) {
    episodes += other.episodes
    bytes += other.bytes
  }
}

/// When the keeper looks again for what may be deleted.
struct PurgeSchedule: Sendable {
  var spaceDue: Timestamp = .never
  var ageDue: Timestamp = .never
  /// Episodes that could not be deleted: told once.
  var stubborn: Set<EpisodeID> = []

  /// Looking at the free space is one system call.
  static var spacePeriod: Interval { .seconds(1) }
  /// Looking at ages reads every sidecar that lies aside.
  static var agePeriod: Interval { .seconds(60) }
}

extension EpisodeKeeper {
  /// Why a recording is deleted. There is no other reason.
  private enum PurgeReason: String {
    case age
    case space
  }

  /// A discarded episode whose files are still there.
  private struct Candidate {
    var files: EpisodeFiles
    var sidecar: EpisodeSidecar
  }

  /// Deletes at most one recording: one that was discarded long ago, or the one discarded first where the disk is nearly full.
  func purge(_ schedule: inout PurgeSchedule, now: Timestamp, utc: Int64) -> PurgedCount {
    guard now >= schedule.spaceDue, Files.isFolder(settings.folder) else { return PurgedCount() }
    schedule.spaceDue = now + PurgeSchedule.spacePeriod
    let free = (try? Files.freeSpace(at: settings.folder)) ?? .max
    let needsSpace = free < settings.spaceWanted
    guard needsSpace || now >= schedule.ageDue else { return PurgedCount() }
    let known = schedule.stubborn
    let oldest = candidates().filter { !known.contains($0.files.id) }.min { $0.sidecar.decidedAt < $1.sidecar.decidedAt }
    guard let oldest, needsSpace || utc - oldest.sidecar.decidedAt >= settings.keepsDiscarded.nanoseconds else {
      schedule.ageDue = now + PurgeSchedule.agePeriod
      return PurgedCount()
    }
    // There may be more: at the next turn.
    schedule.spaceDue = now
    do throws(IOError) {
      let because: PurgeReason = utc - oldest.sidecar.decidedAt >= settings.keepsDiscarded.nanoseconds ? .age : .space
      return try purge(oldest, because: because, now: now, utc: utc)
    } catch {
      schedule.stubborn.insert(oldest.files.id)
      let text = "a discarded recording cannot be deleted: \(error.sentence)"
      events.put(DaemonEvent("recording_purge_failed", .warning, text, at: now).with(remedy: error.remedy))
      return PurgedCount()
    }
  }

  /// Only what lies aside and whose sidecar says that it was discarded.
  private func candidates() -> [Candidate] {
    let aside = (try? EpisodeFiles.listAside(settings.folder)) ?? []
    return aside.compactMap { files in
      guard let sidecar = try? EpisodeSidecar.read(files.sidecarPath), sidecar.verdict == .discarded else { return nil }
      let files = takeLate(files)
      return files.all.isEmpty ? nil : Candidate(files: files, sidecar: sidecar)
    }
  }

  /// Moves aside what a camera finished after its episode was discarded.
  private func takeLate(_ files: EpisodeFiles) -> EpisodeFiles {
    guard let left = try? EpisodeFiles(files.id, in: settings.folder + "/" + files.day), !left.others.isEmpty else { return files }
    // Where it cannot be moved it stays, and is looked for again.
    for path in left.others { unsafe _ = rename(path, files.folder + "/" + Files.name(of: path)) }
    return (try? EpisodeFiles(files.id, in: files.folder)) ?? files
  }

  /// The sidecar stays and takes over what the recording said of itself: who gave it, when, and how long it was.
  private func purge(
    _ candidate: Candidate, because reason: PurgeReason, now: Timestamp, utc: Int64
  ) throws(IOError) -> PurgedCount {
    let files = candidate.files
    var sidecar = candidate.sidecar
    if !sidecar.isPurged {
      sidecar.note("recording", EpisodeFacts(files).remains)
      sidecar.note("purged_utc_ns", .integer(utc))
      sidecar.note("purged_because", .string(reason.rawValue))
    }
    let isWritten = (try? sidecar.write(to: files.sidecarPath)) != nil
    var bytes = 0
    for path in files.all {
      bytes += FileStatus(of: path)?.size ?? 0
      try Files.remove(path)
    }
    // A disk without any room left takes the sidecar now.
    if !isWritten { try sidecar.write(to: files.sidecarPath) }
    try Files.synchronizeFolder(files.folder)
    let why =
      reason == .age ? "it was discarded \(settings.keepsDiscarded.nanoseconds / 3_600_000_000_000) h ago" : "the disk is nearly full"
    var event = DaemonEvent(
      "recording_purged", .information, "deleted \(files.recording ?? files.folder) (\(bytes) bytes): \(why)", at: now)
    event.members = [
      JSONMember("episode", .string(files.id.description)), JSONMember("path", .text(files.recording)),
      JSONMember("because", .string(reason.rawValue)), JSONMember("bytes", .count(bytes)),
    ]
    events.put(event)
    return PurgedCount(episodes: 1, bytes: bytes)
  }

  /// Ends moves that a crash cut short.
  func settleAll(now: Timestamp) {
    for files in (try? EpisodeFiles.list(settings.folder)) ?? [] where files.hasSidecar {
      do throws(IOError) {
        guard let sidecar = try EpisodeSidecar.read(files.sidecarPath) else { continue }
        try settle(files, sidecar)
      } catch {
        let text = "episode \(files.id) stays where it is: \(error.sentence)"
        events.put(DaemonEvent("recording_purge_failed", .warning, text, at: now).with(remedy: error.remedy))
      }
    }
  }
}
