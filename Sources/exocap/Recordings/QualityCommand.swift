internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap quality`.
struct QualityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality",
    abstract: "Judges recordings anew: GOOD, CHECK or BAD, with every reason.",
    discussion: """
      By the same code and, unless --thresholds names others, by the same thresholds as the daemon that made the recording; and by the \
      files of cameras beside it, which the daemon did not see. Of a \
      folder: each recording in it, then how many are accepted (GOOD or CHECK) by rig, task and day. Only reasons of the operator's \
      count in the operator's rate. docs/quality.md explains each gate. The status is 1 where a recording is BAD.

        exocap quality recordings/2026-11-23/8f0c....mcap
        exocap quality recordings --format json
      """)
  @Argument(help: "A recording, or a folder of them.")
  var path: String
  @Option(help: "Thresholds to judge by, by name or path.")
  var thresholds: String?
  @Flag(help: "Of one recording: every figure, not only what is wrong.")
  var figures = false
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let given = try thresholds.map { try loadThresholds($0) }
    if Files.isFolder(path) { return try judgeFolder(given) }
    var prints = TakePrints()
    let recording = try Recording.open(path)
    // Takes of the same day are beside it: what they were is in their own verdicts.
    for other in JudgedTake.files(in: Files.folder(of: path)) where other != path {
      guard let before = try? Recording.open(other), before.start < recording.start, let verdict = before.verdict else { continue }
      prints.add(verdict.print)
    }
    let take = try JudgedTake(recording, given: given, after: &prints)
    if format.format == .json {
      Screen.standard.put(take.json(figures: true).line)
    } else {
      for line in take.lines(figures: figures) { Screen.standard.put(line) }
    }
    if take.verdict.grade == .bad { throw ExitStatus.negative }
  }

  private func judgeFolder(_ given: QualityThresholds?) throws {
    let files = JudgedTake.files(in: path)
    guard !files.isEmpty else { throw ToolFailure(.badFile, "there is no recording in \(path)", advice: ["they end in .mcap"]) }
    var recordings: [Recording] = []
    var unreadable: [String] = []
    for file in files {
      do { recordings.append(try Recording.open(file)) } catch { unreadable.append(file) }
    }
    // In the order in which they were made: of two equal ones the second is the duplicate.
    recordings.sort { ($0.day, $0.start) < ($1.day, $1.start) }
    var prints = TakePrints()
    var takes: [JudgedTake] = []
    for recording in recordings {
      do { takes.append(try JudgedTake(recording, given: given, after: &prints)) } catch { unreadable.append(recording.path) }
    }
    let table = AcceptanceTable(takes)
    if format.format == .json {
      let all = takes.map { $0.json(figures: false) }
      Screen.standard.put(
        JSON.members([("recordings", .array(all)), ("unreadable", .array(unreadable.map { .string($0) })), ("acceptance", table.json)]).line
      )
    } else {
      for take in takes { Screen.standard.put("\(take.recording.path): \(take.verdict.line)") }
      for file in unreadable { Screen.standard.put("\(file): cannot be read") }
      Screen.standard.put("")
      for line in table.lines { Screen.standard.put(line) }
    }
    if takes.contains(where: { $0.verdict.grade == .bad }) || !unreadable.isEmpty { throw ExitStatus.negative }
  }

  private func loadThresholds(_ name: String) throws -> QualityThresholds {
    do throws(ProfileErrors) {
      return try Profiles.loadQuality(name, searchPath: profiles.searchPath)
    } catch {
      throw ToolFailure(error, status: .configuration)
    }
  }
}

/// One recording with what it is worth.
struct JudgedTake {
  let recording: Recording
  let verdict: QualityVerdict
  /// `success`, `failure` or empty, as its sidecar says.
  let outcome: String

  init(_ recording: Recording, given: QualityThresholds?, after prints: inout TakePrints) throws {
    self.recording = recording
    let rig = try recording.ownRig()
    do throws(ProfileErrors) {
      let thresholds = if let given { given } else { try recording.loadThresholds() }
      verdict = recording.judge(rig: rig, thresholds: thresholds, after: &prints)
    } catch {
      throw ToolFailure(error, status: .badFile)
    }
    let stem = recording.path.hasSuffix(".mcap") ? String(recording.path.dropLast(5)) : recording.path
    let sidecar = FileManager.default.contents(atPath: stem + ".decision.json").flatMap { JSON(parsing: $0) }
    outcome = sidecar?["outcome"]?.text ?? ""
  }

  var task: String { recording.facts["label"] ?? "" }
  var operatorName: String { recording.facts["operator"] ?? "" }

  /// Recordings in a folder and below it, sorted; what cameras added to them is none.
  static func files(in folder: String) -> [String] {
    var root = folder[...]
    while root.count > 1 && root.hasSuffix("/") { root.removeLast() }
    let names = FileManager.default.enumerator(atPath: String(root))?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".mcap") && !EpisodeFiles.isAddition(Files.name(of: $0)) }.sorted().map { "\(root)/\($0)" }
  }

  /// For people.
  func lines(figures: Bool) -> [String] {
    var lines = ["\(recording.path): \(verdict.grade.rawValue) by \(verdict.thresholds)"]
    lines += verdict.reasons.map { "  \($0.grade.rawValue)  \($0.text)" }
    if let recorded = recording.verdict, recorded.grade != verdict.grade || recorded.thresholds != verdict.thresholds {
      lines.append("  its daemon said \(recorded.grade.rawValue) by \(recorded.thresholds)")
    }
    guard figures else { return lines }
    var table = Table(["figure", "of", "value", "unit", "check", "bad"], [.left, .left, .right, .left, .right, .right])
    for figure in verdict.figures {
      let failed = figure.gate.flatMap { gate in verdict.reasons.first { $0.gate == gate && $0.source == figure.source } }
      table.add([
        figure.name, figure.source, Quantity.shortText(figure.value), figure.gate?.unit ?? "", failed?.grade == .check ? "✗" : "",
        failed?.grade == .bad ? "✗" : "",
      ])
    }
    return lines + [""] + table.lines
  }

  /// For programs.
  func json(figures: Bool) -> JSON {
    var entries: [(String, JSON)] = [
      ("path", .string(recording.path)), ("episode", .string("\(recording.episode)")), ("rig", .string(recording.rigName)),
      ("task", .string(task)), ("operator", .string(operatorName)), ("day", .string(recording.day)), ("outcome", .string(outcome)),
      ("quality", verdict.document), ("recorded", recording.verdict.map { .string($0.grade.rawValue) } ?? .null),
    ]
    if figures { entries.append(("figures", verdict.figuresDocument)) }
    return .members(entries)
  }
}
