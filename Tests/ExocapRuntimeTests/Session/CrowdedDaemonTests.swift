import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// The daemon on a machine that is too busy for it, with rings that are too small: it loses, counts, and still replays.
@Suite(.serialized) struct CrowdedDaemonTests {
  @Test(arguments: 1...20) func whatOverflowedRingsLeftReplaysBitForBit(run: Int) throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig, arguments: ["--tap-bytes", "32768", "--ring-samples", "2"])
    var control = try ControlConnection.whenThere(rig.socketPath)
    try DaemonTests.engage(&control, world)
    let begun = try control.ask("record", [("action", "start")])
    let path = begun["path"]?.text ?? ""
    // What was lost before belongs to no recording.
    let before = try Self.figures(&control)
    // From here on the drain comes last: its taps overflow.
    let hogs = (try #require(Hog()), try #require(Hog()))
    let drain = try #require(daemon.thread("drain"))
    setpriority(Int32(PRIO_PROCESS.rawValue), id_t(drain), 19)
    var angle = 0.0
    let isLost = try eventually(within: 60) {
      angle += 0.001
      world.wear([angle, 0], device: DaemonTests.arm, stream: 0)
      let now = try Self.figures(&control)
      return now.lost > before.lost && now.seconds > 0.3
    }
    #expect(isLost, "nothing was lost: \(daemon.log)")
    setpriority(Int32(PRIO_PROCESS.rawValue), id_t(drain), 0)
    extendLifetime(hogs)
    // And then it has time again: 500 ticks of which no record is lost, however busy the machine is besides.
    var quiet = try Self.figures(&control)
    let isQuiet = try eventually {
      let now = try Self.figures(&control)
      if now.lost != quiet.lost { quiet = now }
      return now.ticks > quiet.ticks + 500
    }
    #expect(isQuiet)
    let ended = try control.ask("record", [("action", "stop")])
    #expect(ended["ok"] == true, "\(ended.line)")
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")

    let recording = try Recording(path: path)
    let outcome = ReplayFile.check(recording, rig: try recording.loadRig())
    #expect(outcome.isFaithful, "\(outcome.text)")
    #expect(outcome.report.skipped > 0, "\(outcome.text)")
    #expect(outcome.report.identical > 20, "\(outcome.text)")
  }

  /// Of the robot: ticks, records that did not fit in its tap; and the seconds of the recording.
  private static func figures(_ control: inout ControlConnection) throws -> (ticks: Int, lost: Int, seconds: Double) {
    let status = try control.ask("status")["status"]
    let robot = status?["robots"]?.elements?.first
    return (
      Int(robot?["ticks"]?.integer ?? 0), Int(robot?["lost_records"]?.integer ?? 0), status?["recording"]?["seconds"]?.double ?? 0
    )
  }
}

/// A process that takes all it can get of one CPU.
private final class Hog {
  private let process: pid_t

  init?() {
    let words = ["sh", "-c", "while :; do :; done"]
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    guard unsafe posix_spawnp(&process, "sh", nil, nil, &arguments, environ) == 0 else { return nil }
    self.process = process
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }
}
