internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

/// `exocap simulate world`.
struct SimulateWorldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "world",
    abstract: "Runs a rig in virtual time with faults drawn from a seed, checks its rules, and replays it.",
    discussion: """
      Cables lose, corrupt, split and delay bytes, devices are unplugged, people ask for everything. In each world every command is \
      held against the limits, and every record is replayed and compared bit for bit. The same seed is the same world.

        exocap simulate world --seeds 1...200
        exocap simulate world --seeds 17 --rig lab
      """)
  @Option(help: "The rig, by name or path.")
  var rig = "demo"
  @Option(help: ArgumentHelp("One seed, or the first and the last.", valueName: "first...last"))
  var seeds = SeedRange(first: 1, last: 20)
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let rig = try profiles.loadRig(rig).rig
    var total = WorldTotal()
    for seed in seeds.first...seeds.last {
      let run = WorldRun(rig: rig, seed: seed)
      total.add(run)
      for problem in run.problems(rig: rig) { Screen.standard.put("seed \(seed): \(problem)") }
    }
    if format.format == .json {
      Screen.standard.put(total.json.line)
    } else {
      Screen.standard.put(total.text)
    }
    if total.bad > 0 { throw ExitStatus.negative }
  }
}

/// "17" or "1...200".
struct SeedRange: ExpressibleByArgument {
  let first: UInt64
  let last: UInt64
  var defaultValueDescription: String { "\(first)...\(last)" }

  init(first: UInt64, last: UInt64) {
    self.first = first
    self.last = last
  }

  init?(argument: String) {
    let ends = argument.split(separator: "...").map { UInt64($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else { return nil }
    self.init(first: first, last: last)
  }
}

/// One world, run and replayed.
private struct WorldRun {
  let report: WorldReport
  let replay: ReplayReport

  init(rig: Rig, seed: UInt64) {
    var world = World(rig: rig, options: WorldOptions(seed: seed))
    var records: [[TapRecord]] = Array(repeating: [], count: rig.sampleSources.count + rig.robots.count)
    report = world.run { record in
      records[record.source].append(TapRecord(kind: record.kind, lostBefore: record.lostBefore, bytes: record.bytes))
    }
    let streams = records.map { TapStream($0) }
    let devices = Array(streams.prefix(rig.sampleSources.count))
    var replayer = Replayer(rig: rig, run: World.run, deviceTaps: devices, robotTaps: Array(streams.dropFirst(devices.count)))
    replay = replayer.run()
  }

  /// What is not as it must be, in words.
  func problems(rig: Rig) -> [String] {
    var problems = report.violations
    if !replay.isIdentical {
      let start = Timestamp(nanoseconds: 1_000_000_000)
      let first = replay.differences.first.map { ", first: " + $0.describe(rig: rig, start: start) } ?? ""
      problems.append("\(replay.identical) of \(replay.ticks) commands identical\(first)")
    }
    return problems
  }
}

private struct WorldTotal {
  private var worlds = 0
  private(set) var bad = 0
  private var ticks = 0
  private var activeTicks = 0
  private var identical = 0

  mutating func add(_ run: WorldRun) {
    worlds += 1
    if !run.report.violations.isEmpty || !run.replay.isIdentical { bad += 1 }
    ticks += run.report.ticks
    activeTicks += run.report.activeTicks
    identical += run.replay.identical
  }

  var text: String {
    "\(worlds) worlds, \(bad) broke a rule or replayed otherwise; \(ticks) ticks, \(activeTicks) of them engaged, \(identical) identical"
  }

  var json: JSON {
    .members([
      ("worlds", .integer(Int64(worlds))), ("bad", .integer(Int64(bad))), ("ticks", .integer(Int64(ticks))),
      ("active_ticks", .integer(Int64(activeTicks))), ("identical", .integer(Int64(identical))),
    ])
  }
}
