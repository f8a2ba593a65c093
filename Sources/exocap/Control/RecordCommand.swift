internal import ArgumentParser
internal import ExocapRuntime

/// `exocap record`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Starts and stops episodes, and decides about them.",
    discussion: """
      An episode is one demonstration and one file. What is decided can be undone and decided anew. A discarded file moves aside; it can \
      be had back for 24 hours, or until the disk is nearly full. An episode about which nothing was decided is kept, for ever. Whether \
      the task was done (outcome) is apart from whether the recording is worth keeping; what it is worth by its numbers, GOOD, CHECK or \
      BAD, 'stop' says.

        exocap record start --task "open the microwave" --operator kim
        exocap record stop
        exocap record keep
        exocap record discard --reason "dropped the cup"
        exocap record undo
        exocap record outcome failure --cause "the door stayed shut"
        exocap record snapshot
      """,
    subcommands: [
      Start.self, Stop.self, Keep.self, Discard.self, Label.self, Outcome.self, Undo.self, Snapshot.self,
    ])

  /// What all of them take.
  struct Options: ParsableArguments {
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    func ask(_ action: String, _ keys: [(String, JSON?)] = [], _ text: (JSON) -> String) throws {
      var client = try daemon.connect()
      let given = keys.compactMap { key, value in value.map { (key, $0) } }
      let reply = try client.ask("record", [("action", .string(action))] + given)
      Screen.standard.put(format.format == .json ? reply.line : text(reply))
    }
  }

  /// `exocap record start`.
  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "start", abstract: "Begins an episode.")
    @Option(help: "What is demonstrated.")
    var task: String?
    @Option(help: "Who demonstrates: a pseudonym.")
    var `operator`: String?
    @Option(help: "What the operator agreed to, such as the form's version.")
    var consent: String?
    @Option(help: "Where it is demonstrated.")
    var scene: String?
    @Option(name: .customLong("object"), help: ArgumentHelp("With what. May be given again.", valueName: "object"))
    var objects: [String] = []
    @OptionGroup var options: Options

    func run() throws {
      let texts = [("task", task), ("operator", `operator`), ("consent", consent), ("scene", scene)]
      let things: JSON? = objects.isEmpty ? nil : .array(objects.map { .string($0) })
      try options.ask("start", texts.map { ($0, $1.map { .string($0) }) } + [("objects", things)]) {
        "recording \($0["path"]?.text ?? "")"
      }
    }
  }

  /// `exocap record stop`.
  struct Stop: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stop", abstract: "Ends the episode, and closes its file.")
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("stop") { reply in
        let seconds = (reply["seconds"]?.double ?? .nan).text(1)
        return "\(reply["path"]?.text ?? ""): \(seconds) s, \((reply["ticks"]?.integer ?? 0).grouped) ticks, "
          + "\((reply["bytes"]?.integer ?? 0).byteText), \((reply["lost_records"]?.integer ?? 0).grouped) records lost"
          + RecordCommand.verdictText(reply["quality"])
      }
    }
  }

  /// The verdict on lines of its own, with every reason; empty where there is none.
  static func verdictText(_ quality: JSON?) -> String {
    guard let verdict = quality?["verdict"]?.text else { return "" }
    let reasons = (quality?["reasons"]?.elements ?? []).compactMap { $0["text"]?.text }
    return (["\n\(verdict)"] + reasons).joined(separator: "\n  ")
  }

  /// `exocap record keep`.
  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "keep", abstract: "Keeps the running or last episode.")
    @Option(help: "Another episode, by its id.")
    var episode: String?
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("keep", [("episode", episode.map { .string($0) })]) { "kept \($0["path"]?.text ?? "")" }
    }
  }

  /// `exocap record discard`.
  struct Discard: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "discard", abstract: "Discards the running or last episode: its file moves aside.")
    @Option(help: "Why.")
    var reason: String?
    @Option(help: "Another episode, by its id.")
    var episode: String?
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("discard", [("reason", reason.map { .string($0) }), ("episode", episode.map { .string($0) })]) {
        "discarded; it lies at \($0["path"]?.text ?? "")"
      }
    }
  }

  /// `exocap record label`.
  struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "label", abstract: "Says something about the running or last episode.")
    @Argument(help: "What is said.")
    var text: String
    @Option(help: "Another episode, by its id.")
    var episode: String?
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("label", [("text", .string(text)), ("episode", episode.map { .string($0) })]) {
        "labelled \($0["episode"]?.text ?? ""): \($0["label"]?.text ?? text)"
      }
    }
  }

  /// `exocap record outcome`.
  struct Outcome: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "outcome", abstract: "Says whether the task of the running or last episode was done.")
    /// What can become of a task.
    enum Result: String, ExpressibleByArgument, CaseIterable {
      case success
      case failure
    }
    @Argument(help: "success or failure.")
    var outcome: Result
    @Option(help: "Why it failed.")
    var cause: String?
    @Option(help: "Another episode of this run, by its id.")
    var episode: String?
    @OptionGroup var options: Options

    func validate() throws {
      if outcome == .success && cause != nil { throw ValidationError("--cause goes with failure") }
    }

    func run() throws {
      let keys: [(String, JSON?)] = [
        ("outcome", .string(outcome.rawValue)), ("cause", cause.map { .string($0) }), ("episode", episode.map { .string($0) }),
      ]
      try options.ask("outcome", keys) { reply in
        "\(reply["episode"]?.text ?? ""): \(reply["outcome"]?.text ?? "")"
      }
    }
  }
}

extension RecordCommand {
  /// `exocap record snapshot`.
  struct Snapshot: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "snapshot", abstract: "Records the last minute: what the black box holds becomes a file.",
      discussion: """
        The daemon keeps the last minute of everything in memory ('recording.black_box' of the rig). A fault, an emergency stop and a \
        lost lease write it down by themselves, with two seconds of what came after.
        """)
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("snapshot") { "\($0["path"]?.text ?? ""), \(($0["bytes"]?.integer ?? 0).byteText)" }
    }
  }

  /// `exocap record undo`.
  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo", abstract: "Takes back what was decided last about the running or last episode.")
    @Option(help: "Another episode, by its id.")
    var episode: String?
    @OptionGroup var options: Options

    func run() throws {
      try options.ask("undo", [("episode", episode.map { .string($0) })]) { reply in
        let fields = (reply["undone"]?.elements ?? []).compactMap(\.text).joined(separator: ", ")
        return "undone (\(fields)); it is \(reply["decision"]?.text ?? ""): \(reply["path"]?.text ?? "")"
      }
    }
  }
}
