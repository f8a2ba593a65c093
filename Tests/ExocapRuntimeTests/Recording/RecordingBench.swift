import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
@testable import LinuxIO

/// The three threads of a recording, turned by hand.
final class RecordingBench {
  let recorder: EpisodeRecorder
  let queue: ChunkQueue
  let status = RecordingStatus()
  let sync: RecordingSync
  private var writer: RecordingWriter
  let settings: RecorderSettings

  /// A wall clock that says 2026-03-04 05:06:07 UTC at the monotonic time 1 s.
  static let wall = WallClockReading(
    monotonic: Timestamp(nanoseconds: 1_000_000_000), realtime: 1_772_600_767_000_000_000, uncertainty: .microseconds(1),
    synchronisation: .synchronised(estimatedError: .microseconds(10), maximumError: .milliseconds(1)))

  init(
    rig: Rig = SmallRig.rig, run: UInt64 = SmallRig.run, folder: String, attachments: [RecordingAttachment] = [],
    change: (inout RecorderSettings) -> Void = { _ in }, read: @escaping (DeviceID) -> DeviceReading? = { _ in nil }
  ) throws {
    var settings = RecorderSettings(folder: folder)
    settings.reserve = 0
    change(&settings)
    self.settings = settings
    queue = try ChunkQueue(settings)
    sync = RecordingSync(status: status, disk: SystemDisk())
    writer = RecordingWriter(queue: queue, status: status, sync: sync, disk: SystemDisk())
    recorder = EpisodeRecorder(
      rig: rig, run: run, settings: settings, queue: queue, status: status, attachments: attachments, version: "0.1.0-test", read: read)
  }

  func begin(_ id: String = "11111111-2222-4333-8444-555555555555", at now: Timestamp) {
    recorder.beginEpisode(EpisodePlan(id: EpisodeID(id), operatorName: "p01", label: "test"), wall: RecordingBench.wall, now: now)
  }

  /// One round of the drain thread.
  func drain(_ session: SyntheticSession) {
    session.emptyTaps { recorder.take($0, $1) }
    recorder.turn(now: session.now)
    if let wish = recorder.takeWish() { session.wantCheckpoints(wish) }
    write()
  }

  /// One round of the write thread.
  func write() { writer.turn() }

  /// Ends the episode of a session and returns the file.
  func finish(_ session: SyntheticSession) -> FinishedRecording? {
    recorder.endEpisode(now: session.now)
    session.run(milliseconds: 100) { drain($0) }
    return status.snapshot.finished
  }
}

/// Sessions that several tests look at.
enum RecordedSession {
  /// Three seconds: armed, engaged in mid-motion, recorded from there on.
  static func record(
    into folder: String, attachments: [RecordingAttachment] = [], read: @escaping (DeviceID) -> DeviceReading? = { _ in nil }
  ) throws -> (
    bench: RecordingBench, session: SyntheticSession, file: FinishedRecording
  ) {
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder, attachments: attachments, read: read)
    session.run(milliseconds: 200) { bench.drain($0) }
    session.ask(.engage)
    session.run(milliseconds: 100) { bench.drain($0) }
    session.isButtonDown = true
    session.run(milliseconds: 700) { bench.drain($0) }
    bench.begin(at: session.now)
    session.run(milliseconds: 1500) { bench.drain($0) }
    session.ask(.disengage)
    session.run(milliseconds: 200) { bench.drain($0) }
    guard let file = bench.finish(session) else { throw TestFolder.Failure.cannotMake }
    return (bench, session, file)
  }
}
