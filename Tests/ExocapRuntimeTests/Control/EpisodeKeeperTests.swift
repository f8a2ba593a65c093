import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@testable import ExocapRuntime

/// A recordings' folder with a keeper, turned by hand.
final class KeeperBench {
  let place: TestFolder
  let keeper: EpisodeKeeper
  let events = EventQueue()
  /// [ns] UTC, made up.
  var utc: Int64 = 1_795_000_000_000_000_000
  private(set) var now = Timestamp(nanoseconds: 1_000_000_000)

  static let day = "2026-11-23"
  static let id = EpisodeFilesTests.first
  static let hour: Int64 = 3_600_000_000_000

  init(spaceWanted: Int = 0) throws {
    place = try TestFolder()
    keeper = EpisodeKeeper(.init(folder: place.path, spaceWanted: spaceWanted), events: events)
  }

  var folder: String { place.path }
  func kept(_ id: EpisodeID = id, _ ending: String = "mcap") -> String { "\(folder)/\(Self.day)/\(id).\(ending)" }
  func aside(_ id: EpisodeID = id, _ ending: String = "mcap") -> String { "\(folder)/discarded/\(Self.day)/\(id).\(ending)" }

  func write(_ text: String, to path: String) throws {
    try Files.makeFolders(Files.folder(of: path))
    try Files.writeAtomically(text, to: path)
  }

  /// Lets so much time go by, then turns the keeper.
  func turn(after seconds: Int64 = 0) {
    now = now + .seconds(seconds)
    utc += seconds * 1_000_000_000
    keeper.turn(now: now, utc: utc)
  }

  func carryOut(_ act: EpisodeOrder.Act, _ id: EpisodeID = id) throws -> EpisodeDecision {
    let ticket = keeper.put(EpisodeOrder(id: id, task: "door", operatorName: "kim", act: act))
    if case .some = keeper.take(ticket) { Issue.record("nothing is done before a turn") }
    turn()
    return try #require(keeper.take(ticket)).get()
  }

  func sidecar(_ path: String) throws -> EpisodeSidecar { try #require(try EpisodeSidecar.read(path)) }
}

@Suite struct EpisodeKeeperTests {
  @Test func discardedFilesMoveAsideAndBack() throws {
    let bench = try KeeperBench()
    try bench.write("take", to: bench.kept())
    try bench.write("images", to: bench.kept(KeeperBench.id, "front.mcap"))
    var decision = try bench.carryOut(.change([JSONMember("label", "first")]))
    #expect(decision.path == bench.kept() && decision.sidecar.text("label") == "first")
    #expect(Files.exists(bench.kept(KeeperBench.id, "decision.json")))

    decision = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: "slipped"))
    #expect(decision.path == bench.aside())
    #expect(try Files.list("\(bench.folder)/\(KeeperBench.day)").isEmpty)
    #expect(Files.exists(bench.aside()) && Files.exists(bench.aside(KeeperBench.id, "front.mcap")))
    let sidecar = try bench.sidecar(bench.aside(KeeperBench.id, "decision.json"))
    #expect(sidecar.verdict == .discarded && sidecar.text("reason") == "slipped" && sidecar.text("label") == "first")
    #expect(sidecar.text("task") == "door" && sidecar.text("operator") == "kim" && sidecar.episode == KeeperBench.id)

    decision = try bench.carryOut(EpisodeOrder.decide(.kept, reason: ""))
    #expect(decision.path == bench.kept() && Files.exists(bench.kept()) && Files.exists(bench.kept(KeeperBench.id, "front.mcap")))
    #expect(try Files.list("\(bench.folder)/discarded/\(KeeperBench.day)").isEmpty)
  }

  @Test func undoBringsBackWhatStoodThereAndTheFilesWithIt() throws {
    let bench = try KeeperBench()
    try bench.write("take", to: bench.kept())
    _ = try bench.carryOut(EpisodeOrder.decide(.kept, reason: ""))
    _ = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: "slipped"))
    // Another life of the daemon, 23 hours later: the id is enough.
    let later = EpisodeKeeper(.init(folder: bench.folder), events: bench.events)
    bench.utc += 23 * KeeperBench.hour
    let ticket = later.put(EpisodeOrder(id: KeeperBench.id, act: .undo))
    later.turn(now: bench.now, utc: bench.utc)
    let decision = try #require(later.take(ticket)).get()
    #expect(decision.sidecar.verdict == .kept && decision.sidecar.text("reason").isEmpty)
    #expect(decision.undone.map(\.name) == ["decision", "reason"])
    #expect(Files.exists(bench.kept()) && !Files.exists(bench.aside()))
    #expect(try bench.carryOut(.undo).sidecar.verdict == .undecided)
    #expect(throws: IOError.self) { try bench.carryOut(.undo) }
  }

  @Test func anEpisodeThatIsNotThereIsSaid() throws {
    let bench = try KeeperBench()
    let error = #expect(throws: IOError.self) { try bench.carryOut(EpisodeOrder.decide(.discarded, reason: "")) }
    #expect(error?.description.contains("\(KeeperBench.id)") == true)
    #expect(try Files.list(bench.folder).isEmpty)
  }

  /// The sidecar is written before the files move, so it says what was meant when a crash came in between.
  @Test func whatACrashCutShortIsEndedAtTheNextStart() throws {
    let bench = try KeeperBench()
    // Died after the recording moved, before the camera's file and the sidecar did.
    var sidecar = EpisodeSidecar(episode: KeeperBench.id)
    sidecar.change([JSONMember("decision", "discarded")], at: bench.utc)
    try bench.write("take", to: bench.aside())
    try bench.write("images", to: bench.kept(KeeperBench.id, "front.mcap"))
    try sidecar.write(to: bench.kept(KeeperBench.id, "decision.json"))
    // Died on the way back, before anything moved.
    let other = EpisodeFilesTests.second
    try bench.write("take", to: bench.aside(other))
    var kept = EpisodeSidecar(episode: other)
    kept.change([JSONMember("decision", "kept")], at: bench.utc)
    try kept.write(to: bench.aside(other, "decision.json"))
    bench.turn()
    #expect(try Files.list("\(bench.folder)/\(KeeperBench.day)") == ["\(other).decision.json", "\(other).mcap"])
    let names = ["\(KeeperBench.id).decision.json", "\(KeeperBench.id).front.mcap", "\(KeeperBench.id).mcap"]
    #expect(try Files.list("\(bench.folder)/discarded/\(KeeperBench.day)") == names)
  }

  @Test func whatNobodyDecidedStaysWhereItIs() throws {
    let bench = try KeeperBench(spaceWanted: .max)
    try bench.write("torn", to: bench.kept(KeeperBench.id, "mcap.part"))
    for _ in 0..<3 { bench.turn(after: 48 * 3600) }
    #expect(Files.exists(bench.kept(KeeperBench.id, "mcap.part")))
    #expect(bench.keeper.purged == PurgedCount())
  }
}
