import Testing

@Suite struct LinkTests {
  @Test func everyLinkLeadsSomewhere() {
    let documents = Tree.paths.filter { $0.hasSuffix(".md") }.map { ($0, Tree.text($0)) }
    report(LinkRules.findings(documents: Dictionary(uniqueKeysWithValues: documents), paths: Set(Tree.paths)))
  }

  @Test func deadLinksAreFound() {
    let text = """
      # One Two, three
      [here](#one-two-three) [there](../README.md) [folder](../docs) [out](https://example.org)
      [dead](nothing.md) and [no heading](#two)
      ```
      [code](is/no.link)
      ```
      """
    let findings = LinkRules.findings(documents: ["docs/a.md": text], paths: ["docs/a.md", "README.md"])
    #expect(findings.map(\.line) == [3, 3])
    #expect(findings.map(\.column) == [6, 35])
  }
}
