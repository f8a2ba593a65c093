import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

struct EpisodeDecisionTests {
  @Test func isReadAsItWasWrittenAndCanBeTakenBack() throws {
    let folder = try ScratchFolder()
    let recording = folder.path + "/abc.mcap"
    #expect(try EpisodeDecision.read(beside: recording) == nil)
    var decision = EpisodeDecision(
      episode: EpisodeID("abc"), verdict: .discard, reason: "dropped the \"cup\"\n\tagain \\ ü \u{1}", label: "open the door", decidedAt: 17)
    try decision.write(beside: recording)
    #expect(try EpisodeDecision.read(beside: recording) == decision)
    decision.verdict = .keep
    try decision.write(beside: recording + ".part")
    #expect(try EpisodeDecision.read(beside: recording)?.verdict == .keep)
    #expect(try Files.list(folder.path) == ["abc.json"])
  }

  @Test func whatIsNotOursIsNoDecision() throws {
    let folder = try ScratchFolder()
    let recording = folder.path + "/abc.mcap"
    for text in ["", "{}", "[1]", "{\"decision\": \"maybe\"}", "{\"decision\": \"keep\"", "{\"decision\": \"keep\"} x", "{\"decision\": keep}"] {
      try Files.writeAtomically(text, to: folder.path + "/abc.json")
      #expect(try EpisodeDecision.read(beside: recording) == nil, "\(text)")
    }
    // As another program may write it.
    try Files.writeAtomically("{\"label\":\"\\u00fc\\/\",\"decision\":\"keep\"}", to: folder.path + "/abc.json")
    #expect(try EpisodeDecision.read(beside: recording)?.label == "ü/")
  }

  @Test func idsAreRandomUUIDs() {
    let ids = (0..<100).map { _ in EpisodeID.random().description }
    #expect(Set(ids).count == 100)
    for id in ids {
      let parts = id.split(separator: "-").map(\.count)
      #expect(parts == [8, 4, 4, 4, 12])
      #expect(Array(id.utf8)[14] == UInt8(ascii: "4"))
      #expect("89ab".contains(Array(id)[19]))
    }
  }
}
