import ExocapCore
import ExocapRuntime
import Glibc
import LinuxIO
import Testing

/// The black box of the real daemon.
struct DaemonBlackBoxTests {
  @Test func aSnapshotAndAnEmergencyStopBecomeRecordings() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    #expect(eventually { daemon.hasTold("READY=1") })
    var control = try ControlConnection.whenThere(rig.socketPath)
    _ = try control.ask("subscribe")
    try DaemonTests.engage(&control, world)

    let written = try control.ask("record", [("action", "snapshot")])
    #expect(written["ok"] == true, "\(written.line) \(daemon.log)")
    let path = written["path"]?.text ?? ""
    #expect(path.hasPrefix(rig.folder + "/out/black-box/"))
    try DaemonTests.expectReplay(path)
    let heard = try control.hears { $0["event"]?.text == "black_box" && $0["reason"]?.text == "request" && $0["path"]?.text == path }
    #expect(heard)

    #expect(try control.ask("estop")["ok"] == true)
    #expect(try eventually { try control.ask("status")["status"]?["state"]?.text == "faulted" })
    // It ends before the two seconds after a stop are over: what is there is written all the same.
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    let all = try Files.list(Files.folder(of: path))
    let other = try #require(all.first { !path.hasSuffix($0) })
    #expect(all.count == 2 && other.hasSuffix(".mcap"), "\(all)")
    let recording = try Recording(path: Files.folder(of: path) + "/" + other)
    #expect(recording.facts["label"] == "black box: emergency_stop")
    #expect(recording.damage == nil)
  }

  @Test func aRigWithoutABoxSaysHowToHaveOne() throws {
    let rig = try TestRig { $0.rig = TestRig.replace($0.rig, ["black_box: 5s": "black_box: 0s"]) }
    let daemon = try DaemonProcess(rig)
    #expect(eventually { daemon.hasTold("READY=1") })
    var control = try ControlConnection.whenThere(rig.socketPath)
    let refused = try control.ask("record", [("action", "snapshot")])
    #expect(refused["ok"] == false)
    #expect(refused["do"]?.text == "give recording.black_box a time in the rig, such as 60s", "\(refused.line)")
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
  }
}
