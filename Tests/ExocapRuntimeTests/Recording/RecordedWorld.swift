import ExocapCore
import ExocapSimulation
import ExocapTestSupport

@testable import ExocapRuntime

/// The demo's rig at work in virtual time, recorded with all that its files need: rig, profiles, calibrations.
enum RecordedWorld {
  /// The recording's path.
  static func record(into folder: String, seed: UInt64, change: (inout WorldOptions) -> Void = { _ in }) throws -> String {
    let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    let files = loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }
    let bench = try RecordingBench(rig: loaded.rig, run: World.run, folder: folder, attachments: files)
    var options = WorldOptions(seed: seed)
    change(&options)
    var world = World(rig: loaded.rig, options: options)
    var now = Timestamp(nanoseconds: 1_000_000_000)
    bench.begin(at: now)
    let sources = loaded.rig.sampleSources.count
    _ = world.run { record in
      let source = record.source < sources ? TapSource.device(DeviceID(record.source)) : .robot(RobotID(record.source - sources))
      unsafe record.bytes.withUnsafeBytes { bytes in
        unsafe bench.recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
        if record.kind == .tick { now = unsafe Timestamp(nanoseconds: bytes.loadUnaligned(as: Int64.self)) }
      }
      bench.recorder.turn(now: now)
      bench.write()
    }
    bench.recorder.endEpisodeNow(now: now)
    bench.write()
    guard let file = bench.status.snapshot.finished else { throw TestFolder.Failure.cannotMake }
    return file.path
  }
}
