internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap simulate stalls`.
struct SimulateStallsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stalls",
    abstract: "Lets the disk of the real daemon block while it records, and measures its control loop meanwhile.",
    discussion: """
      The demo's rig at full rate. Rounds with a disk that blocks in write, or in sync, alternate with rounds in which it does not; \
      each round's median and 99th percentile of the time from a packet's arrival to its command's send come from the recording, which \
      must be whole and replay. The disk is a library that is loaded before the C library (scripts/stalling-disk.c).

        exocap simulate stalls --preload .build/stalling-disk.so --rounds 9
      """)
  @Option(help: "The library that blocks.")
  var preload: String
  @Option(help: "Rounds of each kind.")
  var rounds = 9
  @Option(help: ArgumentHelp("How long the disk blocks.", valueName: "seconds"))
  var seconds = 5.0
  @Option(help: ArgumentHelp("The daemon; without it, the one beside this tool.", valueName: "path"))
  var daemon: String?
  @OptionGroup var profiles: ProfileOptions

  /// The loop may be slower by these factors, in median and 99th percentile.
  private static let bounds = (median: 1.10, tail: 1.5)
  /// [s] A round's end, in which the disk catches up, is not counted.
  private static let catchUp = 1.0

  func validate() throws {
    guard rounds >= 1, seconds > 0, seconds < 8 else {
      throw ValidationError("--rounds is at least 1, --seconds under 8: memory holds 10 s")
    }
  }

  func run() throws {
    let tool = Files.resolved("/proc/self/exe") ?? CommandLine.arguments[0]
    let program = daemon ?? Files.folder(of: tool) + "/exocapd"
    let folder = "/tmp/exocap-stalls.\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let rig = try KillRig(folder: folder, program: program, compression: .zstd, profiles: profiles)
    var isSlow = false
    Screen.standard.put("arrival → sent, medians of \(rounds) alternating rounds of \(seconds.text(1)) s")
    for kind in ["write", "sync"] {
      let (path, periods) = try record(rig, kind: kind)
      if try !judge(path, periods, kind: kind, rig: rig) { isSlow = true }
    }
    if isSlow { throw ExitStatus.negative }
  }

  /// One recording with all rounds of one kind: its path, and when each round was.
  private func record(_ rig: KillRig, kind: String) throws -> (path: String, periods: [(isBlocked: Bool, start: Timestamp)]) {
    let stall = rig.folder + "/stall"
    let sign = "\(stall).\(kind)"
    unsafe setenv("EXOCAP_STALL", stall, 1)
    unsafe setenv("LD_PRELOAD", Files.resolved(preload) ?? preload, 1)
    let bench = KillBench(rig)
    defer { bench.end() }
    let daemon = try bench.start()
    unsafe unsetenv("LD_PRELOAD")
    defer {
      try? Files.remove(sign)
      daemon.end(within: .seconds(20))
    }
    var connection = try bench.connect(daemon)
    let path = try connection.ask("record", [("action", .string("start"))])["path"]?.text ?? ""
    MonotonicClock.sleep(until: MonotonicClock.now() + .seconds(2))
    var periods: [(isBlocked: Bool, start: Timestamp)] = []
    for round in 0..<2 * rounds {
      let isBlocked = round % 2 == 1
      if isBlocked { try Files.writeAtomically("", to: sign) }
      periods.append((isBlocked, MonotonicClock.now()))
      MonotonicClock.sleep(until: MonotonicClock.now() + .seconds(rounding: seconds))
      try Files.remove(sign)
      MonotonicClock.sleep(until: MonotonicClock.now() + .seconds(rounding: SimulateStallsCommand.catchUp))
    }
    _ = try connection.ask("record", [("action", .string("stop"))])
    return (path, periods)
  }

  /// Prints one line; false where a bound is broken.
  private func judge(_ path: String, _ periods: [(isBlocked: Bool, start: Timestamp)], kind: String, rig: KillRig) throws -> Bool {
    let recording = try Recording.open(path)
    let start = recording.start
    var times: [[Double]] = Array(repeating: [], count: periods.count)
    recording.read(topics: { $0 == "/latency" }) { entry in
      guard case .latency(let latency) = entry.message, latency.arrivalToSent.isFinite else { return }
      let round = periods.lastIndex { ($0.start - start).seconds <= entry.time } ?? -1
      if round >= 0, entry.time - (periods[round].start - start).seconds < seconds { times[round].append(latency.arrivalToSent) }
    }
    let sorted = times.map { $0.sorted() }
    func middle(_ quantile: Double, blocked: Bool) -> Double {
      let values = sorted.indices.filter { periods[$0].isBlocked == blocked && !sorted[$0].isEmpty }
        .map { sorted[$0][Int(quantile * Double(sorted[$0].count - 1))] }.sorted()
      return values.isEmpty ? .nan : values[values.count / 2]
    }
    let (p50, p99) = (middle(0.5, blocked: false), middle(0.99, blocked: false))
    let (slow50, slow99) = (middle(0.5, blocked: true), middle(0.99, blocked: true))
    let outcome = ReplayFile.check(recording, rig: rig.rig)
    let disk = recording.diskTimes
    let longest = kind == "write" ? disk?.longestWrite : disk?.longestSync
    let text = { (value: Double) in (value * 1e6).text(1) }
    Screen.standard.put(
      "\(kind) blocks: p50 \(text(slow50)) µs, without \(text(p50)) µs, × \((slow50 / p50).text(2)); "
        + "p99 \(text(slow99)) µs, without \(text(p99)) µs, × \((slow99 / p99).text(2)); "
        + "longest \(kind) \((longest ?? .zero).seconds.text(1)) s; \(outcome.text)")
    let isWhole = outcome.report.isIdentical && outcome.damages.isEmpty
    let hasBlocked = (longest ?? .zero).seconds > seconds * 0.9
    return isWhole && hasBlocked && slow50 <= p50 * SimulateStallsCommand.bounds.median
      && slow99 <= p99 * SimulateStallsCommand.bounds.tail
  }
}
