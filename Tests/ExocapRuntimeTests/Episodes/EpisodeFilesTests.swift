import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

@Suite struct EpisodeFilesTests {
  @Test func whatWasAddedIsKnownByItsName() {
    let id = Self.first
    for name in ["\(id).front.mcap", "\(id).a-b.mcap"] { #expect(EpisodeFiles.isAddition(name)) }
    for name in ["\(id).mcap", "\(id).mcap.part", "\(id).decision.json", "take.front.mcap"] { #expect(!EpisodeFiles.isAddition(name)) }
  }

  static let first = EpisodeID("11111111-2222-4333-8444-555555555555")
  static let second = EpisodeID("99999999-2222-4333-8444-555555555555")

  /// Makes empty files; folders too.
  static func make(_ names: [String], in root: String) throws {
    for name in names {
      try Files.makeFolders(Files.folder(of: "\(root)/\(name)"))
      try Files.writeAtomically("", to: "\(root)/\(name)")
    }
  }

  @Test func filesOfAnEpisodeAreFoundTogether() throws {
    let place = try TestFolder()
    let day = "2026-11-23"
    try Self.make(
      [
        "\(day)/\(Self.first).mcap", "\(day)/\(Self.first).front.mcap", "\(day)/\(Self.first).back.mcap",
        "\(day)/\(Self.first).late.mcap.part",
        "\(day)/\(Self.first).decision.json", "\(day)/\(Self.first).html", "\(day)/\(Self.second).mcap.part", "\(day)/notes.txt",
        "discarded/\(day)/\(Self.second).decision.json", "other/\(Self.first).mcap",
      ], in: place.path)
    let all = try EpisodeFiles.list(place.path)
    let folder = "\(place.path)/\(day)"
    #expect(all.map(\.id) == [Self.first, Self.second, Self.second])
    #expect(all[0].recording == "\(folder)/\(Self.first).mcap" && all[0].hasSidecar && !all[0].isAside && all[0].day == day)
    #expect(all[0].others == ["\(folder)/\(Self.first).back.mcap", "\(folder)/\(Self.first).front.mcap"])
    #expect(all[0].others.map { all[0].name(of: $0) } == ["back", "front"])
    #expect(all[1].recording == "\(folder)/\(Self.second).mcap.part" && !all[1].hasSidecar)
    #expect(all[2].isAside && all[2].recording == nil && all[2].hasSidecar)
    #expect(try EpisodeFiles.listAside(place.path).map(\.id) == [Self.second])
    #expect(try EpisodeFiles.find(Self.first, in: place.path) == all[0])
    #expect(try EpisodeFiles.find(EpisodeID.random(), in: place.path) == nil)
  }

  @Test(arguments: ["", "../../etc/passwd", "11111111-2222-4333-8444-55555555555", "11111111-2222-4333-8444-55555555555G", "e"])
  func whatIsNoUUIDIsNoEpisode(text: String) { #expect(EpisodeID(checking: text) == nil) }
}
