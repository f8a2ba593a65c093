import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

@Suite struct EpisodeSidecarTests {
  static let id = EpisodeID("11111111-2222-4333-8444-555555555555")

  private func sidecar() -> EpisodeSidecar { EpisodeSidecar(episode: Self.id, task: "door", operatorName: "kim") }

  @Test func changesAreUndoneOneAfterTheOther() {
    var sidecar = sidecar()
    sidecar.change([JSONMember("decision", "discarded"), JSONMember("reason", "slipped")], at: 100)
    sidecar.change([JSONMember("label", "first")], at: 200)
    #expect(sidecar.verdict == .discarded && sidecar.text("reason") == "slipped" && sidecar.decidedAt == 200)
    let label = sidecar.undo()
    #expect(label == [JSONMember("label", "")])
    #expect(sidecar.text("label").isEmpty && sidecar.verdict == .discarded && sidecar.decidedAt == 100)
    let decision = sidecar.undo()
    #expect(decision == [JSONMember("decision", "undecided"), JSONMember("reason", "")])
    #expect(sidecar == self.sidecar())
    let nothing = sidecar.undo()
    #expect(nothing == nil)
  }

  /// Who adds a field need not teach anybody here how to undo it.
  @Test func fieldsThatNobodyKnowsAreKeptAndUndone() throws {
    let text = """
      {"episode":"\(Self.id)","decision":"kept","reason":"","label":"","task":"door","operator":"kim","decided_utc_ns":7,"mood":{"good":true}}
      """
    var sidecar = try #require(EpisodeSidecar(try JSONParser.parse(Array(text.utf8))))
    #expect(sidecar.document.line == text)
    sidecar.change([JSONMember("outcome", "failure"), JSONMember("mood", .null)], at: 9)
    #expect(sidecar.text("outcome") == "failure")
    let undone = sidecar.undo()
    #expect(undone == [JSONMember("outcome", .null), JSONMember("mood", ["good": true])])
    #expect(sidecar.document.line == text)
  }

  @Test func theSameAgainLeavesNothingToUndo() {
    var sidecar = sidecar()
    sidecar.change([JSONMember("decision", "kept")], at: 1)
    sidecar.change([JSONMember("decision", "kept")], at: 2)
    #expect(sidecar.decidedAt == 2)
    _ = sidecar.undo()
    #expect(sidecar.verdict == .undecided)
    let nothing = sidecar.undo()
    #expect(nothing == nil)
  }

  @Test func theOldestOfManyChangesIsForgotten() {
    var sidecar = sidecar()
    for number in 1...Int64(EpisodeSidecar.mostEarlier + 3) { sidecar.change([JSONMember("label", .string("\(number)"))], at: number) }
    var count = 0
    while sidecar.undo() != nil { count += 1 }
    #expect(count == EpisodeSidecar.mostEarlier)
    // Three of nineteen changes cannot be undone any more.
    #expect(sidecar.text("label") == "3")
  }

  @Test func whatWasWrittenIsReadAgain() throws {
    let folder = try TestFolder()
    let path = folder.path + "/e.decision.json"
    #expect(try EpisodeSidecar.read(path) == nil)
    var sidecar = sidecar()
    sidecar.change([JSONMember("reason", "a \"quote\"\nand a line")], at: 5)
    try sidecar.write(to: path)
    #expect(try EpisodeSidecar.read(path) == sidecar)
  }

  @Test(arguments: ["", "{", "[]", "{\"decision\":\"kept\"}"])
  func whatIsNoSidecarIsToldWithItsPlace(text: String) throws {
    let folder = try TestFolder()
    let path = folder.path + "/e.decision.json"
    try Files.writeAtomically(text, to: path)
    let error = #expect(throws: IOError.self) { try EpisodeSidecar.read(path) }
    #expect(error?.description.contains(path) == true)
  }

  @Test(arguments: [("/a/x.mcap", "/a/x.decision.json"), ("/a/x.mcap.part", "/a/x.decision.json")])
  func theSidecarStandsBesideTheRecording(path: String, sidecar: String) { #expect(EpisodeSidecar.path(of: path) == sidecar) }
}
