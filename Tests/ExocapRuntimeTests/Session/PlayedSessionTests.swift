import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// A recorded rig as a rig again: the real daemon reads the ttys of `exocap replay --as-device`.
@Suite(.serialized) struct PlayedSessionTests {
  @Test func theDaemonRecordsTheSameSamplesAgain() throws {
    let rig = try TestRig()
    let first = try record(rig)
    let second = try recordAgain(rig, playing: first)
    for device in [DaemonTests.arm, DaemonTests.grip] {
      let (before, after) = (try samples(of: device, in: first), try samples(of: device, in: second))
      try #require(before.count > 50 && after.count > 50, "\(before.count) and \(after.count) samples")
      // The first file may begin in the middle of a packet, which nobody can read whole again.
      let missing = (0...4).first { Array(before.dropFirst($0)) == after }
      #expect(missing != nil, "device \(device): \(before.count) and \(after.count) samples")
      #expect(Set(before).count > 20, "device \(device) moves")
    }
  }

  /// The daemon with simulated devices that move; the recording's path.
  private func record(_ rig: TestRig) throws -> String {
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    #expect(eventually { daemon.hasTold("READY=1") }, "\(daemon.log)")
    var control = try ControlConnection.whenThere(rig.socketPath)
    #expect(try control.ask("record", [("action", "start")])["ok"] == true)
    // Every few milliseconds another pose: over a second of motion.
    var step = 0.0
    let moved = eventually {
      step += 1
      world.wear([0.002 * step, -0.001 * step], device: DaemonTests.arm, stream: 0)
      world.wear([0.01 * step], device: DaemonTests.grip, stream: 0)
      return step >= 200
    }
    #expect(moved)
    let ended = try control.ask("record", [("action", "stop")])
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    return try #require(ended["path"]?.text)
  }

  /// The daemon again, recording before the first tty is there; the recording's path.
  private func recordAgain(_ rig: TestRig, playing path: String) throws -> String {
    let daemon = try DaemonProcess(rig, number: 1)
    #expect(eventually { daemon.hasTold("READY=1") }, "\(daemon.log)")
    var control = try ControlConnection.whenThere(rig.socketPath)
    #expect(try control.ask("record", [("action", "start")])["ok"] == true)
    let tool = Files.folder(of: DaemonProcess.program) + "/exocap"
    guard var player = Program([tool, "replay", path, "--as-device", "--links", rig.folder]) else {
      throw IOError("start", tool, .malformed(expected: "a program"))
    }
    let said = player.rest()
    let status = player.status()
    #expect(status == 0, "\(said)")
    let ended = try control.ask("record", [("action", "stop")])
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    return try #require(ended["path"]?.text)
  }

  /// The valid values of every sample of a device, in order.
  private func samples(of device: Int, in path: String) throws -> [[Double]] {
    let stream = try Recording(path: path).tap(of: .device(DeviceID(device)))
    var samples: [[Double]] = []
    while let record = stream.take() {
      guard let sample = record.sample, sample.kind == .joints || sample.kind == .forces else { continue }
      samples.append(sample.values)
    }
    return samples
  }
}
