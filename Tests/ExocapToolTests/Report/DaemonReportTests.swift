import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// `exocap report` beside a running daemon, whose devices are simulated.
@Suite(.serialized) struct DaemonReportTests {
  @Test func theBlackBoxIsCutAndATakeThatRunsGoesOn() throws {
    let rig = try OwnRig()
    var devices = try rig.start(["simulate", "devices", "--rig", rig.name])
    for _ in 0..<4 { #expect(devices.line() != nil) }
    let socket = rig.folder.path + "/socket"
    let words = [ToolRun.daemon, "--rig", rig.name, "--profiles", rig.tree, "--socket", socket, "--no-realtime"]
    guard let daemon = Program(["sh", "-c", "exec \"$@\" 2>\"\(rig.folder.path)/log\"", "sh"] + words) else {
      throw TestFailure("cannot start the daemon")
    }
    // Longer than what the report shall hold, so that there is something to cut off.
    try Self.waitForTicks(3000, socket)
    let task = "open the box 7b"
    let started = try ToolRun(["record", "start", "--socket", socket, "--operator", "kim-19", "--task", task, "--consent", "form-2"])
    #expect(started.status == 0, "\(started.messages)")

    let archive = rig.folder.path + "/report.tar.gz"
    let run = try ToolRun([
      "report", rig.name, "--profiles", rig.tree, "--socket", socket, "--seconds", "2", "--out", archive, "--format", "json",
    ])
    #expect(run.status == 0, "\(run.messages)")
    let made = try JSONParser.parse(Array(run.output.joined().utf8))
    let seconds = try #require(made["seconds"]?.double)
    // It begins at checkpoints before the last 2 s, of which each thread writes one a second.
    #expect(seconds > 1.9)
    let report = try UnpackedReport(archive)
    let recording = report.root + "/recording.mcap"
    let verified = try ToolRun(["verify", recording])
    #expect(verified.status == 0, "\(verified.output)")
    let replayed = try ToolRun(["replay", recording, "--check"])
    #expect(replayed.status == 0, "\(replayed.output) \(replayed.messages)")
    // There is no robot.
    #expect(report.text("events.txt").contains("  g1  fault_began  no_lease\n"), "\(report.text("events.txt"))")

    // The take is the one that was started, and runs.
    let status = try Self.status(socket)
    #expect(status["recording"]?["state"]?.text == "running")
    #expect(started.output.first == "recording " + (status["recording"]?["path"]?.text ?? ""))
    // Who demonstrates what is nowhere in it.
    let looked = try ToolRun(["info", recording]).output.joined()
    let told = try report.json("status.json")
    #expect(told["rig"]?.text == rig.name && told["recording"]?["operator"] == .null)
    for word in ["kim-19", task, "form-2"] { #expect(try report.filesThatContain(word) == [] && !looked.contains(word)) }
    // What the daemon keeps is in the folder of black boxes, not among the episodes.
    let snapshot = try #require(made["snapshot"]?.text)
    #expect(snapshot.contains("/black-box/"))
    let (whole, part) = (FileStatus(of: snapshot)?.size ?? 0, FileStatus(of: recording)?.size ?? 0)
    #expect(part > 0 && part < whole, "\(part) B of \(whole) B")
    #expect(report.text("daemon-limits.txt").contains("Max realtime priority"))
    #expect(!report.files.contains { $0.hasPrefix("raw/") })
    extendLifetime(devices)
    extendLifetime(daemon)
  }

  private static func status(_ socket: String) throws -> JSONValue {
    let run = try ToolRun(["status", "--socket", socket, "--format", "json"])
    return try JSONParser.parse(Array(run.output.joined().utf8))
  }

  private static func waitForTicks(_ count: Int64, _ socket: String) throws {
    for _ in 0..<600 {
      if let now = try? status(socket), (now["robots"]?.elements?.first?["ticks"]?.integer ?? 0) > count { return }
    }
    throw TestFailure("the daemon does not tick")
  }
}
