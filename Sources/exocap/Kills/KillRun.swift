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
  private let bench: KillBench

  /// How long a recording runs at most before the blow.
  private static var longestTake: Interval { .milliseconds(1200) }

  init(rig: KillRig, count: Int, random: SeededRandom, tally: KillTally) {
    self.rig = rig
    self.count = count
    self.random = random
    self.tally = tally
    bench = KillBench(rig)
  }

  /// The thread's body.
  func run() {
    defer { bench.end() }
    do {
      var kill: Kill?
      for number in 0...count {
        let daemon = try bench.start()
        defer { daemon.end(within: .zero) }
        if let kill { try judge(kill) }
        // The last one only repairs.
        guard number < count else { break }
        bench.witness.forget()
        kill = try blow(daemon)
      }
    } catch {
      tally.fail("a worker ended early: \((error as? ToolFailure)?.message ?? "\(error)"), see \(rig.log)")
    }
  }

  /// Lets it record, and kills it.
  private func blow(_ daemon: DemoProcess) throws -> Kill {
    var connection = try bench.connect(daemon)
    let moment = Moment.drawn(&random)
    var kill = Kill(moment: moment.rawValue)
    kill.asked = MonotonicClock.now()
    if moment == .beginning {
      try connection.send("record", [("action", .string("start"))])
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero ... .milliseconds(200)))
    } else {
      kill.path = try connection.ask("record", [("action", .string("start"))])["path"]?.text
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero...KillRun.longestTake))
    }
    if moment == .ending {
      try connection.send("record", [("action", .string("stop"))])
      MonotonicClock.sleep(until: MonotonicClock.now() + random.interval(in: .zero ... .milliseconds(150)))
    } else if moment == .recording, let status = try connection.ask("status")["status"]?["recording"] {
      kill.slowest = max(status["longest_write_s"]?.double ?? 0, status["longest_sync_s"]?.double ?? 0)
    }
    kill.time = MonotonicClock.now()
    daemon.signal(random.below(10) == 0 ? SIGABRT : SIGKILL)
    _ = daemon.end(within: KillBench.patience)
    // What lies in the robot's socket was sent before the blow: the witness reads it within a turn or two.
    MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(20))
    kill.seen = bench.witness.seen
    return kill
  }

  /// Waits for the repair by the daemon that runs now, and looks.
  private func judge(_ kill: Kill) throws {
    let days = (try? Files.list(rig.recordings)) ?? []
    func names() -> [String] {
      days.flatMap { day in ((try? Files.list("\(rig.recordings)/\(day)")) ?? []).map { "\(rig.recordings)/\(day)/\($0)" } }
    }
    let began = MonotonicClock.now()
    try bench.wait("the repair") { !names().contains { $0.hasSuffix(".part") } }
    let took = MonotonicClock.now() - began
    let fresh = names().filter { $0.hasSuffix(".mcap") && !tally.knows($0) }
    guard let path = fresh.first else { return tally.noFile(kill) }
    guard fresh.count == 1 else { return tally.fail("\(fresh.count) files came of one recording: \(fresh.joined(separator: ", "))") }
    tally.note(path, KillVerdict(kill, path: path, rig: rig.rig), repairTime: took)
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
