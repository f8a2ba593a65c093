internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Foundation
internal import LinuxIO

/// One worker: starts a daemon, lets it record, kills it, starts the next, and looks at what the next one made of the file.
final class KillRun {
  /// When a daemon is killed.
  private enum Moment: String {
    case recording
    case beginning
    case ending

    static func drawn(_ random: inout SeededRandom) -> Moment {
      switch random.below(10) {
      case 0: .beginning
      case 1: .ending
      default: .recording
      }
    }
  }

  private let rig: KillRig
  private let count: Int
  private var random: SeededRandom
  private let tally: KillTally
  private let witness: KillWitness

  /// How long a recording runs at most before the blow.
  private static var longestTake: Interval { .milliseconds(1200) }
  /// How long anything of the daemon's may take before the run fails.
  private static var patience: Interval { .seconds(30) }

  init(rig: KillRig, count: Int, random: SeededRandom, tally: KillTally) {
    self.rig = rig
    self.count = count
    self.random = random
    self.tally = tally
    witness = KillWitness(devices: rig.rig.devices.count)
  }

  /// The thread's body.
  func run() {
    let (witness, rig) = (witness, rig)
    do {
      let world = ThreadJoin(
        try RealtimeThread(ThreadSettings(name: "witness", policy: .fifo(priority: 70), stackSize: 1 << 20)) { witness.run(rig) })
      defer {
        witness.end()
        world.join()
      }
      var kill: Kill?
      for number in 0...count {
        let daemon = try start(number)
        defer { daemon.end(within: .zero) }
        if let kill { try judge(kill) }
        // The last one only repairs.
        guard number < count else { break }
        witness.forget()
        kill = try blow(daemon)
      }
    } catch {
      tally.fail("a worker ended early: \((error as? ToolFailure)?.message ?? "\(error)"), see \(rig.log)")
    }
  }

  private func start(_ number: Int) throws -> DemoProcess {
    try? Files.remove(rig.socketPath)
    var words = [rig.program, "--rig", rig.rigFile, "--socket", rig.socketPath, "--recordings", rig.recordings]
    for folder in rig.profiles { words += ["--profiles", folder] }
    return try DemoProcess("exocapd", words, log: rig.log)
  }

  private func connect(_ daemon: DemoProcess) throws -> DaemonConnection {
    try wait("the daemon's socket") { Files.exists(rig.socketPath) || !daemon.isRunning() }
    while true {
      if let connection = try? DaemonConnection(path: rig.socketPath) { return connection }
      guard daemon.isRunning() else { throw ToolFailure(.negative, "the daemon ended by itself with \(daemon.status ?? 0)") }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2))
    }
  }

  /// Lets it record, and kills it.
  private func blow(_ daemon: DemoProcess) throws -> Kill {
    var connection = try connect(daemon)
    try wait("every device and the robot to be fresh") { isFresh(try connection.ask("status")["status"] ?? .null) }
    let moment = Moment.drawn(&random)
    var kill = Kill(moment: moment.rawValue)
    kill.asked = MonotonicClock.now()
    if moment == .beginning {
      try connection.send("record", [("action", .string("start"))])
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero ... .milliseconds(200)))
    } else {
      kill.path = try connection.ask("record", [("action", .string("start"))])["path"]?.text
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero ... KillRun.longestTake))
    }
    if moment == .ending {
      try connection.send("record", [("action", .string("stop"))])
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero ... .milliseconds(150)))
    } else if moment == .recording, let status = try connection.ask("status")["status"]?["recording"] {
      kill.slowest = max(status["longest_write_s"]?.double ?? 0, status["longest_sync_s"]?.double ?? 0)
    }
    kill.time = MonotonicClock.now()
    daemon.signal(random.below(10) == 0 ? SIGABRT : SIGKILL)
    _ = daemon.end(within: KillRun.patience)
    // What lies in the robot's socket was sent before the blow: the witness reads it within a turn or two.
    MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(20))
    kill.seen = witness.seen
    return kill
  }

  private func isFresh(_ status: JSON) -> Bool {
    let devices = status["devices"]?.elements ?? []
    let streams = devices.flatMap { $0["streams"]?.elements ?? [] }
    let robots = status["robots"]?.elements ?? []
    return devices.count == rig.rig.devices.count && streams.allSatisfy { $0["stale"]?.bool == false }
      && robots.allSatisfy { $0["lease"]?["granted"]?.bool == true }
  }

  /// Waits for the repair by the daemon that runs now, and looks.
  private func judge(_ kill: Kill) throws {
    let days = (try? Files.list(rig.recordings)) ?? []
    func names() -> [String] {
      days.flatMap { day in ((try? Files.list("\(rig.recordings)/\(day)")) ?? []).map { "\(rig.recordings)/\(day)/\($0)" } }
    }
    let began = MonotonicClock.now()
    try wait("the repair") { !names().contains { $0.hasSuffix(".part") } }
    let took = MonotonicClock.now() - began
    let fresh = names().filter { $0.hasSuffix(".mcap") && !tally.knows($0) }
    guard let path = fresh.first else { return tally.noFile(kill) }
    guard fresh.count == 1 else { return tally.fail("\(fresh.count) files came of one recording: \(fresh.joined(separator: ", "))") }
    tally.note(path, KillVerdict(kill, path: path, rig: rig.rig), repairTime: took)
  }

  private func wait(_ what: String, until condition: () throws -> Bool) throws {
    let deadline = MonotonicClock.now() + KillRun.patience
    while try !condition() {
      guard MonotonicClock.now() < deadline else { throw ToolFailure(.negative, "waited 30 s for \(what)") }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(5))
    }
  }
}

/// One blow, and what the witness had seen by then.
struct Kill {
  var moment: String
  /// When the recording was asked for.
  var asked = Timestamp.never
  /// Right before the signal.
  var time = Timestamp.never
  var path: String?
  /// [s] The longest write or sync that the daemon told of before.
  var slowest = 0.0
  var seen = KillWitness.Log(sent: [])

  init(moment: String) { self.moment = moment }
}
