internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime

/// `exocap cut`.
struct CutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cut",
    abstract: "Cuts a part out of a recording; the part replays bit for bit as the whole does.",
    discussion: """
      It begins at the control loop's checkpoint at or before --from (there is one a second) and ends with the last tick at or before --to. \
      The devices' bytes that these ticks need come along. The part is an episode of its own, with a new UUID; its metadata 'exocap_cut' \
      says of which it was cut. The whole is not changed.

        exocap cut FILE --from 3s --to 12s
        exocap cut FILE --from 1min --out reach.mcap
      """)
  @Argument(help: "The recording.")
  var file: String
  @Option(help: ArgumentHelp("Where the part begins, since the recording's beginning: 3, 3s, 500ms, 2min.", valueName: "time"))
  var from = SecondsArgument(.zero)
  @Option(help: ArgumentHelp("Where it ends; without it, at the recording's end.", valueName: "time"))
  var to: SecondsArgument?
  @Option(help: ArgumentHelp("Where it is written; without it, beside the recording.", valueName: "path"))
  var out: String?
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let to, to.interval <= from.interval { throw ValidationError("--to comes after --from") }
  }

  func run() throws {
    let recording = try Recording.open(file)
    if let damage = recording.damage { Screen.standard.say("exocap: \(file): \(damage); the part is cut of what is there") }
    let outcome: CutOutcome
    do throws(CutError) {
      outcome = try RecordingCut.cut(
        recording, from: from.interval, to: to?.interval, into: out ?? place, version: Version.text)
    } catch {
      if case .system(let reason) = error { throw ToolFailure(reason) }
      throw ToolFailure(.negative, error.description)
    }
    put(outcome)
  }

  /// Beside the recording, with the times in its name.
  private var place: String {
    var stem = file
    for ending in [".part", ".mcap"] where stem.hasSuffix(ending) { stem.removeLast(ending.count) }
    let end = to.map { $0.interval.seconds.text(1) } ?? "end"
    return "\(stem)-\(from.interval.seconds.text(1))-\(end).mcap"
  }

  private func put(_ outcome: CutOutcome) {
    guard format.format == .json else {
      return Screen.standard.put(
        "\(outcome.path): \(outcome.size.byteText), \(outcome.begins.text(3)) to \(outcome.ends.text(3)) s, "
          + "\(outcome.ticks.grouped) ticks, episode \(outcome.episode)")
    }
    Screen.standard.put(
      JSON.members([
        ("path", .string(outcome.path)), ("episode", .string(outcome.episode.description)), ("bytes", .integer(Int64(outcome.size))),
        ("ticks", .integer(Int64(clamping: outcome.ticks))), ("messages", .integer(Int64(clamping: outcome.messages))),
        ("begins_s", .number(outcome.begins)), ("ends_s", .number(outcome.ends)),
      ]).line)
  }
}
