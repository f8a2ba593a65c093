internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// Makes an ordinary recording of what the black box held: its records go through a recorder and a writer of their own, as they went
/// past the drain. May wait for the disk.
struct BlackBoxDump {
  let rig: Rig
  let run: UInt64
  /// Of the dump's files.
  let settings: RecorderSettings
  let attachments: [RecordingAttachment]

  /// The folder of dumps, in that of recordings.
  static func folder(in recordings: String) -> String { recordings + "/black-box" }

  /// Writes one file.
  func write(_ snapshot: BlackBoxSnapshot) -> Result<FinishedRecording, RecordingProblem> {
    let queue: ChunkQueue
    do throws(IOError) {
      queue = try ChunkQueue(settings)
    } catch {
      return .failure(.system(error))
    }
    let status = RecordingStatus()
    let disk = SystemDisk()
    var writer = RecordingWriter(queue: queue, status: status, sync: RecordingSync(status: status, disk: disk), disk: disk)
    let recorder = EpisodeRecorder(
      rig: rig, run: run, settings: settings, queue: queue, status: status, attachments: attachments, version: ExocapVersion.current)
    let start = snapshot.blocks.first?.first ?? .never
    let plan = EpisodePlan(label: "black box: " + snapshot.reason.name)
    recorder.beginEpisode(plan, wall: WallClockReading.take(), now: start)
    var decompressor = Decompressor()
    var space = RecordBuffer(capacity: BlackBoxPage.size)
    var now = start
    for block in snapshot.blocks {
      unsafe block.read(&decompressor, &space) { entry, bytes in
        now = unsafe feed(recorder, entry, bytes, now: now)
      }
      writer.turn()
      if let problem = status.snapshot.problem { return .failure(problem) }
    }
    if recorder.state != .idle { recorder.endEpisodeNow(now: now) }
    writer.turn()
    let snapshot = status.snapshot
    if let problem = snapshot.problem { return .failure(problem) }
    guard let finished = snapshot.finished else { preconditionFailure("an episode that ended has a file or a problem") }
    return .success(finished)
  }

  /// Hands one entry to the recorder; returns the time after it.
  private func feed(_ recorder: EpisodeRecorder, _ entry: BlackBoxEntry, _ bytes: UnsafeRawBufferPointer, now: Timestamp) -> Timestamp {
    switch entry {
    case .record(let source, let kind, let lostBefore):
      guard let kind = RecordKind(rawValue: kind) else { return now }
      unsafe recorder.take(source, kind: kind, lostBefore: lostBefore, bytes: bytes)
    case .turn(let time):
      recorder.turn(now: time)
      return time
    case .clock(let clock): recorder.note(clock: clock)
    case .event(let severity, let kind, let text, let time): recorder.note(severity, kind: kind, text: text, at: time)
    case .end(let time): recorder.endEpisode(now: time)
    }
    return now
  }
}
