import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct BlackBoxTests {
  /// A session that engages, and goes on so long.
  private func engaged(_ bench: BlackBoxBench, milliseconds: Int) throws -> SyntheticSession {
    let session = try SyntheticSession()
    session.run(milliseconds: 200) { bench.drain($0) }
    session.ask(.engage)
    session.run(milliseconds: 100) { bench.drain($0) }
    session.isButtonDown = true
    session.run(milliseconds: milliseconds) { bench.drain($0) }
    #expect(session.engagement == .engaged)
    return session
  }

  private func events(_ recording: Recording) -> [String] {
    var found: [String] = []
    recording.read(topics: { $0 == "/events" }) { entry in
      if case .event(let event) = entry.message { found.append(event.kind + ": " + event.text) }
    }
    return found
  }

  @Test func anEmergencyStopIsWrittenDownWithWhatLedToItAndWhatCameOfIt() throws {
    let folder = try TestFolder()
    let bench = try BlackBoxBench(folder: folder.path, keeping: 10)
    let session = try engaged(bench, milliseconds: 4_000)
    session.ask(.stop)
    session.run(milliseconds: 1_900) { bench.drain($0) }
    #expect(bench.write() == nil)
    // The rest of the two seconds, and four rounds of wishes.
    session.run(milliseconds: 400) { bench.drain($0) }
    let file = try #require(bench.write()).get()
    #expect(file.path.hasPrefix(folder.path + "/black-box/"))

    let recording = try Recording(path: file.path)
    #expect(recording.damage == nil)
    #expect(recording.facts["label"] == "black box: emergency_stop")
    let told = events(recording)
    #expect(told.contains { $0.contains("engaged → faulted (emergency_stop") })
    #expect(told.contains { $0.contains("blending → engaged (blend_done") })
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.isFaithful, "\(outcome.text)")
    #expect(outcome.report.isIdentical, "\(outcome.text)")
    // 250 ticks a second: what comes after the first checkpoints (at 0.5 s and 0.6 s) until the last ones, 6.3 s after the start.
    #expect(outcome.report.identical > 1_350, "\(outcome.text)")
  }

  @Test func whatIsOlderThanTheBoxIsForgotten() throws {
    let folder = try TestFolder()
    let bench = try BlackBoxBench(folder: folder.path, keeping: 3)
    let session = try engaged(bench, milliseconds: 12_000)
    bench.box.happened(.request)
    let asked = session.now
    session.run(milliseconds: 300) { bench.drain($0) }
    let recording = try Recording(path: try #require(bench.write()).get().path)
    // 3 s and 2 s of lead, in pages of half a second.
    let covered = asked - recording.start
    #expect(covered > .seconds(3) && covered <= .milliseconds(5_600), "\(covered.seconds) s")
    #expect(!events(recording).contains { $0.contains("blend_done") })
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.report.isIdentical, "\(outcome.text)")
    #expect(outcome.report.identical > 700, "\(outcome.text)")
    // What is held is told, and bounded in time.
    #expect(bench.shelf.figures.held > .seconds(4) && bench.shelf.figures.held <= .milliseconds(5_600))
    #expect(bench.shelf.figures.bytes > 0)
  }

  @Test func theBoxNeverHoldsMoreBytesThanItMay() throws {
    let shelf = try BlackBoxShelf()
    var settings = BlackBoxSettings(RecordingSettings(folder: "unused", blackBox: .seconds(60)))
    settings.bytes = 100_000
    let box = BlackBox(settings, shelf: shelf)
    let session = try SyntheticSession()
    var most = 0
    session.run(milliseconds: 10_000) { session in
      session.emptyTaps { box.take($0, $1) }
      box.turn(now: session.now) { session.wantCheckpoints($0) }
      most = max(most, shelf.figures.bytes)
    }
    #expect(most <= 100_000 && most > 50_000, "\(most)")
    #expect(shelf.figures.held < .seconds(10))
  }

  @Test func faultsInARowAreOneDumpAMinuteAndARequestWaitsForNothing() throws {
    let folder = try TestFolder()
    let bench = try BlackBoxBench(folder: folder.path, keeping: 8)
    let session = try engaged(bench, milliseconds: 2_500)
    var dumps: [Double] = []
    func go(_ milliseconds: Int) {
      session.run(milliseconds: milliseconds) { session in
        bench.drain(session)
        if bench.shelf.take() != nil { dumps.append(session.now.nanoseconds.seconds) }
      }
    }
    let start = session.now.nanoseconds.seconds
    for _ in 0..<4 {
      bench.box.happened(.fault)
      go(1_000)
    }
    // The first: 2 s after its reason. The second waits until the box would begin to forget: 10 s of length less twice the 2 s after it.
    #expect(dumps.count == 1)
    go(6_000)
    #expect(dumps.count == 2)
    bench.box.happened(.request)
    go(300)
    #expect(dumps.count == 3)
    let after = dumps.map { (($0 - start) * 10).rounded() / 10 }
    #expect(after == [2.2, 8.5, 10.2], "\(after)")
  }

  @Test func aBoxOfNoLengthKeepsNothing() throws {
    let bench = try BlackBoxBench(folder: "unused", keeping: 0)
    let session = try engaged(bench, milliseconds: 2_500)
    bench.box.happened(.request)
    session.run(milliseconds: 500) { bench.drain($0) }
    bench.box.finish(now: session.now)
    #expect(bench.shelf.take() == nil)
    #expect(bench.shelf.figures.bytes == 0)
  }

  @Test func whatWaitsForItsTimeIsHandedOverAtTheEnd() throws {
    let folder = try TestFolder()
    let bench = try BlackBoxBench(folder: folder.path, keeping: 10)
    let session = try engaged(bench, milliseconds: 3_000)
    session.ask(.stop)
    session.run(milliseconds: 100) { bench.drain($0) }
    bench.box.finish(now: session.now)
    let file = try #require(bench.write()).get()
    let outcome = ReplayFile.check(try Recording(path: file.path), rig: SmallRig.rig)
    #expect(outcome.isFaithful, "\(outcome.text)")
    #expect(outcome.report.identical > 500, "\(outcome.text)")
  }

  @Test func aFullDiskIsAProblemThatIsTold() throws {
    let folder = try TestFolder()
    let bench = try BlackBoxBench(folder: folder.path, keeping: 5, reserve: .max)
    let session = try engaged(bench, milliseconds: 2_500)
    bench.box.happened(.request)
    session.run(milliseconds: 300) { bench.drain($0) }
    guard case .failure(.diskFull(_, _, let reserve)) = try #require(bench.write()) else {
      Issue.record("a disk without room takes no dump")
      return
    }
    #expect(reserve == .max)
  }

  @Test func aSnapshotThatWaitsGivesWayToANewerOne() throws {
    let shelf = try BlackBoxShelf()
    shelf.put(BlackBoxSnapshot(reason: .fault, blocks: []))
    shelf.put(BlackBoxSnapshot(reason: .request, blocks: []))
    #expect(shelf.figures.snapshots == 2)
    #expect(shelf.figures.replaced == 1)
    let taken = try #require(shelf.take())
    #expect(taken.reason == .request && taken.number == 2)
    #expect(shelf.take() == nil)
  }
}

extension Int64 {
  /// [s] Of nanoseconds.
  fileprivate var seconds: Double { Double(self) * 1e-9 }
}
