import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import LinuxIO

/// A take of the simulated world in a file, made by the daemon's own recorder with its threads turned by hand.
enum RecordedTake {
  /// The file's path.
  static func make(in folder: String, seed: UInt64, defect: TakeDefect? = nil, task: String = "door") throws -> String {
    let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    var settings = RecorderSettings(folder: folder)
    settings.reserve = 0
    let queue = try ChunkQueue(settings)
    let status = RecordingStatus()
    let disk = SystemDisk()
    var writer = RecordingWriter(queue: queue, status: status, sync: RecordingSync(status: status, disk: disk), disk: disk)
    let recorder = EpisodeRecorder(
      rig: loaded.rig, run: World.run, settings: settings, queue: queue, status: status,
      attachments: loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }, version: "test", thresholds: loaded.quality)
    var options = WorldOptions(seed: seed, take: TakeOptions(defect: defect))
    // The first seconds are the operator's getting ready, and no part of the take.
    let begin = World.start + TakeOptions.start
    options.duration = options.duration + .milliseconds(300)
    var world = World(rig: loaded.rig, options: options)
    let devices = loaded.rig.sampleSources.count
    _ = world.run { record in
      unsafe record.bytes.withUnsafeBytes { bytes in
        let source: TapSource =
          record.source < devices ? .device(DeviceID(record.source)) : .robot(RobotID(record.source - devices))
        unsafe recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
        guard record.kind == .tick else { return }
        let now = unsafe bytes.loadUnaligned(as: Timestamp.self)
        if now >= begin && recorder.state == .idle && status.snapshot.path == nil {
          recorder.beginEpisode(EpisodePlan(operatorName: "p01", label: task), wall: .take(), now: now)
        }
        recorder.turn(now: now)
        writer.turn()
      }
    }
    recorder.endEpisodeNow(now: World.start + options.duration)
    writer.turn()
    return status.snapshot.finished?.path ?? ""
  }
}
