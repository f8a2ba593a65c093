import Testing

@Suite struct DocumentedTestTests {
  @Test(arguments: ["docs/safety.md", "docs/reliability.md"]) func everyNamedTestExists(path: String) {
    let files = Tree.swift.filter { $0.area == "Tests" }
    let tests = files.map { (String($0.path.dropFirst("Tests/".count).dropLast(".swift".count)), DocumentedTestRules.tests(of: $0)) }
    let text = Tree.text(path)
    #expect(DocumentedTestRules.rows(of: text).count > 30)
    report(DocumentedTestRules.findings(path: path, text: text, tests: Dictionary(uniqueKeysWithValues: tests)))
  }

  @Test func testsThatAreNotThereAreFound() {
    let text = """
      | promise | file | test |
      |---|---|---|
      | one | `A/B` | `is` (in a way), `isToo` |
      | two | the same | `isNot` |
      | three | `A/C`, `A/D` | `is` |
      | four | `A/B` | none |

      | promise | test |
      |---|---|
      | five | `nowhere` |
      """
    let findings = DocumentedTestRules.findings(path: "docs/a.md", text: text, tests: ["A/B": ["is", "isToo"], "A/D": ["is"]])
    #expect(findings.map(\.line) == [4, 4, 5, 6])
  }

  @Test func onlyFunctionsThatBearTestAreTests() {
    let text = """
      @Test func one() {}
      @Test(arguments: [(1, f(2))], [3])
      func two(_ a: Int) {}
      func three() {}
      static func four() {}
      """
    #expect(DocumentedTestRules.tests(of: SourceFile(path: "Tests/A/B.swift", text: text)) == ["one", "two"])
  }
}
