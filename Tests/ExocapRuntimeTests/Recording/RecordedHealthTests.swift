import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct RecordedHealthTests {
  private static let arm = DeviceID(0)
  private static let glove = DeviceID(1)

  /// An episode of 2.5 s in which nothing comes; each message's counters are one more than those of the one before.
  private static func record(into folder: String) throws -> Recording {
    var asked: [DeviceID: UInt64] = [:]
    let bench = try RecordingBench(
      rig: MadeHealth.rig, folder: folder,
      read: { device in
        defer { asked[device, default: 0] += 1 }
        return MadeHealth.reading(of: device, step: asked[device, default: 0])
      })
    var now = Timestamp(nanoseconds: 1_000_000_000)
    bench.begin(at: now)
    for _ in 0..<500 {
      now = now + .milliseconds(5)
      bench.recorder.turn(now: now)
    }
    bench.recorder.endEpisodeNow(now: now)
    bench.write()
    return try Recording(path: try #require(bench.status.snapshot.finished).path)
  }

  @Test func healthIsWrittenAtTheBeginningEachSecondAndAtTheEnd() throws {
    let folder = try TestFolder()
    let recording = try Self.record(into: folder.path)
    let health = recording.health()
    #expect(health[Self.arm]?.map(\.counters.packets) == [101, 102, 103, 104])
    #expect(health[Self.glove]?.count == 4)
    var times: [Double] = []
    recording.read(topics: { $0 == "/health/left_arm" }) { times.append($0.time) }
    // The drain turns each 5 ms, and a message is due a second after the one before.
    #expect(times.elementsEqual([0.005, 1.005, 2.005, 2.5]) { abs($0 - $1) < 1e-9 }, "\(times)")
  }

  @Test func everyNumberIsWhereItBelongs() throws {
    let folder = try TestFolder()
    let health = try Self.record(into: folder.path).health()
    let arm = try #require(health[Self.arm]?.first)
    var expected = MadeHealth.reading(of: Self.arm)
    #expect(arm.isOpen && arm.openings == 3 && arm.counters == expected.status.counters)
    #expect(arm.resyncs == 103 && arm.errorFrames == 114 && arm.lostSamples == 116 && arm.lostRecords == 117)
    #expect(arm.occupancy == 0.5)
    // A bus has no clock.
    #expect(!arm.clock.isSettled && arm.clock.drift.isNaN && arm.clock.residual.isNaN)
    #expect(arm.streams.map(\.name) == ["joints", "inputs"])
    let stream = arm.streams[1]
    #expect(stream.samples == 6 && stream.gaps == 2 && stream.longestGap == 1)
    #expect(stream.invalid == 1 && stream.saturated == 3 && stream.saturations == 2 && stream.jumps == 3)
    #expect(stream.tickAge == TickAge(p50: 0.004, p99: 0.011))
    #expect(arm.nodes.map(\.name) == ["servo 1", "servo 2", "servo 7"])
    // Silent is worse than alerting.
    #expect(arm.nodes.map(\.state) == [.ok, .alerting, .silent])
    for node in 0..<3 { #expect(arm.nodes[node].counters == expected.status.nodes[node]) }
    let clock = try #require(health[Self.glove]?.first?.clock)
    expected = MadeHealth.reading(of: Self.glove)
    #expect(clock == expected.status.clock)
  }

  @Test func aFileWithoutHealthHasNone() throws {
    let folder = try TestFolder()
    let recording = try Recording(path: RecordedSession.record(into: folder.path).file.path)
    #expect(recording.health().isEmpty)
  }
}
