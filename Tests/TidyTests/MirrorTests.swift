import ExocapTestSupport
import Glibc
import Testing

@Suite struct MirrorTests {
  @Test func everySourceOfCoreMCAPAndLinuxIOHasItsTest() {
    let findings = MirrorRules.findings(paths: Tree.paths, entries: Tree.entries(MirrorRules.list))
    if unsafe getenv("EXOCAP_SHORTEN_LISTS") != nil { shorten(MirrorRules.list, by: findings.filter { $0.path == MirrorRules.list }) }
    report(findings)
  }

  /// Takes what is tested or gone off the list.
  func shorten(_ path: String, by findings: [Finding]) {
    let stale = Set(findings.map(\.line))
    let lines = Tree.text(path).split(separator: "\n", omittingEmptySubsequences: false)
    let kept = lines.indices.filter { !stale.contains($0 + 1) }.map { String(lines[$0]) }.joined(separator: "\n")
    guard let file = unsafe fopen(Requirement.repositoryRoot + "/" + path, "w") else { return }
    _ = unsafe fputs(kept, file)
    unsafe fclose(file)
  }

  static let paths = [
    "Sources/MCAP/A.swift", "Sources/MCAP/B.swift", "Sources/MCAP/B+Topic.swift", "Sources/MCAP/C.swift",
    "Tests/MCAPTests/Deep/BTests.swift",
  ]

  @Test func aSourceWithoutATestIsFound() {
    let findings = MirrorRules.findings(paths: Self.paths, entries: [(1, "Sources/MCAP/C.swift: constants only")])
    #expect(findings.map(\.path) == ["Sources/MCAP/A.swift"])
  }

  @Test func theListShrinks() {
    let entries = [
      (1, "Sources/MCAP/A.swift"), (2, "Sources/MCAP/B.swift: tested now"), (3, "Sources/MCAP/D.swift: gone"),
      (4, "Sources/MCAP/C.swift: constants only"),
    ]
    #expect(MirrorRules.findings(paths: Self.paths, entries: entries).map(\.line) == [1, 2, 3])
  }
}
