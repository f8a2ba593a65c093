internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime

/// `exocap info`.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Says what is in a recording, and beside it: devices with rates and gaps, ticks, latencies, events, decision, cameras.",
    discussion: """
      A recording that was torn by a crash is read as far as it goes; then the status is 1.

        exocap info recordings/2026-11-23/8f0c....mcap
        exocap info FILE --channels    what fills it
      """)
  @Argument(help: "The recording.")
  var file: String
  @Flag(help: "Lists every channel with its messages, rate and size.")
  var channels = false
  @OptionGroup var format: FormatOptions

  func run() throws {
    let recording = try Recording.open(file)
    let summary = RecordingSummary(recording, RecordingTrace(recording, rig: try recording.ownRig()))
    if format.format == .json {
      var document = summary.json
      if channels { document = document.adding("channels", ChannelTable(recording.survey()).json) }
      Screen.standard.put(document.line)
    } else {
      for line in summary.lines { Screen.standard.put(line) }
      if channels { ([""] + ChannelTable(recording.survey()).lines).forEach { Screen.standard.put($0) } }
    }
    if recording.damage != nil { throw ExitStatus.negative }
  }
}

/// What a recording comes to.
struct RecordingSummary {
  private let recording: Recording
  private let trace: RecordingTrace
  private let health: HealthTable
  private let surroundings: EpisodeSurroundings

  init(_ recording: Recording, _ trace: RecordingTrace) {
    self.recording = recording
    self.trace = trace
    health = HealthTable(recording, rig: trace.rig)
    surroundings = EpisodeSurroundings(of: recording)
  }

  /// For people.
  var lines: [String] { head + [""] + deviceLines + [""] + ageLines + healthLines + robotLines + [""] + eventLines }

  private var head: [String] {
    var lines = [
      "\(recording.path): \(recording.size.byteText), \(trace.duration.text(1)) s",
      "episode \(recording.episode), rig \(recording.rigName), written by exocap \(recording.version)",
    ]
    lines += surroundings.lines
    if trace.lostRecords > 0 { lines.append("\(trace.lostRecords.grouped) records were lost on the way to the file") }
    if let verdict = recording.verdict { lines.append("verdict by \(verdict.thresholds): \(verdict.line)") }
    if let stopped = recording.stopped { lines.append("closed before the episode's end: \(stopped)") }
    if let recovery = recording.recovery { lines.append("\(recovery)") }
    if let damage = recording.damage {
      lines.append("\(damage.isTorn ? "torn" : "damaged"): \(damage)")
      if damage.isTorn { lines.append("  = 'exocap repair \(recording.path)' closes it; 'exocap verify' says what is missing") }
    }
    return lines
  }

  /// How old samples are when their bytes arrive; streams whose devices tell nothing of it are left out.
  private var ageLines: [String] {
    var table = Table(["age of samples", "stream", "p50", "p99", "max"], [.left, .left, .right, .right, .right])
    var isEmpty = true
    for device in trace.devices {
      for stream in device.streams where stream.kind != .lease {
        guard let age = StageLatencies.Summary(stream.ages.filter(\.isFinite)), age.max > 0 else { continue }
        isEmpty = false
        table.add([device.role, stream.name] + [age.p50, age.p99, age.max].map { ($0 * 1e3).text(2) + " ms" })
      }
    }
    return isEmpty ? [] : table.lines
  }

  private var healthLines: [String] { health.lines.isEmpty ? [] : [""] + health.lines }

  /// Devices and streams with what was measured of them.
  var deviceLines: [String] {
    var table = Table(
      ["device", "stream", "samples", "rate", "of", "gaps", "longest"], [.left, .left, .right, .right, .right, .right, .right])
    for device in trace.devices {
      for stream in device.streams where stream.kind != .lease && !stream.times.isEmpty {
        let gaps = stream.gaps
        table.add([
          device.role, stream.name, stream.times.count.grouped, stream.rate.text(1), stream.nominalRate.text(0) + " Hz",
          gaps.count.grouped, (gaps.longest * 1e3).text(1) + " ms",
        ])
      }
    }
    return table.lines
  }

  /// Robots with ticks, faults and latencies.
  var robotLines: [String] {
    trace.robots.flatMap { robot -> [String] in
      let faults = robot.faultTicks.map { "\($0.name) \($0.ticks.grouped)" }.joined(separator: ", ")
      return ["", "robot \(robot.id): \(robot.times.count.grouped) ticks" + (faults.isEmpty ? "" : "; ticks with faults: \(faults)")]
        + RecordingSummary.latencyLines(robot)
    }
  }

  /// A table of one robot's stages.
  static func latencyLines(_ robot: RecordingTrace.Robot) -> [String] {
    var table = Table(["stage", "count", "p50", "p99", "p99.9", "max"], [.left, .right, .right, .right, .right, .right])
    for stage in StageLatencies.Stage.allCases {
      guard let summary = robot.latency.summary(of: stage) else { continue }
      table.add(
        [stage.title, summary.count.grouped]
          + [summary.p50, summary.p99, summary.p999, summary.max].map { ($0 * 1e6).text(1) + " µs" })
    }
    guard let delay = robot.filterDelay else { return table.lines }
    return table.lines + ["wanted → sent (tracker and limiter, by fit): \((delay * 1e3).text(1)) ms"]
  }

