import Testing

@Suite struct CoreOrderTests {
  @Test func noFolderOfTheCoreLooksUp() { report(CoreOrderRules.findings(in: Tree.swift)) }

  @Test func lookingUpIsFound() {
    let low = SourceFile(path: "Sources/ExocapCore/Math/Low.swift", text: "struct Low {}\nlet up: High? = nil\n")
    let high = SourceFile(path: "Sources/ExocapCore/Loop/High.swift", text: "struct High { var low: Low; enum Low2 {} }\n")
    let findings = CoreOrderRules.findings(in: [low, high])
    #expect(findings == [Finding(path: low.path, line: 2, column: 9, message: "Math must not use High of Loop")])
  }

  @Test func aFolderWithoutAPlaceIsFound() {
    let file = SourceFile(path: "Sources/ExocapCore/Misc/X.swift", text: "")
    #expect(CoreOrderRules.findings(in: [file]).count == 1)
  }
}
