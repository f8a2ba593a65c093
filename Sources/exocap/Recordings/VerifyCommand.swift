internal import ArgumentParser
internal import ExocapRuntime

/// `exocap verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Holds recordings against all that they should be; every finding with place, and what to do.",
    discussion: """
      The file format (framing, checksums, definitions, chunks, indexes, summary, statistics); what exocap promises (calls, ticks and \
      samples without a gap that the file does not tell of, counts, times, ages); and every command that was sent against the limits of the \
      rig inside; what cameras added to the episode (images, gaps, clock). A torn file is an error, until it is \
      repaired; a repaired one is told, with how much of its end is missing, and what is in it must be as in any other. MCAP files of other \
      programs are held against the format only.

        exocap verify recordings/2026-11-23/*.mcap
        exocap verify FILE --format json

      Ends with 1 where there is an error; warnings alone are 0. What replay says is 'exocap replay FILE --check'.
      """)
  @Argument(help: ArgumentHelp("The recordings.", valueName: "file"))
  var files: [String]
  @OptionGroup var format: FormatOptions

  func run() throws {
    var isGood = true
    for file in files {
      let report: RecordingReport
      do throws(RecordingError) {
        report = try RecordingCheck.check(file)
      } catch {
        if case .system(let reason) = error { throw ToolFailure(reason, status: .badFile) }
        throw ToolFailure(.badFile, error.description)
      }
      isGood = isGood && report.isGood
      let text = VerifyText(file, report)
      if format.format == .json { Screen.standard.put(text.json.line) } else { text.lines.forEach { Screen.standard.put($0) } }
    }
    if !isGood { throw ExitStatus.negative }
  }
}

/// A report as people and programs read it.
struct VerifyText {
  private let path: String
  private let report: RecordingReport

  init(_ path: String, _ report: RecordingReport) {
    self.path = path
    self.report = report
  }

  /// For people: findings first, then one line of what was looked at and how it ended.
  var lines: [String] {
    var lines = report.findings.flatMap { finding in
      ["\(path): \(finding.isWarning ? "warning" : "error"): \(VerifyText.place(finding))\(finding.text)", "  = \(finding.advice)"]
    }
    let hidden = report.errors + report.warnings - report.findings.count
    if hidden > 0 {
      let kinds = report.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value.grouped)" }
      lines.append("\(path): \(hidden.grouped) more findings are not shown; of all: \(kinds.joined(separator: ", "))")
    }
    return lines + CameraTable(report.cameras).lines + [summary]
  }

  private static func place(_ finding: RecordingFinding) -> String {
    var parts: [String] = []
    if let offset = finding.offset { parts.append("byte \(offset)") }
    if let time = finding.time { parts.append("t = \(time.text(3)) s") }
    if let topic = finding.topic { parts.append(topic) }
    return parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
  }

  private var summary: String {
    var parts = report.recovery.map { [VerifyText.missing($0)] } ?? []
    parts += ["\(report.messages.grouped) messages in \(report.chunks.grouped) chunks", "\(report.duration.text(1)) s"]
    if report.isOurs {
      parts.append("\(report.calls.grouped) calls, \(report.samples.grouped) samples and \(report.ticks.grouped) ticks")
      parts.append("\(report.commands.grouped) commands held against the limits")
    } else {
      parts.append("not written by exocap: the format only")
    }
    return "\(path): \(verdict); " + parts.joined(separator: ", ")
  }

  private static func missing(_ recovery: RecordingRecovery) -> String {
    let tail = recovery.lostTailMilliseconds
    return "recovered, " + (tail == 0 ? "with all that was recorded at its end" : "about the last \(tail) ms missing")
  }

  private var verdict: String {
    func text(_ count: Int, _ word: String) -> String { "\(count.grouped) \(word)\(count == 1 ? "" : "s")" }
    switch (report.errors, report.warnings) {
    case (0, 0): return "ok"
    case (0, let warnings): return "ok, \(text(warnings, "warning"))"
    case (let errors, 0): return text(errors, "error")
    case (let errors, let warnings): return "\(text(errors, "error")), \(text(warnings, "warning"))"
    }
  }

  /// For programs: one object a file.
  var json: JSON {
    .members([
      ("path", .string(path)), ("ok", .bool(report.isGood)), ("errors", .integer(Int64(report.errors))),
      ("warnings", .integer(Int64(report.warnings))), ("exocap", .bool(report.isOurs)), ("torn", .bool(report.isTorn)),
      ("tail_bytes", .integer(Int64(report.tail))), ("recovered", .bool(report.recovery != nil)),
      ("lost_tail_ms", report.recovery.map { .integer($0.lostTailMilliseconds) } ?? .null),
      ("damaged_chunks", report.recovery.map { .integer(Int64($0.damagedChunks)) } ?? .null),
      ("messages", .integer(Int64(clamping: report.messages))),
      ("chunks", .integer(Int64(report.chunks))), ("duration_s", .number(report.duration)),
      ("calls", .integer(Int64(clamping: report.calls))), ("samples", .integer(Int64(clamping: report.samples))),
      ("ticks", .integer(Int64(clamping: report.ticks))), ("commands", .integer(Int64(clamping: report.commands))),
      ("lost_records", .integer(Int64(clamping: report.lostRecords))), ("steps_back", .integer(Int64(clamping: report.stepsBack))),
      ("largest_step_back_s", .number(report.largestStepBack)),
      ("cameras", CameraTable(report.cameras).json),
      ("counts", .members(report.counts.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
      ("findings", .array(report.findings.map(VerifyText.document))),
    ])
  }

  private static func document(_ finding: RecordingFinding) -> JSON {
    .members([
      ("severity", .string(finding.isWarning ? "warning" : "error")), ("kind", .string(finding.kind)),
      ("byte", finding.offset.map { .integer(Int64($0)) } ?? .null), ("time_s", finding.time.map { .number($0) } ?? .null),
      ("topic", finding.topic.map { .string($0) } ?? .null), ("text", .string(finding.text)), ("advice", .string(finding.advice)),
    ])
  }
}
