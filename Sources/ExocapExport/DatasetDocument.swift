internal import ExocapRuntime
internal import LinuxIO

/// What is said of a whole data set: its episodes, tasks, features, rules.
struct DatasetDocument {
  let plan: ExportPlan
  /// Episodes that are in it, in order.
  let episodes: [EpisodeEntry]
  let omissions: [ExportReport.Omission]

  /// In the order of their numbers.
  var tasks: [String] {
    var tasks: [String] = []
    for entry in episodes where entry.task == tasks.count { tasks.append(plan.items[entry.item].task) }
    return tasks
  }

  var rows: Int { episodes.reduce(0) { $0 + $1.rows } }

  func item(_ entry: EpisodeEntry) -> ExportPlan.Item { plan.items[entry.item] }

  /// The name of the recording without its folders, which are of one machine.
  func recording(_ entry: EpisodeEntry) -> String { Files.name(of: item(entry).path) }

  /// Everything that a reader of the data set may ask of its making: settings, units, rules, episodes, what was left out.
  var json: JSONValue {
    let signals = plan.layout.reported
    return .object([
      JSONMember("made_by", .string("exocap \(plan.settings.version)")), JSONMember("settings", .object(plan.settings.json)),
      JSONMember("robot", .string(plan.layout.robotID)), JSONMember("robot_type", .string(plan.layout.robotType)),
      JSONMember("signals", .object(signals.map { JSONMember($0.name, ["rule": .string($0.rule.rawValue)]) })),
      JSONMember(
        "features", .object(Feature.all(plan.layout).map { JSONMember($0.name, ["unit": .string($0.unit), "rule": .string($0.rule)]) })),
      JSONMember("quality_bits", .object(RowQuality.names.map { JSONMember($0.1, .integer($0.0.rawValue)) })),
      JSONMember("flag_bits", .object(QualityFlags.names.map { JSONMember($0.1, .integer(Int64($0.0.rawValue))) })),
      JSONMember("episodes", .array(episodes.enumerated().map { episode($1, index: $0) })),
      JSONMember("left_out", .array(omissions.map { ["recording": .string(Files.name(of: $0.path)), "reason": .string($0.reason)] })),
    ])
  }

  private func episode(_ entry: EpisodeEntry, index: Int) -> JSONValue {
    let item = item(entry)
    return .object([
      JSONMember("episode_index", .count(index)), JSONMember("recording", .string(recording(entry))),
      JSONMember("episode", .string(item.episode)), JSONMember("task", .string(item.task)), JSONMember("rows", .count(entry.rows)),
      JSONMember("began_ns", .integer(entry.began)), JSONMember("verdict", .string(item.verdict.word.rawValue)),
      JSONMember("reasons", .string(item.verdict.reasons)), JSONMember("damage", .text(item.damage)),
      JSONMember("quality", .object(zip(RowQuality.names, entry.quality).map { JSONMember($0.1, .count($1)) })),
      JSONMember("notes", .array(entry.notes.map { .string($0) })),
    ])
  }
}
