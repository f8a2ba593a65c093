import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct TemporaryFolderTests {
  @Test func isGoneWithAllThatIsInItAndNothingElse() throws {
    let outside = try TestFolder()
    try Files.writeAtomically("kept", to: outside.path + "/kept")
    var path = ""
    do {
      let folder = try TemporaryFolder(named: "exocap-test")
      path = folder.path
      try Files.makeFolders(path + "/a/b")
      try Files.writeAtomically("x", to: path + "/a/b/.hidden")
      // What a link leads to is another's.
      #expect(Self.output(["ln", "-s", outside.path, path + "/a/link"]) == [])
      #expect(try Files.list(path + "/a") == ["b", "link"])
    }
    #expect(!path.isEmpty && !Files.exists(path))
    #expect(try Files.list(outside.path) == ["kept"])
  }

  @Test func isForItsOwnerAlone() throws {
    let folder = try TemporaryFolder(named: "exocap-test")
    #expect(Self.output(["stat", "-c", "%a", folder.path]) == ["700"])
    #expect(Files.name(of: folder.path).hasPrefix("exocap-test-"))
  }

  /// What a program of the system prints.
  private static func output(_ words: [String]) -> [String] {
    guard var program = Program(words) else { return ["cannot start \(words[0])"] }
    return program.rest()
  }
}
