internal import ExocapCore
internal import Glibc
internal import LinuxIO
internal import Synchronization

/// From the write of a line to the receipt of its datagram: the contenders in turn, as Markdown tables.
enum PathLatency {
  static let rounds = 11
  /// A second, and the warm-up.
  static let count = 1000 + PathWorld.warmUp

  /// Percentiles of one round [µs].
  struct Figures {
    var p50 = Rounds()
    var p99 = Rounds()
    var due50 = Rounds()
    var due99 = Rounds()
    var missed = 0
  }

  static func run() throws(IOError) {
    if let difference = try PathCheck.firstDifference() {
      print("the contenders do not send the same: \(difference)")
      exit(1)
    }
    if let refusal = ProcessMemory.lock() { print("(memory not locked: \(refusal))") }
    print("Times in µs: median (quartiles) of \(rounds) rounds of 1,000 lines each, contenders in turn.\n")
    print("| mode | load | from → to | | C | exocap | ratio |\n|---|---|---|---|---|---|---|")
    for mode in PathMode.allCases {
      try table(mode, load: "quiet")
      let hogs = (0..<2).map { _ in Hog() }
      try table(mode, load: "two CPU hogs")
      for hog in hogs { hog.stop() }
    }
  }

  private static func table(_ mode: PathMode, load: String) throws(IOError) {
    var figures = PathContender.allCases.map { _ in Figures() }
    for round in 0...rounds {
      for turn in 0..<figures.count {
        // Who goes first changes from round to round; the first round is not counted.
        let index = (round + turn) % figures.count
        let world = try one(mode, PathContender.allCases[index])
        if round > 0 { figures[index].add(world) }
      }
    }
    print(row(mode, load, "write → receive", "p50", figures.map(\.p50)))
    print(row(mode, load, "", "p99", figures.map(\.p99)))
    if mode == .timer {
      print(row(mode, load, "tick due → receive", "p50", figures.map(\.due50)))
      print(row(mode, load, "", "p99", figures.map(\.due99)))
    }
    let missed = figures.map { String($0.missed) }
    print("| \(mode.rawValue) | \(load) | lines overtaken | | \(missed.joined(separator: " | ")) | |")
  }

  private static func row(_ mode: PathMode, _ load: String, _ what: String, _ percentile: String, _ rounds: [Rounds]) -> String {
    let ratio = (rounds[1].median / rounds[0].median * 100).rounded() / 100
    return "| \(mode.rawValue) | \(load) | \(what) | \(percentile) | \(rounds[0].summary) | \(rounds[1].summary) | \(ratio) |"
  }

  /// One round of one contender.
  private static func one(_ mode: PathMode, _ contender: PathContender) throws(IOError) -> PathRound {
    let wires = try PathWires()
    // Time enough to start threads, hogs or not.
    let start = MonotonicClock.now() + .milliseconds(300)
    // A tick is due in the middle between two lines.
    let firstTick = start + PathRig.period / 2
    let threads = try contender.run(mode, wires, start: firstTick)
    let result = PathRound()
    let settings = ThreadSettings(name: "world", policy: .fifo(priority: 70), processor: 1, stackSize: 1 << 20)
    let world = try RealtimeThread(settings) {
      var world = PathWorld()
      world.run(wires, count: count, start: start, firstTick: mode == .timer ? firstTick : nil)
      result.put(world.whole, world.sinceDue, world.missed)
    }
    world.join()
    wires.stop()
    for thread in threads { thread.join() }
    return result
  }
}

extension PathLatency.Figures {
  mutating func add(_ round: PathRound) {
    let (whole, sinceDue, missed) = round.take()
    p50.add(whole.quantile(0.5))
    p99.add(whole.quantile(0.99))
    due50.add(sinceDue.quantile(0.5))
    due99.add(sinceDue.quantile(0.99))
    self.missed += missed
  }
}

/// What one round measured, handed from the world's thread.
final class PathRound: Sendable {
  private let figures = Mutex<(Rounds, Rounds, Int)>((Rounds(), Rounds(), 0))

  func put(_ whole: [Double], _ sinceDue: [Double], _ missed: Int) {
    figures.withLock { $0 = (Rounds(whole), Rounds(sinceDue), missed) }
  }

  func take() -> (Rounds, Rounds, Int) { figures.withLock { $0 } }
}

/// A process that does nothing as fast as it can.
struct Hog {
  private let process: pid_t

  init() {
    var process: pid_t = 0
    let words = ["sh", "-c", "while :; do :; done"]
    let text = unsafe words.map { unsafe strdup($0) } + [nil]
    // SAFETY: the words are copies that live until they are freed here, after the call.
    let result = unsafe posix_spawn(&process, "/bin/sh", nil, nil, text, environ)
    for index in words.indices { unsafe free(text[index]) }
    precondition(result == 0, "a benchmark's hog starts")
    self.process = process
  }

  func stop() {
    kill(process, SIGKILL)
    var status: Int32 = 0
    _ = unsafe waitpid(process, &status, 0)
  }
}
