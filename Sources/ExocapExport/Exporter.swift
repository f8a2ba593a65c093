// ExocapExport/ turns recordings into data sets: LeRobot's trees, Parquet and CSV. It knows no device, no daemon and no thread.

internal import ExocapRuntime
internal import LinuxIO

/// Carries out a plan: episode by episode into a temporary folder, which gets its name when all of it is on the disk.
///
/// What is interrupted goes on where it stood, and ends with the same bytes.
package struct Exporter {
  private let plan: ExportPlan
  private let format: any DatasetFormat

  /// Will carry out `plan`, once.
  package init(_ plan: ExportPlan) { self.init(plan, format: plan.settings.target.format(plan)) }

  init(_ plan: ExportPlan, format: any DatasetFormat) {
    self.plan = plan
    self.format = format
  }

  /// Does all of it; `progress` is called before each episode and at the end.
  package func run(progress: (ExportProgress) -> Void) throws(ExportError) -> ExportReport {
    let folder = ExportFolder(plan.settings.folder)
    if Files.exists(folder.place) { throw .exists(path: folder.place) }
    var journal = try ExportJournal.open(of: folder, fingerprint: plan.fingerprint)
    let resumed = journal.entries.count { $0.failure == nil }
    while journal.entries.count < plan.items.count {
      let done = journal.entries.filter { $0.failure == nil }
      progress(ExportProgress(done: journal.entries.count, total: plan.items.count, rows: done.reduce(0) { $0 + $1.rows }))
      try addNext(to: &journal, done: done, folder)
    }
    let dataset = document(journal.entries)
    if dataset.episodes.isEmpty {
      try? Files.remove(folder.journal)
      throw .nothingLeft(dataset.omissions)
    }
    var report = report(dataset, resumed: resumed)
    progress(ExportProgress(done: plan.items.count, total: plan.items.count, rows: report.rows))
    do throws(IOError) {
      let files = try format.finish(dataset, to: folder)
      try check(dataset, files, folder)
      report.bytes = try folder.finish()
    } catch {
      throw Self.exportError(error)
    }
    return report
  }

  private func addNext(
    to journal: inout ExportJournal, done: [EpisodeEntry], _ folder: ExportFolder
  ) throws(ExportError) {
    var entry = EpisodeEntry(item: journal.entries.count)
    var rows: EpisodeRows?
    do throws(EpisodeFailure) {
      let result = try read(plan.items[entry.item])
      rows = result.rows
      entry.notes = notes(result)
    } catch {
      entry.failure = error.description
    }
    do throws(IOError) {
      if let rows {
        place(&entry, rows, done)
        try format.add(rows, &entry, before: done, to: folder)
      }
      try journal.append(entry)
    } catch {
      throw .system(error)
    }
  }

  private func read(_ item: ExportPlan.Item) throws(EpisodeFailure) -> EpisodeReader.Result {
    let recording: Recording
    do throws(RecordingError) { recording = try Recording(path: item.path) } catch { throw .changed }
    guard recording.size == item.size else { throw .changed }
    let settings = plan.settings
    let reader = EpisodeReader(recording: recording, layout: plan.layout, fps: settings.fps, gapPeriods: settings.gapPeriods)
    let result = try reader.read()
    if settings.target.isLeRobot, let row = EpisodeFeatures.firstUneven(rows: result.rows.count, fps: settings.fps) {
      throw .timestamps(row: row, seconds: Double(row) / Double(settings.fps))
    }
    return result
  }

  /// Where the episode stands among those before it.
  private func place(_ entry: inout EpisodeEntry, _ rows: EpisodeRows, _ done: [EpisodeEntry]) {
    entry.rows = rows.count
    entry.began = rows.grid.start
    entry.firstRow = done.last.map { $0.firstRow + $0.rows } ?? 0
    let task = plan.items[entry.item].task
    entry.task = done.first { plan.items[$0.item].task == task }?.task ?? (done.map(\.task).max() ?? -1) + 1
    entry.quality = RowQuality.names.map { bit, _ in rows.quality.count { RowQuality(rawValue: $0).contains(bit) } }
  }

  /// What a person should know of an episode, a sentence each.
  private func notes(_ result: EpisodeReader.Result) -> [String] {
    var notes = result.damages.map { "the recording is damaged: \($0)" }
    if result.malformed > 0 { notes.append("\(result.malformed) messages could not be read") }
    for (place, signal) in plan.layout.signals.enumerated() {
      let gaps = result.gaps[place]
      if gaps.count > 0 {
        let limit = milliseconds(result.limits[place])
        notes.append("\(signal.name): \(gaps.count) gaps of more than \(limit) ms, the longest of \(milliseconds(gaps.longest)) ms")
      }
      if result.repeated[place] > 0 {
        notes.append("\(signal.name): \(result.repeated[place]) samples not later than the one before, left out")
      }
    }
    return notes
  }

  private func milliseconds(_ nanoseconds: Int64) -> String { "\(Double(nanoseconds / 10_000) / 100)" }

  private func document(_ entries: [EpisodeEntry]) -> DatasetDocument {
    let failed = entries.compactMap { entry in
      entry.failure.map { ExportReport.Omission(path: plan.items[entry.item].path, reason: $0, isChoice: false) }
    }
    return DatasetDocument(plan: plan, episodes: entries.filter { $0.failure == nil }, omissions: plan.omissions + failed)
  }

  private func report(_ dataset: DatasetDocument, resumed: Int) -> ExportReport {
    var report = ExportReport(folder: plan.settings.folder)
    report.episodes = dataset.episodes.count
    report.rows = dataset.rows
    report.resumed = resumed
    report.omissions = dataset.omissions
    for entry in dataset.episodes {
      for (place, count) in entry.quality.enumerated() { report.quality[place] += count }
      report.notes += entry.notes.map { "\(dataset.recording(entry)): \($0)" }
    }
    return report
  }

  /// What LeRobot's loader no longer looks at: rows without a gap from episode to episode, and files of the very size that was written.
  private func check(_ dataset: DatasetDocument, _ files: [(name: String, size: Int)], _ folder: ExportFolder) throws(IOError) {
    var next = 0
    for entry in dataset.episodes {
      precondition(entry.firstRow == next && entry.rows > 0, "rows follow one another")
      next += entry.rows
    }
    for file in files {
      let size = try folder.size(of: file.name)
      if size != file.size { throw IOError("finish", "\(folder.temporary)/\(file.name)", .malformed(expected: "\(file.size) bytes long")) }
    }
  }

  private static func exportError(_ error: IOError) -> ExportError {
    if case .malformed = error.cause { return .check(error.description) }
    return .system(error)
  }
}
