package import ExocapCore

/// How a recording shall be replayed.
package struct ReplayOptions {
  /// Since the episode's beginning: ticks before are not replayed, the first checkpoint after it is where replay starts.
  package var from = Interval.zero
  /// Another rig than the recorded one, to see what would have differed.
  package var rig: Rig?
  /// [rad | m | N | -] Values that differ by less count as the same; 0: every bit must be.
  package var tolerance = 0.0
  /// Sees every packet with the time at which it was made.
  package var onPacket: ((RobotID, Timestamp, [UInt8]) -> Void)?

  package init() {}
}

/// What came of replaying a recording.
package struct ReplayOutcome: Sendable {
  package var report: ReplayReport
  /// What could not be read of the file.
  package var damages: [RecordingDamage]
  /// For people: one line, and one more for each thing that is not as it should be.
  package var text: String

  /// Whether everything that the file allows to check came out the same.
  package var isFaithful: Bool { report.hasNoDifference }
}

/// Replays recordings through today's code: `exocap replay FILE --check`.
package enum ReplayFile {
  /// Replays all of a file.
  ///
  /// - Parameter rig: the recorded one, as `Recording.loadRig` reads it.
  package static func check(_ recording: Recording, rig: Rig, options: ReplayOptions = ReplayOptions()) -> ReplayOutcome {
    let rig = options.rig ?? rig
    let taps = recording.taps()
    let from = options.from == .zero ? Timestamp.never : recording.start + options.from
    // A rig with other devices or robots is compared in what both have.
    let devices = (0..<rig.sampleSources.count).map { $0 < taps.devices.count ? taps.devices[$0] : TapStream([]) }
    var replayer = Replayer(
      rig: rig, run: recording.run, deviceTaps: devices, robotTaps: Array(taps.robots.prefix(rig.robots.count)), from: from,
      tolerance: options.tolerance, onPacket: options.onPacket)
    let report = replayer.run()
    let damages = taps.damages()
    let text = sentences(report, damages, recording, rig: rig).joined(separator: "\n")
    return ReplayOutcome(report: report, damages: damages, text: text)
  }

  private static func sentences(_ report: ReplayReport, _ damages: [RecordingDamage], _ recording: Recording, rig: Rig) -> [String] {
    var lines = ["replay: \(report.identical) of \(report.ticks) commands identical"]
    if let failure = report.unreadable { lines.append(describe(failure)) }
    if report.ticks == 0 { lines.append("there was no tick to replay") }
    if let first = report.differences.first {
      lines.append("first difference: " + first.describe(rig: rig, start: recording.start))
      if report.differenceCount > 1 { lines.append("\(report.differenceCount) differences in all") }
    }
    if report.skipped > 0 {
      lines.append("\(report.skipped) commands could not be replayed: records before them were lost (see /events)")
    }
    for damage in damages.prefix(8) {
      let last = damage.isTorn && report.cutOff > 0 ? ", so the last \(report.cutOff) commands could not be replayed" : ""
      lines.append("\(damage)\(last)")
    }
    return lines
  }

  private static func describe(_ failure: CheckpointFailure) -> String {
    if failure.tag == 0 { return "a checkpoint ends too early for this build of exocap" }
    let name = letters(failure.tag)
    if failure.tag == failure.foundTag && failure.version == failure.foundVersion {
      return "a checkpoint's part \(name) holds a value that is none"
    }
    return "a checkpoint cannot be read: this build expects part \(name) version \(failure.version), "
      + "the recording has \(letters(failure.foundTag)) version \(failure.foundVersion)"
  }

  private static func letters(_ tag: UInt32) -> String {
    String((0..<4).map { Character(UnicodeScalar(UInt8(truncatingIfNeeded: tag >> (8 * $0)))) })
  }
}
