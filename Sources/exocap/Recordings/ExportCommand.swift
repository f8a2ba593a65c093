internal import ArgumentParser
internal import ExocapExport
internal import ExocapRuntime

extension ExportTarget: ExpressibleByArgument {}
extension EpisodeChoice: ExpressibleByArgument {}
extension PageCompression: ExpressibleByArgument {}

/// `exocap export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Makes a data set of recordings: LeRobot 3.0 or 2.1 (with GR00T's modality.json), Parquet or CSV.",
    discussion: """
      State is what the robot's joints measured, action is the command that was sent; beside them what the operator wanted, grip forces \
      in N, and for each row age, validity and true capture time of every signal. Joints are interpolated, commands and forces hold, and \
      nothing is interpolated across a gap. docs/export.md explains each column.

        exocap export recordings --to lerobot-v3 --task 'open it' --out demo
        exocap export 8f0c....mcap --to csv --fps 100 --out take

      The folder gets its name when all of it is on the disk. An export that was interrupted goes on with the same command, and ends with \
      the same bytes. The status is 1 where a recording could not be used; the data set is made of the others.
      """)
  @Argument(help: "Recordings, or folders of them; what is in 'discarded' is not looked at.")
  var recordings: [String]
  @Option(help: "What is made.")
  var to: ExportTarget
  @Option(help: ArgumentHelp("The folder that is made. It must not exist.", valueName: "folder"))
  var out: String
  @Option(help: ArgumentHelp("Rows a second, 1 to 1000.", valueName: "hz"))
  var fps = 30
  @Option(
    help: """
      Which verdicts are taken: good; check: those to look at too; all: also those without a verdict. Bad ones only with --include-bad.
      """)
  var episodes = EpisodeChoice.all
  @Flag(help: "Takes bad episodes too, marked as such.")
  var includeBad = false
  @Option(help: ArgumentHelp("The task of every episode; without it, each one's label.", valueName: "text"))
  var task: String?
  @Option(help: ArgumentHelp("The robot, where the rig has several.", valueName: "id"))
  var robot: String?
  @Option(help: ArgumentHelp("A signal that is silent for more than so many of its periods has a gap.", valueName: "periods"))
  var gap = 3.0
  @Option(help: "How pages of Parquet are compressed.")
  var compression = PageCompression.zstd
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard 1...1000 ~= fps else { throw ValidationError("--fps \(fps): from 1 to 1000") }
    guard gap.isFinite, gap >= 1 else { throw ValidationError("--gap \(gap): at least 1") }
    guard !recordings.isEmpty else { throw ValidationError("name a recording, or a folder of them") }
  }

  func run() throws {
    var settings = ExportSettings(target: to, folder: out, version: Version.text)
    settings.fps = fps
    settings.choice = episodes
    settings.includeBad = includeBad
    settings.task = task
    settings.robot = robot
    settings.gapPeriods = gap
    settings.compression = compression
    let report: ExportReport
    do throws(ExportError) {
      let plan = try ExportPlan(settings, paths: recordings)
      report = try Exporter(plan).run { progress in Screen.standard.redraw(ExportCommand.bar(progress)) }
    } catch {
      Screen.standard.redraw("")
      throw ExportCommand.failure(error)
    }
    Screen.standard.redraw("")
    show(report)
    if report.omissions.contains(where: { !$0.isChoice }) { throw ExitStatus.negative }
  }

  private func show(_ report: ExportReport) {
    for omission in report.omissions { Screen.standard.say("left out: \(omission.path): \(omission.reason)") }
    for note in report.notes { Screen.standard.say(note) }
    if format.format == .json { return Screen.standard.put(ExportCommand.json(report).line) }
    let resumed = report.resumed > 0 ? ", \(report.resumed.grouped) of them by an earlier run" : ""
    Screen.standard.put(
      "\(report.folder): \(report.episodes.grouped) episodes\(resumed), \(report.rows.grouped) rows, \(report.bytes.byteText)")
    let marked = zip(RowQuality.names, report.quality).filter { $1 > 0 }.map { "\($0.1) \($1.grouped)" }
    if !marked.isEmpty { Screen.standard.put("rows marked: " + marked.joined(separator: ", ")) }
  }

  /// [####------] 12 of 40 recordings, 31,200 rows
  static func bar(_ progress: ExportProgress) -> String {
    let filled = progress.total == 0 ? 0 : 30 * progress.done / progress.total
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 30 - filled)
    return "[\(bar)] \(progress.done.grouped) of \(progress.total.grouped) recordings, \(progress.rows.grouped) rows"
  }

  private static func json(_ report: ExportReport) -> JSON {
    .members([
      ("folder", .string(report.folder)), ("episodes", .integer(Int64(report.episodes))), ("rows", .integer(Int64(report.rows))),
      ("bytes", .integer(Int64(report.bytes))), ("resumed", .integer(Int64(report.resumed))),
      ("quality", .members(zip(RowQuality.names, report.quality).map { ($0.1, .integer(Int64($1))) })),
      (
        "left_out",
        .array(
          report.omissions.map {
            .members([("recording", .string($0.path)), ("reason", .string($0.reason)), ("by_choice", .bool($0.isChoice))])
          })
      ),
      ("notes", .array(report.notes.map { .string($0) })),
    ])
  }

  static func failure(_ error: ExportError) -> ToolFailure {
    switch error {
    case .system(let reason): ToolFailure(reason)
    case .recording, .rig: ToolFailure(.badFile, error.description)
    case .robot, .noTask, .noRecordings, .exists: ToolFailure(.usage, error.description)
    case .mixed, .otherExport, .nothingLeft, .check: ToolFailure(.negative, error.description)
    }
  }
}
