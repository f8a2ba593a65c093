import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

extension DaemonTests {
  /// One button does everything that a session of takes needs: pressed it begins and ends a take, held it throws the last one away.
  @Test func aButtonRecordsAndDiscardsWithoutAKeyboard() throws {
    let rig = try TestRig { files in
      files.rig += """

        controls:
          - {from: arm.button, do: record}
          - {from: arm.button, do: discard, hold: 300ms}
          - {from: grip.force, over: 8N, do: engage, groups: [left_arm]}
        """
      files.rig = files.rig.split(separator: "\n").filter { !$0.contains("confirm:") }.joined(separator: "\n")
    }
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    var control = try ControlConnection.whenThere(rig.socketPath)
    _ = try control.ask("subscribe")
    try expectRates(&control, log: daemon.log)
    let status = try control.ask("status")["status"]
    #expect(status?["controls"]?.elements?.map { $0["act"]?.text } == ["record", "discard", "engage"])
    #expect(daemon.log.contains("arm.button held 0.3 s: discard"), "\(daemon.log)")

    // A squeeze arms and confirms in one.
    world.wear([9], device: Self.grip, stream: 0)
    #expect(try eventually { try Self.group(&control, "left_arm")["state"]?.text == "engaged" }, "\(daemon.log)")

    try press(world, for: 100)
    let began = try control.hears { $0["event"]?.text == "recording_started" }
    #expect(began, "\(daemon.log)")
    #expect(try eventually { try control.ask("status")["status"]?["recording"]?["seconds"]?.double.map { $0 > 0.5 } ?? false })
    try press(world, for: 100)
    let ended = try control.hears { $0["event"]?.text == "recording_stopped" }
    #expect(ended, "\(daemon.log)")
    try press(world, for: 600)
    let discarded = try control.hears { $0["event"]?.text == "recording_discarded" }
    #expect(discarded, "\(daemon.log)")
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
  }

  /// Holds the arm's button down for so long.
  private func press(_ world: SimulatedRig, for milliseconds: Int64) throws {
    world.wear([1], device: Self.arm, stream: 1)
    let until = MonotonicClock.now() + .milliseconds(milliseconds)
    _ = eventually { MonotonicClock.now() >= until }
    world.wear([0], device: Self.arm, stream: 1)
  }
}
