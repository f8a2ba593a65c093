internal import ExocapCore
package import LinuxIO
internal import MCAP

/// Makes a whole recording of a torn one, in place: what is sound stays where it is, the file's end is written behind it.
///
/// Interrupted anywhere, it leaves a file that can be repaired; done twice, it changes nothing. It takes memory for one record and the
/// summary, and as long as it takes to read the file.
package struct RecordingRepair: Sendable {
  /// What became of a file.
  package enum Outcome: Sendable, Equatable {
    /// Nothing was missing but, perhaps, its name.
    case whole(path: String)
    case recovered(path: String, RecordingRecovery)
    /// It was asked to stop before anything was written.
    case stopped
  }

  private let disk: any Disk
  private let version: String
  private let boot: String

  /// Repairs on `disk`; `version` is exocap's, `boot` names this life of the machine (empty: not known).
  package init(on disk: any Disk, version: String, boot: String) {
    self.disk = disk
    self.version = version
    self.boot = boot
  }

  /// Repairs the file at `path`; one that ends with `.part` gets its name.
  ///
  /// - Parameters:
  ///   - now: [ns] UTC since 1970.
  ///   - goesOn: asked before each record; false stops, as long as nothing is written.
  package func repair(
    _ path: String, now: Int64, while goesOn: () -> Bool = { true }
  ) throws(RepairProblem) -> Outcome {
    do throws(IOError) {
      let name = RecordingRepair.wholeName(of: path)
      if name != path, disk.exists(name) { throw IOError("rename to", name, .system(.fileExists), remedy: "move one of both away") }
      let file = try disk.open(path)
      let found = try look(at: file, now: now, while: goesOn)
      switch found {
      case .stopped: return .stopped
      case .foreign: throw IOError("repair", path, .malformed(expected: "an MCAP file that exocap wrote"))
      case .repaired(let repaired, let recovery):
        try write(repaired, to: file)
        try rename(path, to: name)
        return recovery.map { .recovered(path: name, $0) } ?? .whole(path: name)
      }
    } catch {
      throw RepairProblem(path: path, reason: error)
    }
  }

  /// The name without its unfinished ending.
  static func wholeName(of path: String) -> String {
    path.hasSuffix(RecordingFile.unfinishedEnding) ? String(path.dropLast(RecordingFile.unfinishedEnding.count)) : path
  }

  private enum Found {
    case repaired(RepairedFile, RecordingRecovery?)
    case foreign
    case stopped
  }

  private func look(at file: any DiskFile, now: Int64, while goesOn: () -> Bool) throws(IOError) -> Found {
    var salvage = try salvage(file)
    if salvage.isForeign { return .foreign }
    guard try salvage.scan(while: goesOn) else { return .stopped }
    guard isOurs(salvage) else { return .foreign }
    if salvage.isComplete, salvage.damagedChunkCount == 0 {
      let repaired = try salvage.finish(adding: [])
      if repaired.isUnchanged { return .repaired(repaired, nil) }
      // Only its summary is torn: once more, with a word about it.
      salvage = try self.salvage(file)
      guard try salvage.scan(while: goesOn) else { return .stopped }
    }
    // A repair that was interrupted has said it already.
    if let said = salvage.metadata.last(where: { $0.name == RecordingFormat.recoveredName }) {
      return .repaired(try salvage.finish(adding: []), RecordingRecovery(said.entries))
    }
    let recovery = recovery(of: salvage, now: now)
    return .repaired(try salvage.finish(adding: [recovery.metadata]), recovery)
  }

  private func salvage(_ file: any DiskFile) throws(IOError) -> Salvage<DiskSource> {
    var limits = ReaderLimits()
    // Ours are under 17 MB; a record that says more is none.
    limits.chunkSize = 32 << 20
    return try Salvage.open(DiskSource(file, count: try file.length()), library: "exocap \(version)", limits: limits)
  }

  /// A file that was torn before anybody could tell has no message either: then it may be ours.
  private func isOurs(_ salvage: borrowing Salvage<DiskSource>) -> Bool {
    salvage.chunkCount == 0 || salvage.metadata.contains { $0.name == RecordingFormat.openingName }
  }

  private func recovery(of salvage: borrowing Salvage<DiskSource>, now: Int64) -> RecordingRecovery {
    let isClosed = salvage.isComplete || salvage.metadata.contains { $0.name == RecordingFormat.closingName }
    return RecordingRecovery(
      recoveredAt: now, tailBytesCut: salvage.tailLength, lostTail: isClosed ? .zero : lostTail(of: salvage),
      damagedChunks: salvage.damagedChunkCount, version: version)
  }

  /// What one chunk covers in this file: the one that was being filled. After the machine itself went down, what was not yet brought to
  /// disk as well.
  private func lostTail(of salvage: borrowing Salvage<DiskSource>) -> Interval {
    let chunk = max(Interval(nanoseconds: Int64(clamping: salvage.recentStep)), RecorderSettings(folder: "").chunkTime)
    let opening = salvage.metadata.first { $0.name == RecordingFormat.openingName }
    let before = opening?.entries["boot"] ?? ""
    let hasRebooted = !boot.isEmpty && !before.isEmpty && before != boot
    return hasRebooted ? chunk + RecordingSync.period : chunk
  }

  private func write(_ repaired: RepairedFile, to file: any DiskFile) throws(IOError) {
    for patch in repaired.patches { try unsafe file.writeAll(patch.bytes.span.bytes, at: patch.offset) }
    // Also where nothing changed: room that the file held beyond its end is given back.
    try file.truncate(to: repaired.length)
    try file.synchronize()
  }

  private func rename(_ path: String, to name: String) throws(IOError) {
    guard name != path else { return }
    try disk.rename(path, to: name)
    try disk.synchronizeFolder(Files.folder(of: name))
  }
}

/// Why a file was not repaired. It is as it was.
package struct RepairProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file.
  package var path: String
  package var reason: IOError

  package var description: String { reason.description }
}

/// A file on a disk, as what is repaired.
private struct DiskSource: ByteSource {
  let count: Int
  private let file: any DiskFile

  init(_ file: any DiskFile, count: Int) {
    self.file = file
    self.count = count
  }

  mutating func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) {
    let wanted = bytes.byteCount
    let got = try file.readAll(into: &bytes, at: offset)
    guard got == wanted else { throw IOError("read", file.path, .malformed(expected: "as long as it was a moment ago")) }
  }
}
