import ExocapCore
import ExocapRuntime
import Glibc
import LinuxIO
import Testing

/// The real daemon with an arm that pulls: what the robot's hand feels comes to the arm's thread, is written to the servo and recorded.
struct FeltDaemonTests {
  @Test func whatTheHandFeelsComesToTheArmAndReplays() throws {
    let rig = try TestRig { files in
      files.givePullingArm()
      files.rig = files.rig.replacing("profile: exo,", with: "profile: exo, feels: left_hand,")
    }
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    world.wear([0.1745, 0.0873], device: DaemonTests.arm, stream: 0)
    let daemon = try DaemonProcess(rig)
    #expect(eventually { daemon.hasTold("READY=1") })
    var control = try ControlConnection.whenThere(rig.socketPath)
    let begun = try control.ask("record", [("action", "start")])
    let path = begun["path"]?.text ?? ""
    #expect(try eventually { try DaemonTests.group(&control, "left_hand")["weight"]?.double == 1 })
    // A squeeze is the physical act of this rig.
    #expect(try control.ask("engage", [("groups", ["left_arm", "left_hand"])])["ok"] == true)
    world.wear([6], device: 1, stream: 0)
    #expect(try eventually { try DaemonTests.group(&control, "left_hand")["state"]?.text == "engaged" }, "\(daemon.log)")
    let ticks = try control.ask("status")["status"]?["robots"]?.elements?.first?["ticks"]?.integer ?? 0
    #expect(try eventually { (try control.ask("status")["status"]?["robots"]?.elements?.first?["ticks"]?.integer ?? 0) > ticks + 100 })
    #expect(try control.ask("record", [("action", "stop")])["ok"] == true)
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")

    let recording = try Recording(path: path)
    let arm = recording.taps().devices[DaemonTests.arm]
    var (forces, pulls): ([Double], [Int16]) = ([], [])
    while let record = arm.take() {
      if record.kind == .felt { forces.append(record.newtons) }
      let request = Array(record.bytes.dropFirst(16))
      // A sync write of register 102.
      guard record.kind == .poll, request.count > 17, request[7] == 0x83, request[8] == 102 else { continue }
      pulls.append(Int16(bitPattern: UInt16(request[13]) | UInt16(request[14]) << 8))
    }
    // Nobody feels anything before he is engaged; then an empty hand is felt as no force.
    #expect(forces.first?.isNaN == true)
    #expect(forces.last.map { $0.isFinite && $0 >= 0 } == true, "\(forces.suffix(3))")
    #expect(pulls.last.map { $0 <= -40 } == true && pulls.allSatisfy { $0 >= -200 }, "\(pulls.suffix(3))")
    try DaemonTests.expectReplay(path)
  }
}
