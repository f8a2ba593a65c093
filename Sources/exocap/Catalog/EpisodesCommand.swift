internal import ArgumentParser
internal import ExocapCatalog
internal import ExocapRuntime
internal import Foundation

/// `exocap episodes`.
struct EpisodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "episodes",
    abstract: "Lists episodes: whose, of what, how long, what was decided and judged.",
    discussion: """
      It looks into the recordings first, at what is new or has changed since the last time. Filters must all be met; 'none' is met by an \
      episode without verdict or outcome.

        exocap episodes --since 7d --undecided
        exocap episodes --task "open the microwave" --verdict bad --format json
      """)
  @OptionGroup var filters: FilterOptions
  @Option(help: "With this consent.")
  var consent: String?
  @Option(help: "In this scene.")
  var scene: String?
  @Option(help: "With this object.")
  var object: String?
  @Option(help: "With this robot, by its profile's name.")
  var robot: String?
  @Option(help: "With this verdict: good, check, bad or none.")
  var verdict: String?
  @Option(help: "With this outcome: success, failure or none.")
  var outcome: String?
  @Option(help: "With this decision: undecided, kept or discarded.")
  var decision: String?
  @Option(help: "In this state: whole, stopped, recovered, torn, purged or unreadable.")
  var state: String?
  @Flag(help: "Undecided ones only.")
  var undecided = false
  @Flag(help: "Those with a camera's file only.")
  var cameras = false
  @Flag(help: "Computes checksums that the index does not have yet.")
  var sha256 = false
  @OptionGroup var catalog: CatalogOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    var filter = try filters.filter()
    filter.consent = consent
    filter.scene = scene
    filter.object = object
    filter.robot = robot
    filter.verdict = try EpisodesCommand.word(verdict, "--verdict", ["good", "check", "bad", "none"])
    filter.outcome = try EpisodesCommand.word(outcome, "--outcome", ["success", "failure", "none"])
    filter.decision = try EpisodesCommand.word(undecided ? "undecided" : decision, "--decision", ["undecided", "kept", "discarded"])
    filter.state = try EpisodesCommand.word(state, "--state", EpisodeFacts.State.allCases.map(\.rawValue))
    filter.hasCamera = cameras
    let index = try catalog.openUpdated(hashes: sha256)
    let rows: [EpisodeRow]
    do throws(CatalogError) {
      rows = try index.episodes(filter)
    } catch {
      throw ToolFailure(.negative, error.description)
    }
    let lines = format.format == .json ? rows.map { $0.document.line } : EpisodeList(rows).lines
    for line in lines { Screen.standard.put(line) }
  }

  /// The word as it is, if it is one of these.
  private static func word(_ text: String?, _ option: String, _ known: [String]) throws -> String? {
    guard let text, !known.contains(text) else { return text }
    let guess = Suggestion.nearest(to: text, among: known).map { ["did you mean '\($0)'?"] } ?? []
    throw ToolFailure(.usage, "\(option) \(text): it is one of \(known.joined(separator: ", "))", advice: guess)
  }
}

/// Episodes as a table for people.
struct EpisodeList {
  private let rows: [EpisodeRow]

  init(_ rows: [EpisodeRow]) { self.rows = rows }

  /// One line for each, what is wrong with them, and the sums.
  var lines: [String] {
    if rows.isEmpty { return ["no episodes"] }
    var table = Table(
      ["began (UTC)", "length", "engaged", "task", "operator", "rig", "decision", "outcome", "verdict", "cameras", "size", "episode"],
      [.left, .right, .right, .left, .left, .left, .left, .left, .left, .right, .right, .left])
    for row in rows {
      let decision = row.text("state") == EpisodeFacts.State.purged.rawValue ? "discarded, deleted" : row.text("decision")
      table.add([
        EpisodeList.time(row["began_utc_ns"].integer ?? 0), row.number("seconds").clockText, row.number("engaged_s").clockText,
        row.text("task"), row.text("operator"), row.text("rig"), decision, row.text("outcome"), row.text("verdict"),
        row.cameras.isEmpty ? "" : row.cameras.count.grouped, Int(row.number("bytes")).byteText, row.text("episode"),
      ])
    }
    return table.lines + problems + ["", sums]
  }

  private var problems: [String] {
    rows.flatMap { row -> [String] in
      let own = (row["problems"].elements ?? []).compactMap(\.text).map { "\(row.text("episode")): \($0)" }
      let others = row.cameras.flatMap { camera in
        (camera["problems"].elements ?? []).compactMap(\.text).map {
          "\(row.text("episode")), camera \(camera["camera"].text ?? ""): \($0)"
        }
      }
      return own + others
    }
  }

  private var sums: String {
    let seconds = rows.reduce(0) { $0 + $1.number("seconds") }
    let engaged = rows.reduce(0) { $0 + $1.number("engaged_s") }
    let bytes = rows.reduce(0) { $0 + Int($1.number("bytes")) }
    let noun = rows.count == 1 ? "episode" : "episodes"
    return "\(rows.count.grouped) \(noun), \(seconds.clockText) recorded, \(engaged.clockText) engaged, \(bytes.byteText)"
  }

  /// [ns] since 1970, as `2026-11-23 14:05:09`; "-" where it is not known.
  static func time(_ utc: Int64) -> String {
    guard utc > 0 else { return "-" }
    let text = Date(timeIntervalSince1970: Double(utc) * 1e-9).ISO8601Format()
    return text.prefix(10) + " " + text.dropFirst(11).prefix(8)
  }
}
