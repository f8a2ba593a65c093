@testable import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct EpisodeKeeperTests {
  static func carryOut(_ keeper: EpisodeKeeper, _ decision: EpisodeDecision) throws -> EpisodeDecision {
    let ticket = keeper.put(decision)
    #expect(keeper.take(ticket) == nil)
    keeper.turn()
    return try #require(keeper.take(ticket)).get()
  }

  @Test func discardedFilesMoveAsideAndBack() throws {
    let place = try TestFolder()
    let folder = place.path
    let path = "\(folder)/2026-11-23/e.mcap"
    try Files.makeFolders("\(folder)/2026-11-23")
    try Files.writeAtomically("take", to: path)
    let keeper = EpisodeKeeper(folder: folder)
    var decision = EpisodeDecision(id: EpisodeID("e"), path: path, task: "door", operatorName: "kim")
    decision.label = "first"
    decision = try Self.carryOut(keeper, decision)
    #expect(decision.path == path)
    #expect(Files.exists("\(folder)/2026-11-23/e.decision.json"))

    decision.verdict = .discarded
    decision.reason = "slipped"
    decision = try Self.carryOut(keeper, decision)
    #expect(decision.path == "\(folder)/discarded/2026-11-23/e.mcap")
    #expect(!Files.exists(path) && Files.exists(decision.path))
    #expect(!Files.exists("\(folder)/2026-11-23/e.decision.json"))
    let sidecar = try JSONParser.parse(try Files.contents(of: "\(folder)/discarded/2026-11-23/e.decision.json", atMost: 4096))
    #expect(sidecar["decision"] == "discarded" && sidecar["reason"] == "slipped" && sidecar["label"] == "first")
    #expect(sidecar["task"] == "door" && sidecar["operator"] == "kim" && sidecar["episode"] == "e")

    decision.verdict = .kept
    decision = try Self.carryOut(keeper, decision)
    #expect(decision.path == path && Files.exists(path))
    #expect(!Files.exists("\(folder)/discarded/2026-11-23/e.decision.json"))
  }

  @Test func aFileThatIsNotThereIsSaid() throws {
    let keeper = EpisodeKeeper(folder: "/tmp/exocap-no-such-folder")
    var decision = EpisodeDecision(id: EpisodeID("e"), path: "/tmp/exocap-no-such-folder/day/e.mcap", task: "", operatorName: "")
    decision.verdict = .discarded
    let ticket = keeper.put(decision)
    keeper.turn()
    let result = try #require(keeper.take(ticket))
    #expect(throws: IOError.self) { try result.get() }
  }

  @Test(arguments: [("/a/x.mcap", "/a/x.decision.json"), ("/a/x.mcap.part", "/a/x.decision.json")])
  func theSidecarStandsBesideTheRecording(path: String, sidecar: String) { #expect(EpisodeKeeper.sidecar(of: path) == sidecar) }
}
