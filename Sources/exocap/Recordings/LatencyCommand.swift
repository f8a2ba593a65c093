internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime

/// `exocap latency`.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Shows where the time goes between a device's byte and the robot, stage by stage.",
    discussion: """
      Of a recording, or of the running daemon since its start. Stages: from the arrival of the bytes to the tick, the tick itself, the \
      send, all of it, and from the send to the robot's word that it took the command. Of a recording also by how much the tracker and the \
      limiter let the command lag behind the operator. Then, of each joint group, the constant delay of the filter that the rig gives it.

        exocap latency recordings/2026-11-23/8f0c....mcap
        exocap latency --live --reset
      """)
  @Argument(help: "A recording.")
  var file: String?
  @Flag(help: "The running daemon instead of a recording.")
  var live = false
  @Flag(help: "Lets the running daemon count anew from now.")
  var reset = false
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if (file == nil) != live { throw ValidationError("give a recording, or --live") }
    if reset && !live { throw ValidationError("--reset goes with --live") }
  }

  func run() throws {
    guard let file else { return try showLive() }
    let recording = try Recording.open(file)
    let trace = RecordingTrace(recording, rig: try recording.ownRig())
    if format.format == .json {
      let robots = trace.robots.map { robot in
        JSON.members([
          ("robot", .string(robot.id)), ("latency", robot.latency.json), ("filter_delay_s", robot.filterDelay.map { .number($0) } ?? .null),
          ("filters", .array(trace.rig.filters(of: robot.id).map(\.document))),
        ])
      }
      return Screen.standard.put(JSON.members([("robots", .array(robots))]).line)
    }
    for robot in trace.robots {
      Screen.standard.put("robot \(robot.id): \(robot.times.count.grouped) ticks")
      for line in RecordingSummary.latencyLines(robot) { Screen.standard.put(line) }
      let path = robot.latency.summary(of: .arrivalToSent)?.p50
      for line in FilterLines(trace.rig.filters(of: robot.id).map(\.document), path: path).lines { Screen.standard.put(line) }
    }
  }

  private func showLive() throws {
    var client = try daemon.connect()
    let reply = try client.ask("latency", [("reset", .bool(reset))])
    if format.format == .json { return Screen.standard.put(reply.line) }
    for robot in reply["robots"]?.elements ?? [] {
      Screen.standard.put("robot \(robot["robot"]?.text ?? "?")")
      let lines = LatencyTable(robot["latency"]).lines
      for line in lines.isEmpty ? ["nothing was sent yet"] : lines { Screen.standard.put(line) }
      let path = robot["latency"]?["arrival_to_sent"]?["p50_us"]?.double.map { $0 * 1e-6 }
      for line in FilterLines(robot["filters"]?.elements ?? [], path: path).lines { Screen.standard.put(line) }
    }
  }
}

extension Rig {
  /// The delays of the filters of the robot `id`.
  fileprivate func filters(of id: String) -> [FilterDelay] { robots.first { $0.id == id }?.filterDelays ?? [] }
}

/// What the filters of one robot's groups cost, as a person reads it.
struct FilterLines {
  private let filters: [JSON]
  /// [s] From arrival to the end of the send, half of the time; nil where nothing was sent.
  private let path: Double?

  init(_ filters: [JSON], path: Double?) {
    self.filters = filters
    self.path = path
  }

  /// One line for each group.
  var lines: [String] {
    filters.map { filter in
      let delay = filter["delay_ms"]?.double ?? .nan
      let moving = filter["moving_delay_ms"]?.double ?? .nan
      var line = "filter \(filter["group"]?.text ?? "?") \(filter["filter"]?.text ?? "?"): \(delay.text(1)) ms constant"
      if moving < delay { line += " (at rest, its worst; \(moving.text(1)) ms at \(FilterDelay.unhurried.text(1)) rad/s)" }
      if let path { line += ", with arrival → sent \((delay + path * 1e3).text(1)) ms" }
      return line
    }
  }
}
