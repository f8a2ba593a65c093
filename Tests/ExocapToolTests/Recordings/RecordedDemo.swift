import ExocapCore
import ExocapSimulation
import ExocapTestSupport

@testable import ExocapRuntime
@testable import LinuxIO

/// The demo's rig at work in virtual time, recorded: a real file for commands that look into one.
enum RecordedDemo {
  /// One for all tests that only read it: 4 s without faults.
  static let shared: String? = folder.flatMap { try? record(into: $0.path) }
  private static let folder = try? TestFolder()

  /// The recording's path. `alters` changes the text of each file that travels inside, by name, but not what was recorded.
  static func record(into folder: String, seed: UInt64 = 3, alters: (String, String) -> String = { $1 }) throws -> String {
    let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    var settings = RecorderSettings(folder: folder)
    settings.reserve = 0
    let queue = try ChunkQueue(settings)
    let status = RecordingStatus()
    let disk = SystemDisk()
    var writer = RecordingWriter(queue: queue, status: status, sync: RecordingSync(status: status, disk: disk), disk: disk)
    let files = loaded.files.map { file in
      RecordingAttachment(name: file.path, bytes: Array(alters(file.path, String(decoding: file.bytes, as: UTF8.self)).utf8))
    }
    let recorder = EpisodeRecorder(
      rig: loaded.rig, run: World.run, settings: settings, queue: queue, status: status, attachments: files, version: "0.1.0-test",
      read: health(loaded.rig))
    var options = WorldOptions(seed: seed)
    options.hasFaults = false
    options.hasRequests = false
    options.duration = .seconds(4)
    var world = World(rig: loaded.rig, options: options)
    var now = Timestamp(nanoseconds: 1_000_000_000)
    let wall = WallClockReading(
      monotonic: now, realtime: 1_772_600_767_000_000_000, uncertainty: .microseconds(1), synchronisation: .unsynchronised)
    recorder.beginEpisode(EpisodePlan(operatorName: "p01", label: "test"), wall: wall, now: now)
    let sources = loaded.rig.sampleSources.count
    _ = world.run { record in
      let source = record.source < sources ? TapSource.device(DeviceID(record.source)) : .robot(RobotID(record.source - sources))
      unsafe record.bytes.withUnsafeBytes { bytes in
        unsafe recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
        if record.kind == .tick { now = unsafe Timestamp(nanoseconds: bytes.loadUnaligned(as: Int64.self)) }
      }
      recorder.turn(now: now)
      writer.turn()
    }
    recorder.endEpisodeNow(now: now)
    writer.turn()
    guard let file = status.snapshot.finished else { throw TestFailure("the recording was not closed") }
    return file.path
  }

  /// Made up: each time that it is asked of a device, it has 100 packets, a bad checksum and two time-outs more; ticks find samples 6 ms old.
  private static func health(_ rig: Rig) -> (DeviceID) -> DeviceReading? {
    var asked: [DeviceID: UInt64] = [:]
    return { device in
      let times = asked[device, default: 0]
      asked[device] = times + 1
      var status = DeviceStatus()
      status.counters.packets = 100 * times
      status.counters.badChecksums = times
      status.counters.timeouts = 2 * times
      let streams = rig.sampleSources[Int(device.index)].streams.map { profile in
        var figures = StreamFigures(profile)
        figures.tickAge = TickAge(p50: 0.002, p99: 0.006)
        return figures
      }
      return DeviceReading(status: status, streams: streams, lostRecords: 0)
    }
  }
}
