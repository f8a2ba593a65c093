// ExocapCatalog/ lists recordings: an SQLite index of what their files say, made anew from them at any time. It is the tool's; the daemon
// only writes files. It knows no daemon, and nothing stands in it alone.

internal import ExocapRuntime
internal import GRDB
internal import LinuxIO

/// The index of one folder of recordings. One thread.
///
/// Rows are kept as long as the names, lengths and times of an episode's files are the same; all else is read again.
package final class EpisodeIndex {
  private let database: DatabaseQueue
  /// The recordings'.
  package let folder: String

  /// Goes up where an older index cannot be used: then it is made anew.
  private static let version = 1

  /// Opens the index of `folder` in the file at `path`, and makes it where there is none, or where it is another version's.
  package init(folder: String, path: String) throws(CatalogError) {
    self.folder = Files.resolved(folder) ?? folder
    do {
      try Files.makeFolders(Files.folder(of: path))
      database = try EpisodeIndex.open(path)
    } catch {
      throw CatalogError(path: path, error)
    }
  }

  /// What is no index any more, after a power cut say, is made anew: nothing is lost with it.
  private static func open(_ path: String) throws -> DatabaseQueue {
    do {
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try prepare(database)
      return database
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
      try Files.remove(path)
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try prepare(database)
      return database
    }
  }

  /// The file's usual place: hidden in the folder itself, or in the user's cache where the folder is not ours to write.
  package static func usualPath(folder: String, cache: String) -> String {
    let inside = folder + "/.catalog.sqlite"
    if Files.isWritable(folder), !Files.exists(inside) || Files.isWritable(inside) { return inside }
    let name = (Files.resolved(folder) ?? folder).split(separator: "/").joined(separator: "-")
    return "\(cache)/exocap/\(name).sqlite"
  }

  /// Another tool may be writing: it is waited for.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }

  private static func prepare(_ database: DatabaseQueue) throws {
    try database.write { db in
      let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
      if found == version { return }
      try db.execute(sql: "DROP TABLE IF EXISTS cameras; DROP TABLE IF EXISTS episodes")
      try db.execute(sql: schema)
      try db.execute(sql: "PRAGMA user_version = \(version)")
    }
  }

  /// The columns are those of `exocap episodes --format json`; times are UTC, lengths s, sizes B.
  private static let schema = """
    CREATE TABLE episodes (
      path TEXT PRIMARY KEY, file TEXT NOT NULL, episode TEXT NOT NULL, stamp TEXT NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL, began_utc_ns INTEGER NOT NULL,
      seconds REAL NOT NULL, engaged_s REAL NOT NULL, ticks INTEGER NOT NULL, lost_records INTEGER NOT NULL, bytes INTEGER NOT NULL,
      task TEXT NOT NULL, operator TEXT NOT NULL, consent TEXT NOT NULL, scene TEXT NOT NULL, objects TEXT NOT NULL, rig TEXT NOT NULL,
      robots TEXT NOT NULL, exocap TEXT NOT NULL, decision TEXT NOT NULL, reason TEXT NOT NULL, label TEXT NOT NULL,
      decided_utc_ns INTEGER NOT NULL, outcome TEXT NOT NULL, cause TEXT NOT NULL, verdict TEXT NOT NULL, reasons TEXT NOT NULL,
      problems TEXT NOT NULL, sha256 TEXT
    );
    CREATE INDEX episodes_by_operator ON episodes (operator, began_utc_ns);
    CREATE TABLE cameras (
      episode_path TEXT NOT NULL REFERENCES episodes (path) ON DELETE CASCADE, path TEXT NOT NULL, camera TEXT NOT NULL, images INTEGER,
      expected INTEGER, gaps INTEGER, longest_gap_s REAL, rate_hz REAL, clock_pairs INTEGER, clock_residual_s REAL, worst_residual_s REAL,
      bytes INTEGER, problems TEXT NOT NULL, sha256 TEXT
    );
    CREATE INDEX cameras_by_episode ON cameras (episode_path);
    """

  // MARK: Making it

  /// What a look at the folder changed.
  package struct Changes: Sendable, Equatable {
    /// Episodes in the folder.
    package var episodes = 0
    /// Of these, read now.
    package var read = 0
    /// Of these, those that are being written: they are listed when they are closed.
    package var running = 0
    /// Rows whose files are gone.
    package var gone = 0
    /// Checksums that were computed.
    package var hashed = 0
  }

  /// [ns] A file without an end that changed within this time is being written: the recorder writes ten times a second.
  private static var writingTime: Int64 { 10_000_000_000 }
  /// Rows that are written at once: each write waits for the disk.
  private static var batch: Int { 64 }

  /// Brings the index up to date: reads what is new or has changed, forgets what is gone. `progress` is told how many of how many are done.
  package func update(hashes: Bool, progress: (Int, Int) -> Void = { _, _ in }) throws(CatalogError) -> Changes {
    let all: [EpisodeFiles]
    do throws(IOError) {
      all = try EpisodeFiles.list(folder)
    } catch {
      throw CatalogError(path: folder, error)
    }
    do {
      var changes = Changes(episodes: all.count)
      var known = try stamps()
      var rows: [(row: EpisodeRow, stamp: String)] = []
      let now = WallClockReading.take().realtime
      for (index, files) in all.enumerated() {
        defer { progress(index + 1, all.count) }
        if files.isBeingWritten(at: now, within: EpisodeIndex.writingTime) {
          changes.running += 1
          continue
        }
        let stamp = files.stamp
        guard known.removeValue(forKey: files.key) != stamp else { continue }
        rows.append((EpisodeRow(EpisodeFacts(files)), stamp))
        changes.read += 1
        if rows.count >= EpisodeIndex.batch { try put(&rows) }
      }
      try put(&rows)
      try remove(Array(known.keys))
      changes.gone = known.count
      if hashes { changes.hashed = try hashAll(progress) }
      return changes
    } catch {
      throw CatalogError(path: database.path, error)
    }
  }

  /// Forgets everything, then reads it again, checksums as well.
  package func rebuild(progress: (Int, Int) -> Void = { _, _ in }) throws(CatalogError) -> Changes {
    do {
      try database.write { try $0.execute(sql: "DELETE FROM cameras; DELETE FROM episodes") }
    } catch {
      throw CatalogError(path: database.path, error)
    }
    return try update(hashes: true, progress: progress)
  }

  private func stamps() throws -> [String: String] {
    try database.read { db in
      var stamps: [String: String] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT path, stamp FROM episodes") { stamps[row["path"]] = row["stamp"] }
      return stamps
    }
  }

  private func put(_ rows: inout [(row: EpisodeRow, stamp: String)]) throws {
    let new = rows
    rows = []
    try database.write { db in
      for (row, stamp) in new {
        try db.execute(sql: "DELETE FROM episodes WHERE path = ?", arguments: [row.key])
        try EpisodeIndex.insert(db, into: "episodes", row.columns + [("path", row.key), ("stamp", stamp)])
        for camera in row.cameras { try EpisodeIndex.insert(db, into: "cameras", camera.columns + [("episode_path", row.key)]) }
      }
    }
  }

  private static func insert(_ db: Database, into table: String, _ columns: [(String, (any DatabaseValueConvertible)?)]) throws {
    let names = columns.map(\.0).joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    try db.execute(sql: "INSERT INTO \(table) (\(names)) VALUES (\(marks))", arguments: StatementArguments(columns.map(\.1)))
  }

  private func remove(_ keys: [String]) throws {
    try database.write { db in
      for key in keys { try db.execute(sql: "DELETE FROM episodes WHERE path = ?", arguments: [key]) }
    }
  }

  /// Computes the checksums that are missing; how many there were.
  private func hashAll(_ progress: (Int, Int) -> Void) throws -> Int {
    let missing = try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT 'episodes' AS place, path, file FROM episodes WHERE sha256 IS NULL AND file <> ''
          UNION ALL SELECT 'cameras', path, path FROM cameras WHERE sha256 IS NULL
          """
      ).map { (table: $0["place"] as String, key: $0["path"] as String, file: $0["file"] as String) }
    }
    for (index, entry) in missing.enumerated() {
      let sum = try SHA256.hex(ofFile: entry.file)
      try database.write { db in
        try db.execute(sql: "UPDATE \(entry.table) SET sha256 = ? WHERE path = ?", arguments: [sum, entry.key])
      }
      progress(index + 1, missing.count)
    }
    return missing.count
  }

  // MARK: Asking it

  /// The episodes that a filter lets through, oldest first.
  package func episodes(_ filter: EpisodeFilter) throws(CatalogError) -> [EpisodeRow] {
    do {
      return try database.read { db in
        let (condition, arguments) = filter.condition
        let sql = "SELECT * FROM episodes WHERE \(condition) ORDER BY began_utc_ns, path"
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
          let cameras = try Row.fetchAll(db, sql: "SELECT * FROM cameras WHERE episode_path = ? ORDER BY path", arguments: [row["path"]])
          return EpisodeRow(row, cameras: cameras.map { CameraRow($0) })
        }
      }
    } catch {
      throw CatalogError(path: database.path, error)
    }
  }

  /// The hours that a filter lets through, by operator, day and task: one query.
  package func hours(_ filter: EpisodeFilter) throws(CatalogError) -> [HoursRow] {
    do {
      return try database.read { db in
        let (condition, arguments) = filter.condition
        let sql = """
          SELECT operator, day, task, COUNT(*) AS episodes, SUM(seconds) AS recorded_s, SUM(engaged_s) AS engaged_s,
            SUM(CASE WHEN decision = 'discarded' THEN 0 ELSE seconds END) AS kept_s,
            SUM(decision <> 'discarded') AS kept, SUM(state = 'purged') AS purged, json_group_array(DISTINCT consent) AS consents
          FROM episodes WHERE \(condition) GROUP BY operator, day, task ORDER BY operator, day, task
          """
        return try Row.fetchAll(db, sql: sql, arguments: arguments).map { HoursRow($0) }
      }
    } catch {
      throw CatalogError(path: database.path, error)
    }
  }
}

/// Why the index cannot be made or read.
package struct CatalogError: Error, CustomStringConvertible {
  /// The index or the folder.
  package let path: String
  package let description: String

  init(path: String, _ error: any Error) {
    self.path = path
    if let error = error as? IOError {
      description = error.description
    } else {
      description = "the index \(path) cannot be used: \(error). It holds nothing that is not in the recordings: delete it, it is made anew"
    }
  }
}

extension EpisodeFiles {
  /// What the row is found by: the recording, or its sidecar where the recording is gone.
  var key: String { "\(folder)/\(id)" }

  /// Whether a daemon writes to it, as far as the file's time tells.
  func isBeingWritten(at utc: Int64, within time: Int64) -> Bool {
    guard let recording, recording.hasSuffix(".part"), let status = FileStatus(of: recording) else { return false }
    return utc - status.modified < time
  }

  /// Names, lengths and times of all files that a row is made of.
  var stamp: String {
    (all + (hasSidecar ? [sidecarPath] : [])).map { path in
      let status = FileStatus(of: path)
      return "\(Files.name(of: path)) \(status?.size ?? -1) \(status?.modified ?? 0)"
    }.joined(separator: "\n")
  }
}
