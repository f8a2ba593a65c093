import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@testable import ExocapRuntime

/// What the recording says was sent, as PyPI's reader sees it, is what arrived at the robot.
struct ReceivedCommandsTests {
  @Test func aRecordingHoldsWhatTheRobotReceived() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard unsafe access(python, X_OK) == 0 else { return Requirement.skip("no Python with readers in .build/venv") }
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    var control = try ControlConnection.whenThere(rig.socketPath)
    try DaemonTests.engage(&control, world)
    let begun = try control.ask("record", [("action", "start")])
    var angle = 0.0
    let isLong = try eventually {
      angle += 0.001
      world.wear([angle, 0], device: DaemonTests.arm, stream: 0)
      return try (control.ask("status")["status"]?["recording"]?["seconds"]?.double ?? 0) > 1
    }
    #expect(isLong)
    #expect(try control.ask("record", [("action", "stop")])["ok"] == true)
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")

    let datagrams = rig.folder + "/datagrams"
    try Files.writeAtomically(world.receivedCommands.map { Self.hexadecimal($0) + "\n" }.joined(), to: datagrams)
    let script = Requirement.repositoryRoot + "/Tests/ExocapRuntimeTests/Peers/compare_received.py"
    guard var compare = Program([python, script, begun["path"]?.text ?? "", datagrams]) else { return }
    let words = (compare.line() ?? "").split(separator: " ")
    #expect(words.count == 5 && words.last == "equal", "\(words)")
    // It moved, so a shifted or repeated row would be seen.
    #expect((words.first.flatMap { Int($0) } ?? 0) > 150 && (words.dropFirst(2).first.flatMap { Int($0) } ?? 0) > 50, "\(words)")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