  private var eventLines: [String] {
    var table = Table([], [.right, .left, .left, .left])
    for event in trace.events {
      table.add([
        event.time.text(3) + " s", event.source, event.isWarning ? Screen.standard.styled(event.kind, .yellow) : event.kind, event.text,
      ])
    }
    return trace.events.isEmpty ? ["no events"] : ["events"] + table.lines.map { "  " + $0 }
  }

  /// For programs.
  var json: JSON {
    .members([
      ("path", .string(recording.path)), ("bytes", .integer(Int64(recording.size))), ("episode", .string("\(recording.episode)")),
      ("rig", .string(recording.rigName)), ("exocap", .string(recording.version)), ("duration_s", .number(trace.duration)),
      ("lost_records", .integer(Int64(trace.lostRecords))), ("damage", recording.damage.map { .string("\($0)") } ?? .null),
      ("torn", .bool(recording.damage?.isTorn ?? false)),
      ("recovery", recording.recovery.map { .string("\($0)") } ?? .null),
      ("verdict", recording.verdict.map(verdictJSON) ?? .null),
      ("facts", .members(recording.facts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      ("decision", surroundings.decision), ("cameras", surroundings.cameras),
      ("attachments", .array(recording.attachments.map { .string($0.name) })),
      ("devices", .array(trace.devices.map(deviceJSON))), ("health", health.json), ("robots", .array(trace.robots.map(robotJSON))),
      (
        "events",
        .array(
          trace.events.map { event in
            .members([
              ("time_s", .number(event.time)), ("source", .string(event.source)), ("event", .string(event.kind)),
              ("text", .string(event.text)), ("severity", .string(event.isWarning ? "warning" : "information")),
            ])
          })
      ),
    ])
  }

  private func verdictJSON(_ verdict: RecordedVerdict) -> JSON {
    .members([
      ("verdict", .string(verdict.grade.rawValue)), ("thresholds", .string(verdict.thresholds)),
      ("first", verdict.reasons.first.map { .string($0.gate.rawValue) } ?? .null), ("reasons", .array(verdict.reasons.map(\.document))),
    ])
  }

  private func deviceJSON(_ device: RecordingTrace.Device) -> JSON {
    .members([
      ("device", .string(device.role)),
      (
        "streams",
        .array(
          device.streams.map { stream in
            let gaps = stream.gaps
            let age = StageLatencies.Summary(stream.ages.filter(\.isFinite))
            return .members([
              ("stream", .string(stream.name)), ("samples", .integer(Int64(stream.times.count))), ("rate_hz", .number(stream.rate)),
              ("nominal_hz", .number(stream.nominalRate)), ("gaps", .integer(Int64(gaps.count))), ("longest_gap_s", .number(gaps.longest)),
              ("age_p50_s", age.map { .number($0.p50) } ?? .null), ("age_p99_s", age.map { .number($0.p99) } ?? .null),
            ])
          })
      ),
    ])
  }

  private func robotJSON(_ robot: RecordingTrace.Robot) -> JSON {
    .members([
      ("robot", .string(robot.id)), ("ticks", .integer(Int64(robot.times.count))),
      ("fault_ticks", .members(robot.faultTicks.map { ($0.name, .integer(Int64($0.ticks))) })), ("latency", robot.latency.json),
      ("filter_delay_s", robot.filterDelay.map { .number($0) } ?? .null),
    ])
  }
}

/// Every channel of a recording with what it takes.
struct ChannelTable {
  private let survey: Recording.Survey

  init(_ survey: Recording.Survey) { self.survey = survey }

  private var total: Int { survey.channels.reduce(0) { $0 + $1.bytes } }

  /// For people, the largest first.
  var lines: [String] {
    var table = Table(["channel", "type", "messages", "rate", "size", "share"], [.left, .left, .right, .right, .right, .right])
    for channel in survey.channels.sorted(by: { ($1.bytes, $0.topic) < ($0.bytes, $1.topic) }) {
      let share = total > 0 ? Double(channel.bytes) / Double(total) * 100 : 0
      table.add([
        channel.topic, channel.type, channel.count.grouped, channel.rate.text(1) + " Hz", channel.bytes.byteText, share.text(1) + " %",
      ])
    }
    return table.lines + ["\(survey.messages.grouped) messages, \(total.byteText) before they are compressed"]
  }

  /// For programs.
  var json: JSON {
    .array(
      survey.channels.map { channel in
        .members([
          ("topic", .string(channel.topic)), ("type", .string(channel.type)), ("messages", .integer(Int64(channel.count))),
          ("rate_hz", .number(channel.rate)), ("bytes", .integer(Int64(channel.bytes))),
        ])
      })
  }
}

extension JSONValue {
  /// An object with one member more at its end.
  fileprivate func adding(_ name: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members + [JSONMember(name, value)])
  }
}
