internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

/// `exocap simulate defects`.
struct SimulateDefectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "defects",
    abstract: "Judges simulated takes: clean ones, and ones with one known defect each.",
    discussion: """
      Each defect must be named by its gate, and clean takes must not be rejected. Judged by the thresholds of the rig. The status is 1 \
      where over 1 % of the clean takes are BAD, or where a defect is missed in over 5 % of its takes. The same seed is the same takes.

        exocap simulate defects --clean 1000 --takes 20
        exocap simulate defects --defect stuck_encoder --takes 100
      """)
  @Option(help: "How many clean takes.")
  var clean = 20
  @Option(help: "How many takes with each defect.")
  var takes = 2
  @Option(help: "One defect only, and no clean takes.")
  var defect: TakeDefect?
  @Option(help: "What the takes are drawn from.")
  var seed: UInt64 = 1
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let trial = DefectTrial(try profiles.loadRig("demo"), seed: seed)
    var tables: [DefectTally] = []
    for kind in defect.map({ [$0] }) ?? TakeDefect.allCases { tables.append(trial.run(kind, takes: takes)) }
    let cleanTally = trial.run(nil, takes: defect == nil ? clean : 0)
    if format.format == .json {
      let all = JSON.members([
        ("defects", .array(tables.map(\.json))), ("clean", cleanTally.json), ("seed", .integer(Int64(clamping: seed))),
      ])
      Screen.standard.put(all.line)
    } else {
      for line in DefectTally.lines(tables) { Screen.standard.put(line) }
      if cleanTally.takes > 0 { for line in cleanTally.cleanLines { Screen.standard.put(line) } }
    }
    if tables.contains(where: \.isMissed) || cleanTally.isTooStrict { throw ExitStatus.negative }
  }
}

extension TakeDefect: ExpressibleByArgument {
  /// The gate that must name it.
  var gate: QualityGate {
    switch self {
    case .ringOverflow: .lostRecords
    case .silentDevice: .silentStreams
    case .shortTake: .duration
    case .duplicateTake: .duplicate
    case .looseContact: .longestGap
    case .droppedPackets, .lostReports: .lateIntervals
    case .slowSensor: .rate
    case .jumpingEncoder: .jumps
    case .stuckEncoder: .stuck
    case .saturatedSensor: .saturated
    case .deadServo: .invalid
    case .forceDrift: .forceDrift
    case .lateTicks: .lateTicks
    case .slowSend: .latency
    case .refusedSends: .sendFailures
    case .slowRobot: .trackingLag
    case .emergencyStop: .emergencyStops
    case .freeze: .interruptions
    case .neverEngaged: .engaged
    case .idleHead: .idleHead
    case .idleTail: .idleTail
    case .atLimit: .limitContact
    case .crossedArms: .residual
    case .tooFast: .speedLimited
    case .tooStrong: .forceOver
    case .chatter: .chatter
    case .shaking: .smoothness
    }
  }

  /// Whose it is.
  var owner: QualityOwner {
    switch self {
    case .lostReports: .robot
    default: gate.owner
    }
  }
}

/// Takes in worlds, judged as the daemon judges them.
struct DefectTrial {
  private let loaded: LoadedRig
  private let seed: UInt64

  init(_ loaded: LoadedRig, seed: UInt64) {
    self.loaded = loaded
    self.seed = seed
  }

  /// `takes` takes with that defect; clean ones where it is nil.
  func run(_ defect: TakeDefect?, takes: Int) -> DefectTally {
    var tally = DefectTally(defect)
    let judge = EpisodeJudge(rig: loaded.rig, thresholds: loaded.quality)
    for take in 0..<takes {
      let seed = seed &* 1_000_003 &+ UInt64(take)
      if defect == .duplicateTake { _ = judged(judge, seed: seed, defect) }
      tally.add(judged(judge, seed: seed, defect))
    }
    return tally
  }

  private func judged(_ judge: EpisodeJudge, seed: UInt64, _ defect: TakeDefect?) -> QualityVerdict {
    var world = World(rig: loaded.rig, options: WorldOptions(seed: seed, take: TakeOptions(defect: defect)))
    judge.begin()
    let devices = loaded.rig.sampleSources.count
    let start = World.start + TakeOptions.start
    var hasBegun = false
    // What was lost before the take began is none of it.
    var isFirst = Array(repeating: true, count: devices + loaded.rig.robots.count)
    _ = world.run { record in
      unsafe record.bytes.withUnsafeBytes { bytes in
        if !hasBegun && record.kind == .tick { hasBegun = unsafe bytes.loadUnaligned(as: Timestamp.self) >= start }
        guard hasBegun else { return }
        let source: TapSource =
          record.source < devices ? .device(DeviceID(record.source)) : .robot(RobotID(record.source - devices))
        let lost = isFirst[record.source] ? 0 : record.lostBefore
        isFirst[record.source] = false
        _ = unsafe judge.take(source, kind: record.kind, lostBefore: lost, bytes: bytes)
      }
    }
    return judge.finish()
  }
}
