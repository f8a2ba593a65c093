internal import ArgumentParser
internal import ExocapCatalog
internal import ExocapRuntime
internal import Foundation

/// `exocap hours`.
struct HoursCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hours",
    abstract: "States the hours of operators, by day and task: recorded, engaged and kept.",
    discussion: """
      For those who give the recordings, and those who pay for them. Discarded takes count as recorded, also after their files were deleted.

        exocap hours --operator kim --since 2026-11-01
      """)
  @OptionGroup var filters: FilterOptions
  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let filter = try filters.filter()
    let index = try catalog.openUpdated()
    let rows: [HoursRow]
    do throws(CatalogError) {
      rows = try index.hours(filter)
    } catch {
      throw ToolFailure(.negative, error.description)
    }
    let statement = HoursStatement(rows, folder: index.folder, on: String(Date().ISO8601Format().prefix(10)))
    let lines = format.format == .json ? rows.map { HoursStatement.json($0).line } : statement.lines
    for line in lines { Screen.standard.put(line) }
  }
}

/// The statement of hours, as it is printed.
struct HoursStatement {
  private let rows: [HoursRow]
  private let folder: String
  private let day: String

  /// `day`: when it is made.
  init(_ rows: [HoursRow], folder: String, on day: String) {
    self.rows = rows
    self.folder = folder
    self.day = day
  }

  /// Operator by operator.
  var lines: [String] {
    if rows.isEmpty { return ["no episodes"] }
    var operators: [String] = []
    for row in rows where operators.last != row.operatorName { operators.append(row.operatorName) }
    return operators.flatMap { statement(of: $0) } + [
      "recorded: from start to stop, all takes. engaged: of it, while an arm or hand followed the operator.",
      "kept: of the takes that were not discarded. Days are UTC. Counted from the files in \(folder) on \(day).",
    ]
  }

  private func statement(of name: String) -> [String] {
    let own = rows.filter { $0.operatorName == name }
    var table = Table(
      ["day", "task", "takes", "kept", "recorded", "engaged", "kept time"], [.left, .left, .right, .right, .right, .right, .right])
    for row in own {
      table.add([
        row.day, row.task.isEmpty ? "-" : row.task, row.episodes.grouped, row.kept.grouped, row.recorded.clockText, row.engaged.clockText,
        row.keptTime.clockText,
      ])
    }
    func sum(_ value: (HoursRow) -> Double) -> String { own.reduce(0) { $0 + value($1) }.clockText }
    table.add([
      "all", "", own.reduce(0) { $0 + $1.episodes }.grouped, own.reduce(0) { $0 + $1.kept }.grouped, sum(\.recorded), sum(\.engaged),
      sum(\.keptTime),
    ])
    var consents: [String] = []
    for consent in own.flatMap(\.consents) where !consents.contains(consent) { consents.append(consent) }
    let title = name.isEmpty ? "takes without an operator" : "operator \(name)"
    return [title + (consents.isEmpty ? ", no consent noted" : ", consent: " + consents.joined(separator: ", "))] + table.lines + [""]
  }

  /// One row for programs.
  static func json(_ row: HoursRow) -> JSON {
    .members([
      ("operator", .string(row.operatorName)), ("day", .string(row.day)), ("task", .string(row.task)), ("takes", .count(row.episodes)),
      ("kept", .count(row.kept)), ("purged", .count(row.purged)), ("recorded_s", .number(row.recorded)),
      ("engaged_s", .number(row.engaged)),
      ("kept_s", .number(row.keptTime)), ("consents", .array(row.consents.map { .string($0) })),
    ])
  }
}
