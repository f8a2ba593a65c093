import Testing

@Suite struct SkipTests {
  @Test func everyAllowedSkipIsSkippedSomewhere() {
    let sources = Tree.paths.filter { $0.hasPrefix("Tests/") && $0.hasSuffix(".swift") && !$0.hasPrefix("Tests/TidyTests/") }.map(Tree.text)
    report(SkipRules.findings(entries: Tree.entries(SkipRules.list), sources: sources))
  }

  @Test func staleEntriesAreFound() {
    let entries = [(1, "no port | needs hardware"), (2, "no port"), (3, "no hub | needs hardware")]
    #expect(SkipRules.findings(entries: entries, sources: ["skip(\"no port\")"]).map(\.line) == [2, 3])
  }
}
