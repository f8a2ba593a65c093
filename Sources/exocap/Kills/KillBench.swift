internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// A world around daemons of one rig, and the means to start them and to wait for them.
final class KillBench {
  let rig: KillRig
  let witness: KillWitness
  private var world: ThreadJoin?

  /// How long anything of the daemon's may take.
  static var patience: Interval { .seconds(30) }

  init(_ rig: KillRig) {
    self.rig = rig
    witness = KillWitness(devices: rig.rig.devices.count)
  }

  /// Starts a daemon, and the world before the first.
  func start() throws -> DemoProcess {
    if world == nil {
      let (witness, rig) = (witness, rig)
      do throws(IOError) {
        // Before the daemon's own threads: a device does not wait for its reader.
        let settings = ThreadSettings(name: "witness", policy: .fifo(priority: 70), stackSize: 1 << 20)
        world = ThreadJoin(try RealtimeThread(settings) { witness.run(rig) })
      } catch {
        throw ToolFailure(error)
      }
    }
    try? Files.remove(rig.socketPath)
    // As in the service's unit: an abort ends at once.
    unsafe setenv("SWIFT_BACKTRACE", "enable=no", 1)
    var words = [rig.program, "--rig", rig.rigFile, "--socket", rig.socketPath, "--recordings", rig.recordings]
    for folder in rig.profiles { words += ["--profiles", folder] }
    return try DemoProcess("exocapd", words, log: rig.log)
  }

  /// Waits until the daemon answers and everything is fresh.
  func connect(_ daemon: DemoProcess) throws -> DaemonConnection {
    try wait("the daemon's socket") { Files.exists(rig.socketPath) || !daemon.isRunning() }
    while true {
      if var connection = try? DaemonConnection(path: rig.socketPath) {
        try wait("every device and the robot to be fresh") { isFresh(try connection.ask("status")["status"] ?? .null) }
        return connection
      }
      guard daemon.isRunning() else { throw ToolFailure(.negative, "the daemon ended by itself with \(daemon.status ?? 0)") }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2))
    }
  }

  /// Ends the world.
  func end() {
    witness.end()
    world?.join()
  }

  /// Looks every few milliseconds.
  func wait(_ what: String, until condition: () throws -> Bool) throws {
    let deadline = MonotonicClock.now() + KillBench.patience
    while try !condition() {
      guard MonotonicClock.now() < deadline else {
        throw ToolFailure(.negative, "waited \(KillBench.patience.seconds.text(0)) s for \(what)")
      }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(5))
    }
  }

  private func isFresh(_ status: JSON) -> Bool {
    let devices = status["devices"]?.elements ?? []
    let streams = devices.flatMap { $0["streams"]?.elements ?? [] }
    let robots = status["robots"]?.elements ?? []
    return devices.count == rig.rig.devices.count && streams.allSatisfy { $0["stale"]?.bool == false }
      && robots.allSatisfy { $0["lease"]?["granted"]?.bool == true }
  }
}
