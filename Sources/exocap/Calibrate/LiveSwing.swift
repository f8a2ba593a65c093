internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// A swing that a person makes now, seen through the running daemon's telemetry.
struct LiveSwing {
  /// For the person to stretch the arm.
  static var lead: Interval { .seconds(3) }
  /// How often the screen says how far it is.
  private static var shownEvery: Interval { .milliseconds(500) }
  /// A device that is there has sent something by then.
  private static var patience: Interval { .seconds(2) }

  let unit: OperatorUnit
  let seconds: Double

  /// Watches for the whole time. Ctrl-C ends the command, and nothing is written.
  func fill(_ swing: inout ArmSwing) throws {
    let source = try telemetry()
    let streams = try places(of: swing.streams, in: source.names)
    let signals = try SignalDescriptor.forTool()
    for line in instructions { Screen.standard.say(line) }
    try wait(until: MonotonicClock.now() + LiveSwing.lead, signals)
    while source.next() != nil {}
    let start = MonotonicClock.now()
    let end = start + .seconds(rounding: seconds)
    var due = start
    while MonotonicClock.now() < end {
      while let record = source.next() {
        guard record.kind == .sample, let stream = streams[[record.source, record.stream]] else { continue }
        swing.take(stream: stream, (0..<record.count).map { record.valid & 1 << UInt64($0) != 0 ? record[0, $0] : .nan })
      }
      if source.hasEnded { throw ToolFailure(.unreachable, "the daemon has ended") }
      let now = MonotonicClock.now()
      if swing.readingCount == 0, now > start + LiveSwing.patience {
        throw ToolFailure(.degraded, "no whole sample of '\(unit.device.role)' comes", advice: ["exocap status says what is wrong with it"])
      }
      if now >= due {
        due = now + LiveSwing.shownEvery
        Screen.standard.redraw(LiveSwing.progress(swing.places, left: (end - now).seconds))
      }
      try wait(until: min(end, now + .milliseconds(20)), signals)
    }
    Screen.standard.redraw("")
  }

  /// How far a swing is, in one line.
  static func progress(_ places: [Vec3], left: Double) -> String {
    let time = "\(Int(left.rounded(.up))) s  "
    do throws(CalibrationFailure) {
      let fit = try ShoulderFit(places)
      return time + "\(fit.coverage.percent) % covered, arm \(fit.armLength.text(3)) m, \((fit.residual * 1e3).text(1)) mm off"
    } catch {
      switch error {
      case .tooLittleCoverage(let coverage): return time + "\(coverage.percent) % covered: \(coverage.hint)"
      case .tooFewPoints: return time + "swing the arm"
      default: return time + error.remedy
      }
    }
  }

  private var instructions: [String] {
    [
      "\(unit.device.role): stretch the elbow and keep it straight. The trunk stays still.",
      "Swing the arm slowly from the shoulder in wide circles: down, forwards, up, to the side. It begins in 3 s and takes "
        + "\(seconds.text(0)) s.",
    ]
  }

  private func telemetry() throws -> TelemetrySource {
    do {
      return try TelemetrySource(name: "/exocap-\(unit.rigName)")
    } catch let failure as ToolFailure {
      guard failure.status == .unreachable else { throw failure }
      throw ToolFailure(
        .unreachable, "no daemon runs rig '\(unit.rigName)'",
        advice: ["start it with 'exocapd --rig \(unit.rigName)', or give a recording of the swing with --from FILE.mcap"])
    }
  }

  /// The streams by source and number in the telemetry, which must be those of today's files.
  private func places(of streams: [Int], in names: TelemetryNames) throws -> [[Int]: Int] {
    var places: [[Int]: Int] = [:]
    for source in 0..<DeviceID.capacity {
      for stream in streams {
        guard let found = names.stream(source: source, stream: stream), found.role == unit.device.role else { continue }
        if found.values == unit.device.profile.streams[stream].values.map(\.name) { places[[source, stream]] = stream }
      }
    }
    guard places.count == streams.count else {
      throw ToolFailure(
        .unreachable, "the daemon runs another '\(unit.device.role)' than rig '\(unit.rigName)' names today",
        advice: ["restart it: 'systemctl restart exocapd@\(unit.rigName)'"])
    }
    return places
  }

  private func wait(until moment: Timestamp, _ signals: borrowing SignalDescriptor) throws {
    _ = signals.pollDescriptor.wait(for: .readable, until: moment)
    guard signals.take() == nil else {
      Screen.standard.redraw("")
      Screen.standard.say("exocap: nothing was written")
      throw ExitStatus.interrupted
    }
  }
}
