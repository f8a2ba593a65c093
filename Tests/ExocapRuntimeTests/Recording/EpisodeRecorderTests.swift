import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct EpisodeRecorderTests {
  @Test func takesRecordsWithoutAllocatingOnceChunksHaveTheirSize() throws {
    guard exocap_counts_allocations() else { return Requirement.skip("this build brings its own malloc") }
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let board = StatusBoard(SmallRig.rig, events: EventQueue())
    let bench = try RecordingBench(
      folder: folder.path,
      read: { device in
        let (streams, lostRecords) = board.tapped(device)
        return DeviceReading(status: DeviceStatus(), streams: streams, lostRecords: lostRecords)
      })
    bench.begin(at: session.now)
    session.run(milliseconds: 3_000) { bench.drain($0) }
    #expect(bench.recorder.state == .running)
    var allocations: UInt64 = 0
    var records = 0
    session.run(milliseconds: 1_000) { session in
      session.emptyTaps { source, record in
        let before = exocap_allocation_count()
        bench.recorder.take(source, record)
        allocations += exocap_allocation_count() - before
        records += 1
      }
      let before = exocap_allocation_count()
      bench.recorder.turn(now: session.now)
      allocations += exocap_allocation_count() - before
      bench.write()
    }
    #expect(records > 3_000)
    #expect(allocations == 0)
  }

  @Test func eventsTellTheStory() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder.path)
    bench.begin(at: session.now)
    session.run(milliseconds: 300) { bench.drain($0) }
    session.ask(.engage)
    session.run(milliseconds: 50) { bench.drain($0) }
    session.isButtonDown = true
    session.run(milliseconds: 1_000) { bench.drain($0) }
    #expect(session.engagement == .engaged)
    session.isArmThere = false
    session.close(SmallRig.arm)
    session.run(milliseconds: 300) { bench.drain($0) }
    session.open(SmallRig.arm)
    session.run(milliseconds: 5) { bench.drain($0) }
    bench.recorder.note(.information, kind: "note", text: "the door was stuck", at: session.now)
    let file = try #require(bench.finish(session))
    var story: [String] = []
    try Recording(path: file.path).read(topics: { $0 == "/events" }) { entry in
      guard case .event(let event) = entry.message, !event.kind.hasPrefix("fault"), event.kind != "verdict" else { return }
      // Which joint was the farthest is not what this test is about.
      story.append("\(event.source) \(event.kind): \(event.text.split(separator: ",")[0])")
    }
    #expect(
      story == [
        "r1 engagement: left_arm: disarmed → aligning (operator_request",
        "r1 engagement: left_arm: aligning → blending (physical_act",
        "r1 engagement: left_arm: blending → engaged (blend_done",
        "left_arm closed: the device is gone",
        "r1 engagement: left_arm: engaged → holding (stream_stale",
        "left_arm opened: the device is there",
        " note: the door was stuck",
      ])
  }

  @Test func faultsAreToldWhenTheyBeginAndWhenTheyAreOver() {
    var track = FaultTrack()
    func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }
    var changes: [(Int64, Fault, Fault)] = []
    // A limiter that works every other tick is one event, not a thousand.
    for tick in stride(from: Int64(0), through: 4_000, by: 2) {
      let faults: Fault = tick >= 100 && tick < 1_000 && tick % 4 == 0 ? .limited : .none
      let change = track.take(faults, at: at(tick))
      if change.began != .none || change.ended != .none { changes.append((tick, change.began, change.ended)) }
    }
    #expect(changes.map(\.0) == [100, 1_996])
    #expect(changes.map(\.1) == [.limited, .none])
    #expect(changes.map(\.2) == [.none, .limited])
  }

  @Test func aStalledDiskIsAGapThatIsToldAndReplayGoesOnBehindIt() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder.path) { settings in
      settings.queuedChunks = 6
      settings.chunkSize = 1 << 20
    }
    bench.begin(at: session.now)
    session.run(milliseconds: 500) { bench.drain($0) }
    // For a second nobody writes: 6 chunks of 100 ms wait, the rest is lost.
    var wishes: [CheckpointWish] = []
    session.run(milliseconds: 1_000) { session in
      session.emptyTaps { bench.recorder.take($0, $1) }
      bench.recorder.turn(now: session.now)
      if let wish = bench.recorder.takeWish() {
        wishes.append(wish)
        session.wantCheckpoints(wish)
      }
    }
    #expect(wishes.contains(.all))
    session.run(milliseconds: 500) { bench.drain($0) }
    let file = try #require(bench.finish(session))
    #expect(file.problem == nil)
    let summary = try #require(bench.recorder.takeFinished())
    #expect(summary.droppedChunks >= 3 && summary.droppedChunks <= 5)
    #expect(summary.lostRecords > 500)

    let recording = try Recording(path: file.path)
    #expect(recording.closing?["dropped_chunks"] == "\(summary.droppedChunks)")
    var gaps: Set<String> = []
    recording.read(topics: { $0 == "/events" }) { entry in
      if case .event(let event) = entry.message, event.kind == "gap" { gaps.insert(event.source) }
    }
    #expect(gaps == ["left_arm", "left_grip", "r1"])
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.isFaithful, "\(outcome.text)")
    let isIdentical = outcome.report.isIdentical
    #expect(!isIdentical)
    #expect(outcome.report.identical > 200)
    #expect(outcome.text.contains("records before them were lost"))
  }

  /// The same records once more into a file whose disk does not stall: what the other lacks is what was lost.
  @Test func recordsOfDroppedChunksAreCountedOnce() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let stalled = try RecordingBench(folder: folder.path + "/stalled") { settings in
      settings.queuedChunks = 6
      settings.chunkSize = 1 << 20
    }
    let whole = try RecordingBench(folder: folder.path + "/whole")
    func drain(_ session: SyntheticSession, isStalled: Bool) {
      session.emptyTaps { source, record in
        stalled.recorder.take(source, record)
        whole.recorder.take(source, record)
      }
      for bench in [stalled, whole] {
        bench.recorder.turn(now: session.now)
        if let wish = bench.recorder.takeWish() { session.wantCheckpoints(wish) }
      }
      whole.write()
      if !isStalled { stalled.write() }
    }
    for bench in [stalled, whole] { bench.begin(at: session.now) }
    session.run(milliseconds: 500) { drain($0, isStalled: false) }
    // Twice, so that some chunk that is dropped was to tell of one before it.
    for _ in 0..<2 {
      session.run(milliseconds: 900) { drain($0, isStalled: true) }
      session.run(milliseconds: 200) { drain($0, isStalled: false) }
    }
    for bench in [stalled, whole] { bench.recorder.endEpisode(now: session.now) }
    session.run(milliseconds: 100) { drain($0, isStalled: false) }

    let summary = try #require(stalled.recorder.takeFinished())
    let everything = try #require(whole.recorder.takeFinished())
    #expect(summary.droppedChunks >= 4 && everything.droppedChunks == 0 && everything.lostRecords == 0)
    let path = try #require(stalled.status.snapshot.finished?.path)
    let all = try Self.records(of: try #require(whole.status.snapshot.finished?.path))
    let missing = all - (try Self.records(of: path))
    #expect(missing > 500 && summary.lostRecords == UInt64(missing))
    // The records behind each gap say the same, and so do its events and the verdict.
    let report = try RecordingCheck.check(path)
    #expect(report.lostRecords == UInt64(missing) && report.isGood, "\(report.findings)")
    let told = summary.quality?.figures.filter { $0.gate == .lostRecords }.reduce(0) { $0 + $1.value }
    #expect(told == Double(missing))
    var gaps = 0.0
    try Recording(path: path).read(topics: { $0 == "/events" }) { entry in
      if case .event(let event) = entry.message, event.kind == "gap" { gaps += event.value }
    }
    #expect(gaps == Double(missing))
  }

  /// How many records of taps are in a file.
  private static func records(of path: String) throws -> Int {
    let recording = try Recording(path: path)
    var decoder = TapDecoder(recording.channels)
    var scan = RecordingScan(recording)
    var count = 0
    while let message = scan.next() { if decoder.decode(message) != nil { count += 1 } }
    return count
  }

  @Test func chunksAreAtMostATenthOfASecondOld() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder.path) { $0.chunkSize = 1 << 20 }
    bench.begin(at: session.now)
    session.run(milliseconds: 50) { bench.drain($0) }
    var longest = 0
    var since = 0
    var bytes = bench.status.snapshot.bytes
    session.run(milliseconds: 1_000) { session in
      bench.drain(session)
      since = bench.status.snapshot.bytes > bytes ? 0 : since + 5
      bytes = bench.status.snapshot.bytes
      longest = max(longest, since)
    }
    #expect(longest <= 100)
    #expect(longest >= 80)
  }

  @Test func theLatencyOfEachTickIsInTheFile() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    var count = 0
    var accepted: UInt64 = 0
    var worst = 0.0
    try Recording(path: recorded.file.path).read(topics: { $0 == "/latency" }) { entry in
      guard case .latency(let latency) = entry.message else { return }
      count += 1
      // The synthetic session's own: 9 µs, 20 µs, 15 µs.
      worst = max(worst, abs(latency.arrivalToTick - 9e-6), abs(latency.step - 20e-6), abs(latency.send - 15e-6))
      worst = max(worst, abs(latency.arrivalToSent - 44e-6))
      accepted = max(accepted, latency.acceptedSequence)
    }
    #expect(count > 400)
    #expect(worst < 1e-12)
    #expect(accepted > 300)
  }

  @Test func theCalendarIsRight() {
    // From `date -u -d @…`.
    #expect(CalendarDay(nanoseconds: 0).description == "1970-01-01")
    #expect(CalendarDay(nanoseconds: 951_782_400_000_000_000).description == "2000-02-29")
    #expect(CalendarDay(nanoseconds: 1_772_600_767_000_000_000).description == "2026-03-04")
    #expect(CalendarDay(nanoseconds: 4_107_542_399_999_999_999).description == "2100-02-28")
  }
}
