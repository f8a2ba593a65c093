import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct ReplayFileTests {
  /// One episode for all tests that only read it: begun in the middle of engaged motion, ended while letting go.
  private static let folder = try? TestFolder()
  // SAFETY: made once, and only read from then on.
  nonisolated(unsafe) private static let shared: (bench: RecordingBench, session: SyntheticSession, file: FinishedRecording)? =
    folder.flatMap { try? RecordedSession.record(into: $0.path) }

  private func open() throws -> Recording { try Recording(path: #require(unsafe Self.shared).file.path) }

  @Test func everyCommandOfAnEpisodeComesOutTheSame() throws {
    let recording = try open()
    #expect(recording.damage == nil)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.text == "replay: \(outcome.report.ticks) of \(outcome.report.ticks) commands identical")
    let isIdentical = outcome.report.isIdentical
    #expect(isIdentical, "\(outcome.text)")
    #expect(outcome.report.ticks > 400)
    #expect(outcome.report.checkpoints > 8)
    #expect(recording.closing?["ticks"] == "\(outcome.report.ticks)")
    var first: RecordedCommand?
    recording.read(topics: { $0 == "/command/r1/sent" }) { entry in
      if first == nil, case .command(let command) = entry.message { first = command }
    }
    #expect(first?.engaged == JointGroups(.leftArm), "the episode begins in the middle of engaged motion")
  }

  @Test func replayStartsAtACheckpointInTheMiddle() throws {
    var options = ReplayOptions()
    options.from = .milliseconds(500)
    let all = ReplayFile.check(try open(), rig: SmallRig.rig).report
    let outcome = ReplayFile.check(try open(), rig: SmallRig.rig, options: options)
    // Before the first checkpoint behind the wish nothing is replayed; the loop writes one at 0.6 s of each second.
    #expect(outcome.report.differenceCount == 0)
    #expect(outcome.isFaithful, "\(outcome.text)")
    #expect(outcome.report.identical > 100)
    #expect(outcome.report.ticks < all.ticks - 100)
    #expect(outcome.text == "replay: \(outcome.report.ticks) of \(outcome.report.ticks) commands identical")
  }

  @Test func oneFlippedBitOfARawReadFailsAtTheTickThatReadIt() throws {
    let folder = try TestFolder()
    let path = folder.path + "/flipped.mcap"
    var count = 0
    var flippedAt = Timestamp.never
    try RewrittenRecording.write(#require(unsafe Self.shared).file.path, to: path) { topic, payload in
      // RawCall: time at 4, kind at 24, then the bytes: whether they end a packet, and the line "-123 45 …".
      guard topic == "/raw/left_arm", payload[24] == UInt8(RecordKind.receive.rawValue) else { return }
      count += 1
      guard count == 200, let digit = payload.indices.last(where: { payload[$0] == UInt8(ascii: " ") }) else { return }
      // The last digit of the last number before the button: one bit, so 0 becomes 1, 1 becomes 0 …
      let place = digit - 3
      payload[place] ^= 1
      flippedAt = unsafe payload.withUnsafeBytes { Timestamp(nanoseconds: unsafe $0.loadUnaligned(fromByteOffset: 4, as: Int64.self)) }
    }
    let recording = try Recording(path: path)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(!outcome.isFaithful)
    #expect(outcome.report.identical < outcome.report.ticks)
    let first = try #require(outcome.report.differences.first)
    #expect(first.time == flippedAt)
    #expect(outcome.text.contains("angle_2: recorded"))
    let tick = try #require(outcome.report.differences.first { $0.source == .robot(RobotID(0)) })
    // In the made-up session the tick comes in the same millisecond as the line.
    #expect(tick.time == flippedAt)
  }

  @Test func aLimitThatIsOneBitOtherFails() throws {
    var rig = SmallRig.rig
    rig.robots[0].limits.velocity[1] = rig.robots[0].limits.velocity[1].nextUp
    rig.robots[0].limits.jerk[1] = rig.robots[0].limits.jerk[1].nextDown
    rig.robots[0].map[1] = .joint(ValueReference(device: SmallRig.arm, stream: StreamIndex(0), value: 1), gain: 1.0.nextDown, offset: 0)
    var options = ReplayOptions()
    options.rig = rig
    let outcome = ReplayFile.check(try open(), rig: SmallRig.rig, options: options)
    #expect(!outcome.isFaithful)
    #expect(outcome.text.contains("first difference: t = "))
    #expect(outcome.text.contains("stage wanted, hinge1: recorded"))
    // For another build of the code: the same within a nanoradian.
    options.tolerance = 1e-9
    #expect(ReplayFile.check(try open(), rig: SmallRig.rig, options: options).isFaithful)
  }

  @Test func packetsComeOutAsTheRobotGotThem() throws {
    let shared = try #require(unsafe Self.shared)
    var packets: [[UInt8]] = []
    var times: [Timestamp] = []
    var options = ReplayOptions()
    options.onPacket = { robot, time, packet in
      #expect(robot == RobotID(0))
      packets.append(packet)
      times.append(time)
    }
    _ = ReplayFile.check(try open(), rig: SmallRig.rig, options: options)
    let first = try #require(shared.session.received.firstIndex(of: packets[0]))
    #expect(packets.count > 400)
    #expect(Array(shared.session.received[first..<first + packets.count]) == packets)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == .milliseconds(4) })
  }

  @Test func aWorldWithFaultsReplaysFromItsFile() throws {
    let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    let outcome = try Self.replay(of: loaded, options: WorldOptions(seed: 3))
    let isIdentical = outcome.report.isIdentical
    #expect(isIdentical, "\(outcome.text)")
    #expect(outcome.report.ticks > 500)
  }

  /// Records a world into a file, and replays that with the rig that it carries.
  static func replay(of loaded: LoadedRig, options: WorldOptions) throws -> ReplayOutcome {
    let folder = try TestFolder()
    let files = loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }
    let bench = try RecordingBench(rig: loaded.rig, run: World.run, folder: folder.path, attachments: files)
    var world = World(rig: loaded.rig, options: options)
    let start = Timestamp(nanoseconds: 1_000_000_000)
    bench.begin(at: start)
    var now = start
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
    let file = try #require(bench.status.snapshot.finished)
    let recording = try Recording(path: file.path)
    return ReplayFile.check(recording, rig: try recording.loadRig())
  }
}
