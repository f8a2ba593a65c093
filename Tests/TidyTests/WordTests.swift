import Testing

@Suite struct WordTests {
  @Test func nothingIsLeftOverAndNothingNamesAMachine() {
    report(Tree.paths.filter(WordRules.isText).flatMap { WordRules.findings(path: $0, text: Tree.text($0)) })
  }

  @Test func leftOverNotesAreFound() {
    let text = "a\n  // \(WordRules.leftovers[0]): b\nlet c = \"\(WordRules.machinePlaces[0])d\"\n\(WordRules.conflictMarks[0])HEAD\n"
    let findings = WordRules.findings(path: "x.swift", text: text)
    #expect(findings.map(\.line) == [2, 3, 4])
    #expect(findings.map(\.column) == [6, 10, 1])
  }
}
