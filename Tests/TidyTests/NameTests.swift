import Testing

@Suite struct NameTests {
  @Test func namesSaySomething() { report(Tree.swift.flatMap(NameRules.findings)) }

  @Test func foldersSayWhatTheyAreFor() { report(NameRules.silentFolders(of: Tree.swift)) }

  @Test func emptyNamesAreFound() {
    let file = SourceFile(path: "Sources/LinuxIO/PortHelper.swift", text: "struct PortManager {}\nenum LinuxIO {}\nstruct Metadata {}\n")
    #expect(NameRules.findings(in: file).map(\.line) == [1, 2, 1])
  }

  @Test func aSilentFolderIsFound() {
    let files = [
      SourceFile(path: "Sources/MCAP/Writing/A.swift", text: "struct A {}\n"),
      SourceFile(path: "Sources/MCAP/Writing/B.swift", text: "// Writing/ writes.\n"),
      SourceFile(path: "Sources/MCAP/Reading/A.swift", text: "struct A {}\n"),
      SourceFile(path: "Sources/MCAP/Reading/B.swift", text: "struct B {}\n"),
      SourceFile(path: "Sources/exocapd/Daemon.swift", text: "struct C {}\n"),
    ]
    #expect(NameRules.silentFolders(of: files).map(\.path) == ["Sources/MCAP/Reading/A.swift"])
  }
}
