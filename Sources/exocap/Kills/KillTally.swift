internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO
internal import Synchronization

/// What came of all blows, over all workers.
final class KillTally: Sendable {
  private struct State {
    var verdicts: [(path: String, verdict: KillVerdict)] = []
    var paths: Set<String> = []
    var withoutFile: [Interval] = []
    var longestRepair = Interval.zero
    var failures: [String] = []
  }

  /// docs/reliability.md: what a crash may take of the end.
  static var bound: Interval { .milliseconds(250) }
  /// [s] A life in which the disk took longer for one write or sync is told apart.
  static var slowDisk: Double { 0.1 }

  private let state = Mutex(State())
  private let format: OutputFormat
  private let total: Int

  init(format: OutputFormat, total: Int) {
    self.format = format
    self.total = total
  }

  func knows(_ path: String) -> Bool { state.withLock { $0.paths.contains(path) } }
  func fail(_ text: String) { state.withLock { $0.failures.append(text) } }

  /// The daemon was killed before it had made its file.
  func noFile(_ kill: Kill) {
    if kill.path != nil { return fail("\(kill.path ?? ""): the file is gone") }
    state.withLock { $0.withoutFile.append(kill.time - kill.asked) }
  }

  func note(_ path: String, _ verdict: KillVerdict, repairTime: Interval) {
    let done = state.withLock { state in
      state.paths.insert(path)
      state.verdicts.append((path, verdict))
      state.longestRepair = max(state.longestRepair, repairTime)
      for fault in verdict.faults { state.failures.append("\(path) (\(verdict.moment)): \(fault)") }
      return state.verdicts.count + state.withoutFile.count
    }
    if done % 100 == 0 && format == .text { Screen.standard.say("\(done) of \(total)") }
  }

  /// Prints all of it; fails where a promise does not hold.
  func finish(seed: UInt64) throws {
    let state = state.withLock { $0 }
    let quick = state.verdicts.filter { $0.verdict.slowest <= KillTally.slowDisk }
    let slow = state.verdicts.filter { $0.verdict.slowest > KillTally.slowDisk }
    var failures = state.failures
    for entry in quick where entry.verdict.tail > KillTally.bound {
      failures.append("\(entry.path) (\(entry.verdict.moment)): \(KillTally.text(entry.verdict.tail)) ms of its end are missing")
    }
    let done = state.verdicts.count + state.withoutFile.count
    if done < total { failures.append("\(total - done) of \(total) blows were not looked at") }
    if format == .json {
      put(json: state, seed: seed, failures: failures)
    } else {
      put(text: state, quick: quick.map(\.verdict), slow: slow.map(\.verdict), seed: seed)
    }
    guard failures.isEmpty else {
      throw ToolFailure(.negative, "\(failures.count) things are not as promised", advice: Array(failures.prefix(20)))
    }
  }

  private func put(text state: State, quick: [KillVerdict], slow: [KillVerdict], seed: UInt64) {
    let screen = Screen.standard
    let all = state.verdicts.map(\.verdict)
    let faulty = all.filter { !$0.faults.isEmpty }.count
    screen.put(
      "\(all.count + state.withoutFile.count) kills, seed \(seed): \(all.count) files, \(faulty) of them torn, wrong or with a gap after the repair"
        + (state.withoutFile.isEmpty ? "" : "; \(state.withoutFile.count) died before their file was made"))
    screen.put(
      "compared: \(all.reduce(0) { $0 + $1.bytes }) bytes of devices, \(all.reduce(0) { $0 + $1.commands }) commands; "
        + "\(all.filter(\.isClosed).count) takes were closed already; longest wait for a repair \(KillTally.text(state.longestRepair)) ms")
    var table = Table(
      ["missing at the end [ms]", "kills", "p50", "p90", "p99", "max", "over 250"], [.left] + Array(repeating: .right, count: 6))
    for (name, verdicts) in [
      ("all", all), ("recording", all.filter { $0.moment == "recording" }), ("beginning", all.filter { $0.moment == "beginning" }),
      ("ending", all.filter { $0.moment == "ending" }), ("a write or sync over 100 ms", slow),
    ] {
      let tails = verdicts.filter { !$0.isClosed }.map(\.tail).sorted()
      guard let last = tails.last else { continue }
      table.add(
        [name, "\(tails.count)"] + [0.5, 0.9, 0.99].map { KillTally.text(tails[min(tails.count - 1, Int($0 * Double(tails.count)))]) }
          + [KillTally.text(last), "\(tails.filter { $0 > KillTally.bound }.count)"])
    }
    for line in table.lines { screen.put(line) }
    let load = (try? Files.contents(of: "/proc/loadavg", atMost: 256)).map { String(decoding: $0.prefix { $0 != 0x20 }, as: UTF8.self) }
    screen.put("the machine's load average at the end: \(load ?? "not known")")
    let torn = all.filter { !$0.isClosed }
    let told = torn.filter { $0.estimate >= $0.tail }.count
    screen.put("the repair's estimate covers what is missing in \(told) of \(torn.count)")
  }

  private func put(json state: State, seed: UInt64, failures: [String]) {
    let tails = state.verdicts.map { entry in
      JSON.members([
        ("path", .string(entry.path)), ("moment", .string(entry.verdict.moment)), ("closed", .bool(entry.verdict.isClosed)),
        ("tail_ms", .number(entry.verdict.tail.seconds * 1e3)), ("estimate_ms", .number(entry.verdict.estimate.seconds * 1e3)),
        ("slowest_s", .number(entry.verdict.slowest)),
      ])
    }
    let members: [(String, JSON)] = [
      ("seed", .integer(Int64(clamping: seed))), ("kills", .array(tails)), ("without_file", .integer(Int64(state.withoutFile.count))),
      ("failures", .array(failures.map { .string($0) })),
    ]
    Screen.standard.put(JSON.members(members).line)
  }

  private static func text(_ interval: Interval) -> String { (interval.seconds * 1e3).text(1) }
}
