internal import ArgumentParser
internal import ExocapRuntime

/// `exocap latency`.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Shows where the time goes between a device's byte and the robot, stage by stage.",
    discussion: """
      Of a recording, or of the running daemon since its start. Stages: from the arrival of the bytes to the tick, the tick itself, the \
      send, all of it, and from the send to the robot's word that it took the command. Of a recording also by how much the tracker and the \
      limiter let the command lag behind the operator.

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
        ])
      }
      return Screen.standard.put(JSON.members([("robots", .array(robots))]).line)
    }
    for robot in trace.robots {
      Screen.standard.put("robot \(robot.id): \(robot.times.count.grouped) ticks")
      for line in RecordingSummary.latencyLines(robot) { Screen.standard.put(line) }
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
    }
  }
}
