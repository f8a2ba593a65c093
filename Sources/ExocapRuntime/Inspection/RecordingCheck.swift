internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// Holds one recording against everything that it should be: the file format, what its threads wrote, and the limits of its own rig.
///
/// One pass over the file. Memory: that of one chunk, and some 100 bytes for each chunk; findings are bounded.
package struct RecordingCheck {
  private let path: String
  private let recording: Recording?
  private var report = RecordingReport()
  private var content: ContentAccount?
  /// How many findings about the format are taken over.
  private var taken = 0
  private var metadata: [String: [String: String]] = [:]
  /// [ns] Log time of the message that passed last.
  private var now: UInt64 = 0
  /// Chunks that a repair left out so far.
  private var passedOver = 0

  /// Checks the file at `path`.
  package static func check(_ path: String) throws(RecordingError) -> RecordingReport {
    var check = try RecordingCheck(path)
    do throws(IOError) {
      return check.run(try MappedFile(path))
    } catch {
      throw .system(error)
    }
  }

  private init(_ path: String) throws(RecordingError) {
    self.path = path
    do throws(RecordingError) {
      recording = try Recording(path: path)
    } catch {
      // Another program's file is held against the format all the same.
      guard case .notOurs = error else { throw error }
      recording = nil
    }
    report.isOurs = recording != nil
    guard let recording else { return }
    do throws(ProfileErrors) {
      content = ContentAccount(recording, rig: try recording.loadRig())
    } catch {
      content = ContentAccount(recording, rig: nil)
      let first = error.text.split(separator: "\n").first.map(String.init) ?? ""
      note(
        RecordingFinding(
          kind: "rig", isWarning: true, text: "the rig inside cannot be read, so no limit is checked: \(first)",
          advice: "read it with the exocap that wrote the file, \(recording.version)"))
    }
  }

  private mutating func run(_ file: borrowing MappedFile) -> RecordingReport {
    // SAFETY: the mapping outlives the check.
    var check = unsafe FileCheck(file.unsafeBytes)
    while let passed = check.next() {
      takeFindings(of: check.report, channels: check.channels)
      if check.report.passedOverChunks > passedOver {
        passedOver = check.report.passedOverChunks
        content?.noteDamage()
      }
      switch passed {
      case .message(let message):
        now = message.logTime
        for finding in content?.take(message, at: check.offset) ?? [] { note(finding) }
      case .metadata(let entry): metadata[entry.name] = entry.entries
      case .attachment: break
      case .damage: content?.noteDamage()
      }
    }
    takeFindings(of: check.report, channels: check.channels)
    finish(check.report, channels: check.channels)
    return report
  }

  private mutating func note(_ finding: RecordingFinding) { report.note(finding) }

  /// Takes over what the format's own check found since the last time, with what only a recording knows: time and topic.
  private mutating func takeFindings(of format: FileReport, channels: [UInt16: Channel]) {
    while taken < format.findings.count {
      let finding = format.findings[taken]
      taken += 1
      note(
        RecordingFinding(
          kind: finding.kind.rawValue, isWarning: finding.isWarning, offset: finding.offset, time: recording.flatMap { seconds(now, $0) },
          topic: finding.channel.flatMap { channels[$0]?.topic }, text: finding.text, advice: advice(for: finding.kind)))
    }
  }

  /// [s] Since the episode's beginning; nil where nothing passed yet.
  private func seconds(_ time: UInt64, _ recording: Recording) -> Double? {
    guard time > 0, recording.start != .never else { return nil }
    return Double(Int64(clamping: time) &- recording.clockOffset &- recording.start.nanoseconds) * 1e-9
  }

  private func advice(for kind: FileFinding.Kind) -> String {
    switch kind {
    case .torn: "'exocap repair \(path)' closes it behind its last whole chunk"
    case .checksum: "the bytes changed after they were written: look at the disk; 'exocap info' and 'replay' pass over the damaged part"
    case .ending: "something was appended to the file: a copy of its first bytes is whole"
    case .repeated, .library, .profile, .unknown: "readers pass over it"
    case .passedOver: "what the chunk held is in no file; the rest is whole, and 'exocap replay' goes on behind it"
    case .record, .definition, .loose, .chunkTimes, .messageIndex, .chunkIndex, .summary, .statistics, .index, .offsets:
      recording == nil
        ? "tell who makes the program that wrote it"
        : "copy what is in it with 'exocap cut \(path) --from 0', and report the file: exocap does not write such"
    }
  }

  // MARK: The whole

  private mutating func finish(_ format: FileReport, channels: [UInt16: Channel]) {
    report.isTorn = format.isTorn
    report.tail = format.tail
    report.messages = format.messages
    report.chunks = format.chunks
    report.stepsBack = format.stepsBack
    report.largestStepBack = Double(format.largestStepBack) * 1e-9
    let first = format.channels.values.map(\.first).min() ?? 0
    let last = format.channels.values.map(\.last).max() ?? 0
    report.duration = Double(last - min(first, last)) * 1e-9
    guard let recording, let content else { return }
    report.calls = content.calls
    report.samples = content.samples
    report.ticks = content.ticks
    report.commands = content.commands
    report.lostRecords = content.lostRecords
    for finding in content.finish() { note(finding) }
    for finding in CountCheck(format: format, channels: channels, content: content).findings { note(finding) }
    report.cameras = EpisodeCamera.beside(recording)
    for finding in report.cameras.flatMap({ CameraCheck($0, beside: recording).findings }) { note(finding) }
    guard format.faults == 0 else { return }
    report.recovery = metadata[RecordingFormat.recoveredName].map { RecordingRecovery($0) }
    let end = ClosingCheck(metadata, episode: recording.facts["episode"], content: content, format: format)
    for finding in end.findings { note(finding) }
  }
}
