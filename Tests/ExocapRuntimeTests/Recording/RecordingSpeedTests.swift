import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

#if !DEBUG
  /// What recording and replay cost on the demo rig; only an optimised build tells.
  @Suite(.serialized) struct RecordingSpeedTests {
    private static let seconds = 10.0

    private func record(_ loaded: LoadedRig, into folder: String) throws -> (file: FinishedRecording, taking: Double, writing: Double) {
      let files = loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }
      let bench = try RecordingBench(rig: loaded.rig, run: World.run, folder: folder, attachments: files)
      var options = WorldOptions(seed: 3)
      options.hasFaults = false
      options.hasRequests = false
      options.duration = .seconds(rounding: Self.seconds)
      var world = World(rig: loaded.rig, options: options)
      var now = Timestamp(nanoseconds: 1_000_000_000)
      bench.begin(at: now)
      let sources = loaded.rig.sampleSources.count
      var taking = Interval.zero
      var writing = Interval.zero
      _ = world.run { record in
        let source = record.source < sources ? TapSource.device(DeviceID(record.source)) : .robot(RobotID(record.source - sources))
        unsafe record.bytes.withUnsafeBytes { bytes in
          let began = MonotonicClock.now()
          unsafe bench.recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
          let taken = MonotonicClock.now()
          taking = taking + (taken - began)
          if record.kind == .tick {
            now = unsafe Timestamp(nanoseconds: bytes.loadUnaligned(as: Int64.self))
            bench.recorder.turn(now: now)
            let turned = MonotonicClock.now()
            taking = taking + (turned - taken)
            bench.write()
            writing = writing + (MonotonicClock.now() - turned)
          }
        }
      }
      bench.recorder.endEpisodeNow(now: now)
      bench.write()
      return (try #require(bench.status.snapshot.finished), taking.seconds, writing.seconds)
    }

    @Test func recordingTakesLittleOfACoreAndReplayIsFasterThanLife() throws {
      let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
      let folder = try TestFolder()
      let recorded = try record(loaded, into: folder.path)
      let recording = try Recording(path: recorded.file.path)
      let rig = try recording.loadRig()
      let began = MonotonicClock.now()
      let outcome = ReplayFile.check(recording, rig: rig)
      let took = (MonotonicClock.now() - began).seconds
      #expect(outcome.report.isIdentical, "\(outcome.text)")
      print(
        "recording: \(recorded.file.bytes) B for \(Self.seconds) s, drain \(100 * recorded.taking / Self.seconds) % of a core, ",
        terminator: "")
      print(
        "write \(100 * recorded.writing / Self.seconds) %; replay \(Self.seconds / took) times real time, \(outcome.report.ticks) ticks")
      // Three times the bound: others may use the machine. `make bench` measures.
      #expect(recorded.taking + recorded.writing < 0.3 * Self.seconds)
      #expect(took < Self.seconds / 15)
    }
  }
#endif
