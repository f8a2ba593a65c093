// Retarget/ is `exocap retarget`: a mapping is tuned at a desk. It knows no daemon and no hardware.
internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Foundation

/// `exocap retarget`.
struct RetargetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retarget",
    abstract: "Runs a motion or a recording through a rig, offline, and shows how well the robot follows.",
    discussion: """
      A motion (t_s and the 14 arm joints in rad, named as the G1's) is worn on simulated devices, through their real encodings; of a \
      recording, the devices' bytes are read again. Both pass the whole way: driver, calibration, retargeting, engagement, limiter, \
      datagram, a simulated robot behind its gate. Nothing moves and nothing waits.

      Told are: how far the commands are from what the operator asks (as it happens, and with the constant delay taken out), contact with \
      limits, how much of the rig's bounds was used, what was refused, the time of a tick. The same seed gives the same numbers. Ends with \
      1 where a bound was broken or nothing engaged.

        exocap retarget motion.csv --rig demo --noise 2counts --calibration-error 1
        exocap retarget motion.csv --rig demo-task-space --plot page.html
        exocap retarget recordings/2026-11-23/8f0c....mcap --rig lab
      """)
  @Argument(help: "A motion (.csv) or a recording (.mcap).")
  var file: String
  @Option(help: "The rig, by name or path; without it the demo's, or the one that the recording carries.")
  var rig: String?
  @Option(
    help: ArgumentHelp(
      "Noise of each reading of the worn devices, as a standard deviation: 2counts, 0.1deg, 0.002rad.", valueName: "amount"))
  var noise = NoiseAmount.none
  @Option(help: ArgumentHelp("The zero of each worn joint is off by up to so many degrees, drawn from the seed.", valueName: "degrees"))
  var calibrationError = 0.0
  @Option(help: "What noise and errors are drawn from.")
  var seed: UInt64 = 1
  @Option(help: "How many times faster than recorded a motion plays.")
  var speed = 1.0
  @Option(help: ArgumentHelp("Writes a self-contained page of it.", valueName: "page.html"))
  var plot: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if !(calibrationError >= 0 && calibrationError <= 45) { throw ValidationError("--calibration-error is 0 … 45 degrees") }
    if !(speed > 0 && speed <= 100) { throw ValidationError("--speed is over 0, and at most 100") }
    guard !isMotion else { return }
    if noise != .none || calibrationError != 0 || speed != 1 {
      throw ValidationError("a recording has its own noise and errors: --noise, --calibration-error and --speed go with a motion (.csv)")
    }
  }

  func run() throws {
    let (loaded, operation) = try isMotion ? motion() : recording()
    var options = WorldOptions(seed: seed)
    options.operation = operation
    options.zeroError = calibrationError * .pi / 180
    options.angleNoise = noise.radians
    options.countNoise = noise.counts
    options.stopwatch = { RetargetCommand.threadTime() }
    var records: [[TapRecord]] = Array(repeating: [], count: loaded.sampleSources.count + 1)
    let keepsRecords = plot != nil
    let report: RetargetingReport
    do throws(RetargetingTrial.Obstacle) {
      report = try RetargetingTrial(rig: loaded, options: options).run { record in
        if keepsRecords {
          records[record.source].append(TapRecord(kind: record.kind, lostBefore: record.lostBefore, bytes: record.bytes))
        }
      }
    } catch {
      throw ToolFailure(error, rig: loaded)
    }
    let summary = RetargetingSummary(report, rig: loaded, file: name, conditions: isMotion ? conditions : [])
    if let plot {
      let size = try PlotCommand.write(RetargetingPage(summary, records).page, to: plot)
      if format.format == .text { Screen.standard.put("\(plot): \(size.byteText)") }
    }
    if format.format == .json { Screen.standard.put(summary.json.line) } else { for line in summary.lines { Screen.standard.put(line) } }
    if !report.violations.isEmpty || !report.idle.isEmpty { throw ExitStatus.negative }
  }

  private var isMotion: Bool { file.hasSuffix(".csv") }
  private var name: String { file.split(separator: "/").last.map(String.init) ?? file }

  private var conditions: [(String, String)] {
    var conditions = [("noise", noise.text), ("calibration error", "\(calibrationError.text(2))°"), ("seed", "\(seed)")]
    if speed != 1 { conditions.append(("speed", "\(speed.text(2)) ×")) }
    return conditions
  }

  private func motion() throws -> (Rig, WorldOptions.Operation) {
    (try profiles.loadRig(rig ?? "demo").rig, .motion(try RecordedMotion.load(file, speed: speed)))
  }

  /// The recorded calls, by the rig's own devices.
  private func recording() throws -> (Rig, WorldOptions.Operation) {
    let recording = try Recording.open(file)
    let own = try recording.ownRig()
    let chosen = try rig.map { try profiles.loadRig($0).rig } ?? own
    let taps = recording.taps()
    var calls: [[WorldRecord]] = []
    for (index, device) in chosen.devices.enumerated() {
      guard let place = own.devices.firstIndex(where: { $0.role == device.role }), place < taps.devices.count else {
        calls.append([])
        continue
      }
      if own.devices[place].profile.name != device.profile.name {
        throw ToolFailure(
          .configuration,
          "\(file): '\(device.role)' is a \(own.devices[place].profile.name) there, and a \(device.profile.name) in rig \(chosen.name)",
          advice: ["its bytes can only be read by the same profile; give a rig with it"])
      }
      var own: [WorldRecord] = []
      while let record = taps.devices[place].take() {
        own.append(WorldRecord(source: index, kind: record.kind, lostBefore: record.lostBefore, bytes: record.bytes))
      }
      calls.append(own)
    }
    return (chosen, .recorded(calls))
  }

  /// CPU time of the calling thread.
  private static func threadTime() -> Interval {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}

/// Noise as a person gives it: "2counts", "0.1deg", "0.002rad".
struct NoiseAmount: ExpressibleByArgument, Equatable {
  /// [counts] Of each converter.
  private(set) var counts = 0.0
  /// [rad] Of each angle.
  private(set) var radians = 0.0
  /// As it was given.
  let text: String
  var defaultValueDescription: String { text }

  static let none = NoiseAmount(text: "none")

  private init(text: String) { self.text = text }

  init?(argument: String) {
    let units: [(String, WritableKeyPath<NoiseAmount, Double>, Double)] = [
      ("counts", \.counts, 1), ("deg", \.radians, .pi / 180), ("rad", \.radians, 1),
    ]
    self.init(text: argument)
    if argument == "none" { return }
    guard let (unit, place, scale) = units.first(where: { argument.hasSuffix($0.0) }),
      let amount = Double(argument.dropLast(unit.count)), amount >= 0, amount < 1e4
    else { return nil }
    self[keyPath: place] = amount * scale
  }
}

extension ToolFailure {
  /// Why a rig cannot be tried, and what to do.
  init(_ obstacle: RetargetingTrial.Obstacle, rig: Rig) {
    switch obstacle {
    case .unworn(let groups):
      self.init(
        .configuration, "rig \(rig.name): no joint of \(groups.map(\.name).joined(separator: ", ")) has a map, so a motion cannot be worn",
        advice: ["give these arms map entries (they are the posture, too), or retarget a recording"])
    case .kinematics(let problem): self.init(.configuration, "rig \(rig.name): \(problem)")
    case .unrecorded(let roles):
      self.init(
        .configuration, "the recording has no bytes of \(roles.joined(separator: ", "))",
        advice: ["give a rig whose devices have the roles of the recorded one; 'exocap info FILE' lists them"])
    }
  }
}
