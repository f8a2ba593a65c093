internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO

/// What the taps of the demo's rig carry, out of the simulated world: no port, no wait, the same bytes every time.
struct DemoStream {
  let loaded: LoadedRig
  private let options: WorldOptions

  init(seconds: Double) throws(ProfileErrors) {
    loaded = try Profiles.load("demo", searchPath: ["hw-profiles"])
    var options = WorldOptions(seed: 3)
    options.hasFaults = false
    options.hasRequests = false
    options.duration = .seconds(rounding: seconds)
    self.options = options
  }

  /// When the world begins.
  static var start: Timestamp { Timestamp(nanoseconds: 1_000_000_000) }

  func attachments() -> [RecordingAttachment] { loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) } }

  /// Hands every record to `body`, in the order of the taps.
  func play(_ body: (TapSource, WorldRecord) -> Void) {
    var world = World(rig: loaded.rig, options: options)
    let devices = loaded.rig.sampleSources.count
    _ = world.run { record in
      body(record.source < devices ? .device(DeviceID(record.source)) : .robot(RobotID(record.source - devices)), record)
    }
  }
}

/// The threads of a recording, turned by hand, with real files.
final class HandTurnedRecorder {
  let recorder: EpisodeRecorder
  let status = RecordingStatus()
  private let queue: ChunkQueue
  private var writer: RecordingWriter

  init(_ rig: Rig, folder: String, attachments: [RecordingAttachment]) throws {
    var settings = RecorderSettings(rig.recording)
    settings.folder = folder
    settings.reserve = 0
    queue = try ChunkQueue(settings)
    writer = RecordingWriter(queue: queue, status: status, sync: RecordingSync(status: status, disk: SystemDisk()), disk: SystemDisk())
    recorder = EpisodeRecorder(
      rig: rig, run: World.run, settings: settings, queue: queue, status: status, attachments: attachments, version: "bench")
  }

  func begin(at now: Timestamp) {
    recorder.beginEpisode(EpisodePlan(label: "benchmark"), wall: .take(), now: now)
  }

  /// One round of the write thread.
  func write() { writer.turn() }

  /// Closes the file. Its path, or nil where that failed.
  func finish(at now: Timestamp) -> FinishedRecording? {
    recorder.endEpisodeNow(now: now)
    write()
    return status.snapshot.finished
  }
}

extension DemoStream {
  /// Records all of it; the file's path.
  func record(into folder: String) throws -> String? {
    let bench = try HandTurnedRecorder(loaded.rig, folder: folder, attachments: attachments())
    var now = Self.start
    bench.begin(at: now)
    play { source, record in
      unsafe record.bytes.withUnsafeBytes { bytes in
        unsafe bench.recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
        guard record.kind == .tick else { return }
        now = unsafe Timestamp(nanoseconds: bytes.loadUnaligned(as: Int64.self))
        let sent = unsafe Self.sent(tick: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self), at: now)
        unsafe sent.withUnsafeBytes { unsafe bench.recorder.take(source, kind: .sent, lostBefore: 0, bytes: $0) }
        bench.recorder.turn(now: now)
        bench.write()
      }
    }
    return bench.finish(at: now)?.path
  }

  /// A send that took what it takes on a wire of our own: the world has no socket that would say so (`SentRecord`, 41 bytes).
  private static func sent(tick: UInt64, at now: Timestamp) -> [UInt8] {
    let times = [now, now + .microseconds(20), now + .microseconds(35), Timestamp.never]
    var words = [tick] + times.map { UInt64(bitPattern: $0.nanoseconds) }
    var bytes: [UInt8] = []
    while !words.isEmpty {
      let word = words.removeFirst()
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    return bytes + [WriteOutcome.taken.rawValue]
  }
}
