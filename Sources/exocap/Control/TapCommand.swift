internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap tap`.
struct TapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tap",
    abstract: "Prints live samples, commands, states and events out of the daemon's shared memory.",
    discussion: """
      Looking costs the daemon nothing. Sources are named as in recordings: joint_states/left_arm, grip/left_grip, inputs/left_arm, \
      command/g1, status/g1, event/g1. Patterns match all of a name or its beginning; '*' stands for anything.

        exocap tap                            everything
        exocap tap 'grip/*' -n 20
        exocap tap joint_states --rate-only    what comes how often, once a second
        exocap tap status --changed            only what is other than before
      """)
  @Argument(help: "What to look at; without any, everything.")
  var patterns: [String] = []
  @Option(name: .customShort("n"), help: "Ends after so many records.")
  var count: Int?
  @Flag(help: "Only records that are other than the one before, and of these only the values that are.")
  var changed = false
  @Flag(help: "Only how many records a second come of each source.")
  var rateOnly = false
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let source = try TelemetrySource(name: try daemon.memoryName())
    let signals = try SignalDescriptor.forTool()
    var view = TapView(names: source.names, patterns: patterns, showsChanges: changed, format: format.format)
    var left = count ?? .max
    var due = MonotonicClock.now() + .seconds(1)
    while left > 0 {
      while left > 0, let record = source.next() {
        guard let line = view.line(of: record) else { continue }
        if rateOnly { continue }
        Screen.standard.put(line)
        left -= 1
      }
      let now = MonotonicClock.now()
      if rateOnly, now >= due {
        due = due + .seconds(1)
        left -= 1
        for line in view.takeRates() { Screen.standard.put(line) }
      }
      if source.hasEnded {
        Screen.standard.say("exocap: the daemon has ended")
        throw ExitStatus.unreachable
      }
      _ = signals.pollDescriptor.wait(for: .readable, until: now + .milliseconds(20))
      if signals.take() != nil { break }
    }
    if source.lost > 0 { Screen.standard.say("exocap: \(source.lost.grouped) records went by unread") }
  }
}

/// Records as lines: filtered, named, compared with the ones before.
private struct TapView {
  private let names: TelemetryNames
  private let patterns: [String]
  private let showsChanges: Bool
  private let format: OutputFormat
  private var last: [String: [Double]] = [:]
  private var counts: [String: Int] = [:]
  private var start: Timestamp?

  init(names: TelemetryNames, patterns: [String], showsChanges: Bool, format: OutputFormat) {
    self.names = names
    self.patterns = patterns
    self.showsChanges = showsChanges
    self.format = format
  }

  /// The line of a record; nil where it is not asked for.
  mutating func line(of record: TelemetryRecord) -> String? {
    guard let kind = record.kind, let (name, labels) = describe(record, kind) else { return nil }
    guard patterns.isEmpty || patterns.contains(where: { TapView.matches(name, $0) }) else { return nil }
    counts[name, default: 0] += 1
    let begin = start ?? record.time
    start = begin
    let since = (record.time - begin).seconds
    if kind == .event { return eventLine(record, name, since) }
    let values = (0..<record.count).map { record[0, $0] }
    let before = last.updateValue(values, forKey: name)
    let shown = values.indices.filter { index in
      guard showsChanges, let before, index < before.count else { return true }
      return before[index].bitPattern != values[index].bitPattern
    }
    if shown.isEmpty { return nil }
    if format == .json { return json(record, kind, name, labels, shown) }
    let cells = shown.map { index in
      let label = index < labels.count ? labels[index] : "\(index)"
      return "\(label) \(word(kind, values[index]) ?? values[index].text(4))"
    }
    return "\(since.text(4)) \(name) #\(record.sequence)  " + cells.joined(separator: "  ")
  }

  /// [1/s] What came since it was asked last, one line for each source.
  mutating func takeRates() -> [String] {
    defer { counts = [:] }
    if format == .json { return [JSON.members(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) }).line] }
    var table = Table([], [.left, .right])
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) { table.add([name, "\(count)/s"]) }
    return table.lines + [""]
  }

  private func describe(_ record: TelemetryRecord, _ kind: TelemetryKind) -> (String, [String])? {
    switch kind {
    case .sample:
      guard let stream = names.stream(source: record.source, stream: record.stream) else { return nil }
      let topic = ["joints": "joint_states", "forces": "grip"][stream.kind] ?? stream.kind
      return ("\(topic)/\(stream.role)", stream.values)
    case .command: return names.robot(source: record.source).map { ("command/\($0.id)", $0.joints) }
    case .status: return names.robot(source: record.source).map { ("status/\($0.id)", JointGroup.allCases.map(\.name)) }
    case .event: return ("event/\(names.robot(source: record.source)?.id ?? "\(record.source)")", [])
    }
  }

  private func word(_ kind: TelemetryKind, _ value: Double) -> String? {
    guard kind == .status, let number = Int(exactly: value) else { return nil }
    return names.word("state", number)
  }

  private func eventLine(_ record: TelemetryRecord, _ name: String, _ since: Double) -> String {
    if format == .json {
      return JSON.members([("source", .string(name)), ("time_ns", .integer(record.time.nanoseconds)), ("text", .string(record.text))]).line
    }
    return "\(since.text(4)) \(name)  \(record.text)"
  }

  private func json(
    _ record: TelemetryRecord, _ kind: TelemetryKind, _ name: String, _ labels: [String], _ shown: [Int]
  ) -> String {
    var entries: [(String, JSON)] = [
      ("source", .string(name)), ("time_ns", .integer(record.time.nanoseconds)), ("sequence", .count(record.sequence)),
    ]
    for (column, title) in kind.columns.enumerated() where column < record.columns {
      entries.append(
        (
          title,
          .members(
            shown.map { (index: $0, value: record[column, $0]) }.map { index, value in
              (index < labels.count ? labels[index] : "\(index)", .number(value))
            })
        ))
    }
    return JSON.members(entries).line
  }

  /// Whether a pattern matches all of a name, or a beginning that ends before a slash.
  private static func matches(_ name: String, _ pattern: String) -> Bool {
    let pattern = Array(pattern.hasPrefix("/") ? pattern.dropFirst() : pattern[...])
    let name = Array(name)
    // Places of the name that a beginning of the pattern may end at.
    var places: Set<Int> = [0]
    for character in pattern {
      if character == "*" {
        places = Set((places.min() ?? 0)...name.count)
      } else {
        places = Set(places.filter { $0 < name.count && name[$0] == character }.map { $0 + 1 })
      }
      if places.isEmpty { return false }
    }
    return places.contains(name.count) || places.contains { $0 < name.count && name[$0] == "/" }
  }
}
