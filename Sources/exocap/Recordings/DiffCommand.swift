internal import ArgumentParser
internal import ExocapRuntime

/// `exocap diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says how two recordings differ: rigs, channels, the first difference, and each joint's worst.",
    discussion: """
      Ticks are compared by their numbers where both are of one life of the daemon, else by the time since each beginning. For each joint and \
      stage (requested, limited, sent, measured): the largest difference and its root mean square.

        exocap diff morning.mcap evening.mcap
        exocap diff FILE part.mcap --format json

      Ends with 1 where they differ, with 0 where they do not.
      """)
  @Argument(help: "A recording.")
  var first: String
  @Argument(help: "Another one.")
  var second: String
  @OptionGroup var format: FormatOptions

  func run() throws {
    let (old, new) = (try Recording.open(first), try Recording.open(second))
    let (oldTrace, newTrace) = (RecordingTrace(old, rig: try old.ownRig()), RecordingTrace(new, rig: try new.ownRig()))
    let difference = RecordingDifference(
      files: FileDifference(old, new), robots: RobotDifference.all(old, oldTrace, new, newTrace))
    if format.format == .json {
      Screen.standard.put(difference.json.line)
    } else {
      for line in difference.lines { Screen.standard.put(line) }
    }
    if !difference.isNone { throw ExitStatus.negative }
  }
}

/// All that two recordings differ in.
struct RecordingDifference {
  var files: FileDifference
  var robots: [RobotDifference]

  /// Whether there is nothing to tell.
  var isNone: Bool { files.isNone && robots.allSatisfy(\.isNone) }

  /// For people.
  var lines: [String] { isNone ? ["no difference"] : files.lines + robots.flatMap(\.lines) }

  /// For programs.
  var json: JSON {
    .members([("same", .bool(isNone)), ("files", files.json), ("robots", .array(robots.map(\.json)))])
  }
}

/// What differs beside the numbers: attachments, and counts of channels.
struct FileDifference {
  /// Lines of a changed attachment that are shown.
  private static let shownLines = 40

  private var attachments: [(name: String, lines: [String])] = []
  private var channels: [(topic: String, old: Int?, new: Int?)] = []

  init(_ old: Recording, _ new: Recording) {
    func texts(_ recording: Recording) -> [String: [String]] {
      Dictionary(recording.attachments.map { ($0.name, FileDifference.lines($0.bytes)) }) { first, _ in first }
    }
    self.init(attachments: (texts(old), texts(new)), counts: (FileDifference.counts(old), FileDifference.counts(new)))
  }

  /// - Parameters:
  ///   - attachments: lines by name, of the old and the new one.
  ///   - counts: messages by topic, of the old and the new one.
  init(attachments: (old: [String: [String]], new: [String: [String]]), counts: (old: [String: Int], new: [String: Int])) {
    for name in Set(attachments.old.keys).union(attachments.new.keys).sorted() {
      let (before, after) = (attachments.old[name] ?? [], attachments.new[name] ?? [])
      if before != after { self.attachments.append((name, FileDifference.changes(from: before, to: after))) }
    }
    for topic in Set(counts.old.keys).union(counts.new.keys).sorted() where counts.old[topic] != counts.new[topic] {
      channels.append((topic, counts.old[topic], counts.new[topic]))
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func counts(_ recording: Recording) -> [String: Int] {
    Dictionary(recording.survey().channels.map { ($0.topic, $0.count) }) { first, _ in first }
  }

  /// Removed and added lines with their numbers, in the order of the new text.
  static func changes(from old: [String], to new: [String]) -> [String] {
    var lines: [(place: Int, isNew: Bool, text: String)] = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let place, let text, _): lines.append((place, false, "- \(place + 1): \(text)"))
      case .insert(let place, let text, _): lines.append((place, true, "+ \(place + 1): \(text)"))
      }
    }
    return lines.sorted { ($0.place, $0.isNew ? 1 : 0) < ($1.place, $1.isNew ? 1 : 0) }.map(\.text)
  }

  var isNone: Bool { attachments.isEmpty && channels.isEmpty }

  var lines: [String] {
    var lines: [String] = []
    for (name, changes) in attachments {
      lines.append("\(name) differs")
      lines += changes.prefix(FileDifference.shownLines).map { "  " + $0 }
      if changes.count > FileDifference.shownLines { lines.append("  and \(changes.count - FileDifference.shownLines) lines more") }
    }
    guard !channels.isEmpty else { return lines }
    var table = Table(["channel", "messages", "and"], [.left, .right, .right])
    for (topic, old, new) in channels { table.add([topic, old.map(\.grouped) ?? "none", new.map(\.grouped) ?? "none"]) }
    return lines + table.lines
  }

  var json: JSON {
    .members([
      (
        "attachments",
        .array(attachments.map { .members([("name", .string($0.name)), ("lines", .array($0.lines.map { .string($0) }))]) })
      ),
      (
        "channels",
        .array(
          channels.map { topic, old, new in
            .members([
              ("topic", .string(topic)), ("first", old.map { .integer(Int64($0)) } ?? .null),
              ("second", new.map { .integer(Int64($0)) } ?? .null),
            ])
          })
      ),
    ])
  }
}
