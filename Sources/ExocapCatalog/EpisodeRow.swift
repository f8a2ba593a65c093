internal import ExocapCore
package import ExocapRuntime
internal import GRDB

/// One episode of the index.
package struct EpisodeRow: Sendable {
  /// Where its files are, without their endings.
  package let key: String
  /// By the index's names, in the order in which they are told.
  private let values: [(name: String, value: JSONValue)]
  package let cameras: [CameraRow]
  /// Columns that are JSON themselves.
  private static let lists: Set<String> = ["objects", "robots", "reasons", "problems"]
  private static let inner: Set<String> = ["path", "stamp"]

  /// A value by its name; null where it is not known.
  package subscript(_ name: String) -> JSONValue { values.first { $0.name == name }?.value ?? .null }
  /// A text by its name; empty where it is not known.
  package func text(_ name: String) -> String { self[name].text ?? "" }
  /// [s | B | -] A number by its name, in the unit that the name says; 0 where it is not known.
  package func number(_ name: String) -> Double { self[name].double ?? 0 }

  /// All of it, for programs.
  package var document: JSONValue {
    .object(values.map { JSONMember($0.name, $0.value) } + [JSONMember("cameras", .array(cameras.map(\.document)))])
  }

  init(_ facts: EpisodeFacts) {
    key = facts.files.key
    let sidecar = facts.sidecar
    values = [
      ("episode", .string(facts.id.description)), ("file", .string(facts.files.recording ?? "")), ("state", .string(facts.state.rawValue)),
      ("day", .string(facts.files.day)),
      ("began_utc_ns", .integer(facts.began)), ("seconds", EpisodeRow.seconds(facts.length)),
      ("engaged_s", EpisodeRow.seconds(facts.engaged)),
      ("ticks", .count(facts.ticks)), ("lost_records", .count(facts.lostRecords)), ("bytes", .count(facts.size)),
      ("task", .string(facts.task)), ("operator", .string(facts.operatorName)), ("consent", .string(facts.consent)),
      ("scene", .string(facts.scene)), ("objects", EpisodeRow.list(facts.objects)), ("rig", .string(facts.rig)),
      ("robots", EpisodeRow.list(facts.robots)), ("exocap", .string(facts.version)), ("decision", .string(sidecar.verdict.rawValue)),
      ("reason", .string(sidecar.text("reason"))), ("label", .string(sidecar.text("label"))),
      ("decided_utc_ns", .integer(sidecar.decidedAt)),
      ("outcome", .string(sidecar.text("outcome"))), ("cause", .string(sidecar.text("cause"))),
      ("verdict", .string((facts.verdict["verdict"] ?? "").lowercased())), ("reasons", EpisodeRow.reasons(facts.verdict["reasons"] ?? "")),
      ("problems", EpisodeRow.list(facts.problems)), ("sha256", .null),
    ]
    cameras = facts.cameras.map { CameraRow($0) }
  }

  init(_ row: Row, cameras: [CameraRow]) {
    key = row["path"]
    self.cameras = cameras
    values = row.compactMap { name, value in
      if EpisodeRow.inner.contains(name) { return nil }
      let told = JSONValue(value)
      guard EpisodeRow.lists.contains(name), let text = told.text else { return (name, told) }
      return (name, (try? JSONParser.parse(Array(text.utf8))) ?? .null)
    }
  }

  /// As the index keeps them: lists as JSON.
  var columns: [(String, (any DatabaseValueConvertible)?)] { values.map { ($0.name, $0.value.column) } }

  /// Divided, so that whole seconds are whole numbers and their sums too.
  private static func seconds(_ interval: Interval) -> JSONValue { .number(Double(interval.nanoseconds) / 1e9) }

  private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  /// A list in JSON, or else words with commas between them.
  private static func reasons(_ text: String) -> JSONValue {
    if text.isEmpty { return .array([]) }
    if let value = try? JSONParser.parse(Array(text.utf8)), value.elements != nil { return value }
    return .string(text)
  }
}

/// A camera's file of an episode in the index.
package struct CameraRow: Sendable {
  private let values: [(name: String, value: JSONValue)]

  package subscript(_ name: String) -> JSONValue { values.first { $0.name == name }?.value ?? .null }

  var document: JSONValue { .object(values.map { JSONMember($0.name, $0.value) }) }
  var columns: [(String, (any DatabaseValueConvertible)?)] { values.map { ($0.name, $0.value.column) } }

  init(_ camera: EpisodeCamera) {
    let file = camera.file
    values = [
      ("path", .string(camera.path)), ("camera", .string(camera.name)), ("images", file.map { .count($0.images) } ?? .null),
      ("expected", file?.expected.map { .count($0) } ?? .null), ("gaps", file.map { .count($0.gaps) } ?? .null),
      ("longest_gap_s", file.map { .number($0.longestGap) } ?? .null), ("rate_hz", file.map { .number($0.rate) } ?? .null),
      ("clock_pairs", file.map { .count($0.clockPairs.count) } ?? .null),
      ("clock_residual_s", camera.residual.map { .number($0.median) } ?? .null),
      ("worst_residual_s", camera.residual.map { .number($0.worst) } ?? .null), ("bytes", file.map { .count($0.size) } ?? .null),
      ("problems", .array(camera.problems.map { .string($0) })), ("sha256", .null),
    ]
  }

  init(_ row: Row) {
    values = row.compactMap { name, value in
      if name == "episode_path" { return nil }
      let told = JSONValue(value)
      guard name == "problems", let text = told.text else { return (name, told) }
      return (name, (try? JSONParser.parse(Array(text.utf8))) ?? .null)
    }
  }
}

/// The hours of one operator on one day with one task.
package struct HoursRow: Sendable {
  package let operatorName: String
  package let day: String
  package let task: String
  package let episodes: Int
  /// Of them, those that were not discarded.
  package let kept: Int
  /// Of them, those whose recordings were deleted since.
  package let purged: Int
  /// [s] From start to stop, discarded and deleted ones as well.
  package let recorded: Double
  /// [s] Of it, while some joint group followed the operator.
  package let engaged: Double
  /// [s] Of what was not discarded.
  package let keptTime: Double
  /// What the operator agreed to, each once; empty where nothing was said.
  package let consents: [String]

  init(_ row: Row) {
    operatorName = row["operator"]
    day = row["day"]
    task = row["task"]
    episodes = row["episodes"]
    kept = row["kept"]
    purged = row["purged"]
    recorded = row["recorded_s"]
    engaged = row["engaged_s"]
    keptTime = row["kept_s"]
    let text: String = row["consents"] ?? ""
    let list = (try? JSONParser.parse(Array(text.utf8)))?.elements ?? []
    consents = list.compactMap(\.text).filter { !$0.isEmpty }
  }
}

extension JSONValue {
  /// What a column of the index holds.
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null, .blob: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .number(number)
    case .string(let text): self = .string(text)
    }
  }

  fileprivate var column: (any DatabaseValueConvertible)? {
    switch self {
    case .null: nil
    case .bool(let value): value
    case .integer(let number): number
    case .number(let number): number.isFinite ? number : nil
    case .string(let text): text
    case .array, .object: line
    }
  }
}
