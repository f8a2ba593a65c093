import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

@Suite struct RecordingBookTests {
  /// The control plane with its neighbours turned by hand: the recorder and the write thread are played by the test.
  private final class Bench {
    let keeper: KeeperBench
    let desk = RecordingDesk()
    let status = RecordingStatus()
    let book: RecordingBook
    var now = Timestamp(nanoseconds: 5_000_000_000)

    init() throws {
      keeper = try KeeperBench()
      book = RecordingBook(
        folder: keeper.folder, desk: desk, status: status, queue: try ChunkQueue(RecorderSettings(folder: keeper.folder)),
        keeper: keeper.keeper, events: keeper.events, wake: {})
    }

    func ask(_ keys: String) throws -> ControlOutcome {
      let line = "{\"do\":\"record\",\(keys)}"
      let request = try ControlRequest.read(Array(line.utf8)).request.get()
      return try book.answer(request, isStopping: false, now: now)
    }

    /// Everything but who asked: the drain thread and the disk are done with what they were given.
    func turn() {
      now = now + .milliseconds(20)
      book.look(now: now)
      keeper.turn(after: 1)
      book.look(now: now)
    }

    func events() -> [DaemonEvent] { keeper.events.takeAll().events }

    /// Starts an episode whose file is there; returns where.
    func begin(_ keys: String = "\"action\":\"start\"") throws -> (id: EpisodeID, path: String) {
      _ = try ask(keys)
      let id = try #require(book.current)
      let path = try #require(book.entry(of: id)?.path)
      try keeper.write("take", to: path + ".part")
      status.update { $0.path = path }
      return (id, path)
    }

    func finish(_ id: EpisodeID, _ path: String) throws {
      try Files.rename(path + ".part", to: path)
      status.update { status in
        status.path = nil
        status.finished = FinishedRecording(
          id: id, path: path, bytes: 4, problem: nil, longestWrite: .zero, longestSync: .zero)
      }
      desk.tell(.idle, finished: EpisodeSummary(id: id, began: now))
    }
  }

  @Test func aDiscardIsCarriedOutAlsoWhereNobodyWaitsForTheAnswer() throws {
    let bench = try Bench()
    let (id, path) = try bench.begin()
    bench.turn()
    // The answer is thrown away with its connection.
    _ = try bench.ask("\"action\":\"discard\",\"reason\":\"slipped\"")
    bench.turn()
    let isEnded = bench.desk.takeOrders().contains { if case .end = $0 { true } else { false } }
    #expect(isEnded)
    // It still runs, so it stays.
    #expect(Files.exists(path + ".part") && bench.book.current == id)
    try bench.finish(id, path)
    bench.turn()
    #expect(!Files.exists(path) && bench.book.entry(of: id)?.path.contains("/discarded/") == true)
    let told = bench.events().map(\.kind)
    #expect(told == ["recording_started", "recording_stopped", "recording_discarded"], "\(told)")
    #expect(bench.book.document(now: bench.now)["last"]?["decision"] == "discarded")
  }

  @Test func anUndoDoesNotPassTheDiscardThatItIsMeantFor() throws {
    let bench = try Bench()
    let (id, path) = try bench.begin()
    bench.turn()
    _ = try bench.ask("\"action\":\"label\",\"text\":\"first\"")
    bench.turn()
    _ = try bench.ask("\"action\":\"discard\",\"reason\":\"slipped\"")
    _ = try bench.ask("\"action\":\"undo\"")
    bench.turn()
    try bench.finish(id, path)
    bench.turn()
    #expect(Files.exists(path))
    let sidecar = try #require(bench.book.entry(of: id)?.sidecar)
    #expect(sidecar.verdict == .undecided && sidecar.text("reason").isEmpty && sidecar.text("label") == "first")
  }

  @Test func theStartIsToldOnceWithWhatACameraNeeds() throws {
    let bench = try Bench()
    let (id, path) = try bench.begin("\"action\":\"start\",\"task\":\"pour\",\"operator\":\"kim\",\"objects\":[\"cup\"]")
    bench.turn()
    bench.turn()
    let started = bench.events().filter { $0.kind == "recording_started" }
    let event = try #require(started.first)
    let keys = Dictionary(uniqueKeysWithValues: event.members.map { ($0.name, $0.value) })
    #expect(started.count == 1 && keys["episode"]?.text == id.description && keys["path"]?.text == path)
    #expect(keys["folder"]?.text == Files.folder(of: path) && keys["task"] == "pour" && keys["operator"] == "kim")
    let entry = try #require(bench.book.entry(of: id))
    #expect(keys["clock_offset_ns"]?.integer == entry.clockOffset && entry.plan.objects == ["cup"])
  }

  @Test func clocksAreToldOnceASecondOfAnEpisode() throws {
    let bench = try Bench()
    #expect(bench.book.takeClockEvent(now: bench.now) == nil)
    let (id, path) = try bench.begin()
    var count = 0
    for _ in 0..<30 {
      bench.now = bench.now + .milliseconds(100)
      if bench.book.takeClockEvent(now: bench.now) != nil { count += 1 }
    }
    #expect(count == 3)
    try bench.finish(id, path)
    bench.turn()
    #expect(bench.book.takeClockEvent(now: bench.now + .seconds(5)) == nil)
  }

  @Test func keysOfOtherActionsAndBadIDsAreRefused() throws {
    let bench = try Bench()
    #expect(throws: ControlRefusal.self) { try bench.ask("\"action\":\"stop\",\"objects\":[\"cup\"]") }
    #expect(throws: ControlRefusal.self) { try bench.ask("\"action\":\"start\",\"objects\":[1]") }
    #expect(throws: ControlRefusal.self) { try bench.ask("\"action\":\"undo\",\"episode\":\"../../etc\"") }
    #expect(throws: ControlRefusal.self) { try bench.ask("\"action\":\"undo\"") }
    #expect(bench.book.current == nil)
  }

  @Test func whatIsDecidedWhileItRunsStaysBesideTheRunningFile() throws {
    let bench = try Bench()
    let (id, path) = try bench.begin()
    bench.turn()
    _ = try bench.ask("\"action\":\"label\",\"text\":\"half way\"")
    bench.turn()
    #expect(bench.book.entry(of: id)?.path == path && bench.book.entry(of: id)?.sidecar.text("label") == "half way")
    #expect(Files.exists(path + ".part") && Files.exists(EpisodeSidecar.path(of: path)))
    try bench.finish(id, path)
    bench.turn()
    _ = try bench.ask("\"action\":\"undo\"")
    bench.turn()
    #expect(bench.book.entry(of: id)?.sidecar.text("label").isEmpty == true)
  }
}
