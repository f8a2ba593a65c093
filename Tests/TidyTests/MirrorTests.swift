import Testing

@Suite struct MirrorTests {
  @Test func everySourceOfCoreMCAPAndLinuxIOHasItsTest() {
    report(MirrorRules.findings(paths: Tree.paths, entries: Tree.entries(MirrorRules.list)))
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
