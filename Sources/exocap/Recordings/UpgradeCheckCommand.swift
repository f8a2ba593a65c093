internal import ArgumentParser
internal import ExocapRuntime
internal import LinuxIO

/// `exocap upgrade-check`.
struct UpgradeCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade-check",
    abstract: "Replays every recording of a folder with this build, and says what it would do otherwise.",
    discussion: """
      For whoever installs another version: yesterday's recordings through today's code. A table by stage: samples (what bytes became), wanted \
      (where the operator wants each joint), limited (what the limiter let through), engagement (states and weights), packet (what the robot \
      is told), checkpoint, other. The first difference of each file is told with time, joint and both values.

        exocap upgrade-check recordings/2026-11-23
        exocap upgrade-check recordings --tolerance 1e-9    rounding is no difference

      Ends with 1 where anything differs, or a file cannot be read.
      """)
  @Argument(help: ArgumentHelp("A folder with recordings in it or below it, or one recording.", valueName: "folder"))
  var folder: String
  @Option(help: ArgumentHelp("Numbers that differ by less count as the same [rad, m, N].", valueName: "number"))
  var tolerance = 0.0
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if tolerance < 0 || !tolerance.isFinite { throw ValidationError("--tolerance is 0 or more") }
  }

  func run() throws {
    let files = try UpgradeCheckCommand.recordings(in: folder)
    guard !files.isEmpty else { throw ToolFailure(.badFile, "there is no recording in \(folder)", advice: ["recordings end with .mcap"]) }
    var rows: [UpgradeRow] = []
    for file in files {
      let row = UpgradeRow(file, tolerance: tolerance)
      rows.append(row)
      // One line a file as it comes, for programs; people get a table.
      if format.format == .json { Screen.standard.put(row.json.line) }
    }
    if format.format == .text { put(rows) }
    if rows.contains(where: { !$0.isSame }) { throw ExitStatus.negative }
  }

  private func put(_ rows: [UpgradeRow]) {
    let stages = ReplayStage.allCases
    var table = Table(
      ["recording", "by", "ticks", "identical"] + stages.map(\.rawValue), [.left, .left, .right, .right] + stages.map { _ in .right })
    for row in rows { table.add(row.cells) }
    for line in table.lines { Screen.standard.put(line) }
    for row in rows { for line in row.remarks { Screen.standard.put("\(row.path): \(line)") } }
    let different = rows.count { !$0.isSame }
    let all = "of \(rows.count.grouped) recordings"
    let verdict =
      different == 0 ? "\(rows.count.grouped) \(all) come out the same" : "\(different.grouped) \(all) do not come out the same"
    Screen.standard.put("\(verdict) with exocap \(Version.text)")
  }

  /// Every recording in a folder and below, sorted; the path itself where it is a file.
  static func recordings(in path: String) throws -> [String] {
    guard Files.isFolder(path) else {
      guard Files.exists(path) else { throw ToolFailure(.badFile, "there is nothing at \(path)") }
      return [path]
    }
    let names: [String]
    do throws(IOError) { names = try Files.list(path) } catch { throw ToolFailure(error, status: .badFile) }
    return try names.flatMap { name -> [String] in
      let full = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      if Files.isFolder(full) { return try recordings(in: full) }
      return name.hasSuffix(".mcap") || name.hasSuffix(".mcap.part") ? [full] : []
    }
  }
}

/// What became of one recording.
struct UpgradeRow {
  let path: String
  private var version = ""
  private var outcome: ReplayOutcome?
  /// Why it could not be replayed; nil: it could.
  private var failure: String?

  /// Replays the file at `path`.
  init(_ path: String, tolerance: Double) {
    self.path = path
    do throws(RecordingError) {
      let recording = try Recording(path: path)
      version = recording.version
      do throws(ProfileErrors) {
        var options = ReplayOptions()
        options.tolerance = tolerance
        outcome = ReplayFile.check(recording, rig: try recording.loadRig(), options: options)
      } catch {
        failure = "its rig cannot be read by this build: " + (error.text.split(separator: "\n").first.map(String.init) ?? "")
      }
    } catch {
      failure = error.description
    }
  }

  /// Whether every command came out the same. A torn or damaged file may be: what is missing differs from nothing.
  var isSame: Bool {
    guard let outcome else { return false }
    return outcome.isFaithful
  }

  /// For the table.
  var cells: [String] {
    guard let report = outcome?.report else { return [path, version, "-", "-"] + ReplayStage.allCases.map { _ in "-" } }
    return [path, version, report.ticks.grouped, report.identical.grouped]
      + ReplayStage.allCases.map { (report.stages[$0] ?? 0).grouped }
  }

  /// What a person should know besides the numbers.
  var remarks: [String] {
    if let failure { return [failure] }
    // The first line repeats the numbers.
    return outcome.map { $0.text.split(separator: "\n").dropFirst().map(String.init) } ?? []
  }

  /// For programs.
  var json: JSON {
    let report = outcome?.report
    return .members([
      ("path", .string(path)), ("exocap", .string(version)), ("same", .bool(isSame)),
      ("ticks", .integer(Int64(report?.ticks ?? 0))), ("identical", .integer(Int64(report?.identical ?? 0))),
      ("skipped", .integer(Int64(report?.skipped ?? 0))), ("cut_off", .integer(Int64(report?.cutOff ?? 0))),
      ("stages", .members(ReplayStage.allCases.map { ($0.rawValue, .integer(Int64(report?.stages[$0] ?? 0))) })),
      ("remarks", .array(remarks.map { .string($0) })),
    ])
  }
}
