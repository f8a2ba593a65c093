import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

@Suite struct EpisodeKeeperPurgeTests {
  /// Whether an event of this kind was told, with its text.
  private func told(_ kind: String, _ bench: KeeperBench) -> [DaemonEvent] { bench.events.takeAll().events.filter { $0.kind == kind } }

  @Test func aDiscardedRecordingGoesAfterADayAndIsToldAndCounted() throws {
    let bench = try KeeperBench()
    try bench.write("12345", to: bench.kept())
    try bench.write("123", to: bench.kept(KeeperBench.id, "front.mcap"))
    _ = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: "slipped"))
    bench.turn(after: 24 * 3600 - 1)
    #expect(Files.exists(bench.aside()))
    bench.turn(after: 60)
    #expect(!Files.exists(bench.aside()) && !Files.exists(bench.aside(KeeperBench.id, "front.mcap")))
    #expect(bench.keeper.purged == PurgedCount(episodes: 1, bytes: 8))
    let events = told("recording_purged", bench)
    #expect(events.count == 1 && events.first?.text.contains(bench.aside()) == true && events.first?.text.contains("24 h ago") == true)
    #expect(events.first?.members.contains(JSONMember("because", "age")) == true)
    // Its sidecar stays, and says so; there is nothing to have back.
    let sidecar = try bench.sidecar(bench.aside(KeeperBench.id, "decision.json"))
    #expect(sidecar.isPurged && sidecar.text("purged_because") == "age" && sidecar.text("reason") == "slipped")
    let error = #expect(throws: IOError.self) { try bench.carryOut(.undo) }
    #expect(error?.description.contains("deleted") == true)
    bench.turn(after: 120)
    #expect(bench.keeper.purged.episodes == 1)
  }

  /// What an operator gave is counted after its recording is gone: who, when, how long.
  @Test func theSidecarTakesOverWhatTheRecordingSaidOfItself() throws {
    let bench = try KeeperBench()
    let recorded = try RecordedSession.record(into: bench.folder)
    let files = try #require(try EpisodeFiles.find(KeeperBench.id, in: bench.folder))
    let before = EpisodeFacts(files)
    #expect(before.state == .whole && before.operatorName == "p01" && before.engaged > .seconds(1), "\(recorded.file.path)")
    _ = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: ""))
    bench.turn(after: 25 * 3600)
    bench.turn(after: 60)
    let gone = try #require(try EpisodeFiles.find(KeeperBench.id, in: bench.folder))
    #expect(gone.recording == nil)
    let after = EpisodeFacts(gone)
    #expect(after.state == .purged && after.problems.isEmpty)
    #expect(after.operatorName == before.operatorName && after.task == before.task && after.rig == before.rig)
    #expect(after.began == before.began && after.length == before.length && after.engaged == before.engaged)
    #expect(after.ticks == before.ticks && after.size == before.size && after.robots == before.robots)
  }

  @Test func whereSpaceIsNeededTheOldestDiscardedGoesFirstAndNothingElse() throws {
    let bench = try KeeperBench(spaceWanted: .max)
    let ids = (0..<3).map { _ in EpisodeID.random() }
    for id in ids { try bench.write("take", to: bench.kept(id)) }
    try bench.write("not ours", to: "\(bench.folder)/discarded/\(KeeperBench.day)/notes.txt")
    try bench.write("no decision says so", to: bench.aside(EpisodeFilesTests.second))
    // The first is kept; the second is discarded before the third.
    let kept = try bench.carryOut(EpisodeOrder.decide(.kept, reason: ""), ids[0])
    #expect(kept.path == bench.kept(ids[0]))
    _ = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: ""), ids[1])
    #expect(bench.keeper.purged.episodes == 0)
    bench.turn(after: 1)
    #expect(!Files.exists(bench.aside(ids[1])))
    #expect(try bench.sidecar(bench.aside(ids[1], "decision.json")).text("purged_because") == "space")
    for _ in 0..<5 { bench.turn(after: 3600) }
    #expect(bench.keeper.purged.episodes == 1)
    #expect(Files.exists(bench.kept(ids[0])) && Files.exists(bench.kept(ids[2])))
    #expect(Files.exists("\(bench.folder)/discarded/\(KeeperBench.day)/notes.txt") && Files.exists(bench.aside(EpisodeFilesTests.second)))
  }

  @Test func oneAtATimeUntilThereIsRoom() throws {
    // Two lie aside already, decided an hour apart; the later one has the smaller id.
    let bench = try KeeperBench(spaceWanted: .max)
    for (id, hours) in [(EpisodeFilesTests.first, Int64(1)), (EpisodeFilesTests.second, 2)] {
      try bench.write("take", to: bench.aside(id))
      var sidecar = EpisodeSidecar(episode: id)
      sidecar.change([JSONMember("decision", "discarded")], at: bench.utc - hours * KeeperBench.hour)
      try sidecar.write(to: bench.aside(id, "decision.json"))
    }
    bench.turn()
    #expect(!Files.exists(bench.aside(EpisodeFilesTests.second)) && Files.exists(bench.aside(EpisodeFilesTests.first)))
    bench.turn()
    #expect(!Files.exists(bench.aside(EpisodeFilesTests.first)))
    #expect(told("recording_purged", bench).count == 2)
  }

  @Test func whatACameraFinishesLateFollowsItsEpisode() throws {
    let bench = try KeeperBench()
    try bench.write("take", to: bench.kept())
    try bench.write("images", to: bench.kept(KeeperBench.id, "front.mcap.part"))
    _ = try bench.carryOut(EpisodeOrder.decide(.discarded, reason: ""))
    #expect(Files.exists(bench.kept(KeeperBench.id, "front.mcap.part")))
    try Files.rename(bench.kept(KeeperBench.id, "front.mcap.part"), to: bench.kept(KeeperBench.id, "front.mcap"))
    bench.turn(after: 61)
    #expect(Files.exists(bench.aside(KeeperBench.id, "front.mcap")) && !Files.exists(bench.kept(KeeperBench.id, "front.mcap")))
  }

  @Test func aSidecarThatCannotBeReadDeletesNothing() throws {
    let bench = try KeeperBench(spaceWanted: .max)
    try bench.write("take", to: bench.aside())
    try bench.write("{\"decision\":\"discarded\"", to: bench.aside(KeeperBench.id, "decision.json"))
    for _ in 0..<3 { bench.turn(after: 48 * 3600) }
    #expect(Files.exists(bench.aside()))
    #expect(told("recording_purge_failed", bench).count == 1)
  }
}
