internal import GRDB

/// Which episodes are meant. Nil and empty let everything through.
package struct EpisodeFilter: Sendable {
  package var task: String?
  package var operatorName: String?
  package var consent: String?
  package var scene: String?
  package var object: String?
  package var rig: String?
  package var robot: String?
  /// `good`, `check`, `bad`, or `none` for those without one.
  package var verdict: String?
  /// `success`, `failure`, or `none`.
  package var outcome: String?
  /// `undecided`, `kept`, `discarded`.
  package var decision: String?
  /// A state of `EpisodeFacts`.
  package var state: String?
  /// The first and the last day, as in `2026-11-23`.
  package var since: String?
  package var until: String?
  package var hasCamera = false

  package init() {}

  /// The WHERE clause; what people typed is never part of the SQL.
  var condition: (sql: String, arguments: StatementArguments) {
    var parts: [String] = []
    var arguments: [any DatabaseValueConvertible] = []
    func add(_ sql: String, _ value: String?) {
      guard let value else { return }
      parts.append(sql)
      arguments.append(value)
    }
    add("task = ?", task)
    add("operator = ?", operatorName)
    add("consent = ?", consent)
    add("scene = ?", scene)
    add("EXISTS (SELECT 1 FROM json_each(objects) WHERE value = ?)", object)
    add("rig = ?", rig)
    add("EXISTS (SELECT 1 FROM json_each(robots) WHERE value = ?)", robot)
    add("verdict = ?", verdict.map(EpisodeFilter.word))
    add("outcome = ?", outcome.map(EpisodeFilter.word))
    add("decision = ?", decision)
    add("state = ?", state)
    add("day >= ?", since)
    add("day <= ?", until)
    if hasCamera { parts.append("EXISTS (SELECT 1 FROM cameras WHERE episode_path = episodes.path)") }
    return (parts.isEmpty ? "1" : parts.joined(separator: " AND "), StatementArguments(arguments))
  }

  /// `none` asks for what nobody said.
  private static func word(_ text: String) -> String { text == "none" ? "" : text }
}
