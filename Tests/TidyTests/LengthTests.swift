import Testing

@Suite struct LengthTests {
  @Test func filesAndFunctionsFitAPerson() {
    for file in Tree.swift where file.lines.count - 1 > LengthRules.notedFile {
      print("note: \(file.path) has \(file.lines.count - 1) lines")
    }
    report(Tree.swift.flatMap(LengthRules.findings))
  }

  @Test func aLongFunctionIsFound() {
    let body = String(repeating: "  a()\n", count: 69)
    let file = SourceFile(path: "Sources/X/X.swift", text: "func short() {\n}\nfunc long<T>(\n  a: T\n) -> Int\nwhere T: P {\n\(body)}\n")
    #expect(LengthRules.findings(in: file).map(\.line) == [3])
    #expect(LengthRules.functions(of: file).map(\.length) == [2, 74])
  }

  @Test func aRequirementHasNoBody() {
    let file = SourceFile(path: "Sources/X/X.swift", text: "protocol P {\n  func a() -> Int\n  func b()\n}\nfunc c() {\n}\n")
    #expect(LengthRules.functions(of: file).map(\.length) == [2])
  }

  @Test func aLongFileIsFound() {
    let file = SourceFile(path: "Sources/X/X.swift", text: String(repeating: "a\n", count: 501))
    #expect(LengthRules.findings(in: file).count == 1)
    let fits = SourceFile(path: "Sources/X/X.swift", text: String(repeating: "a\n", count: 500))
    #expect(LengthRules.findings(in: fits).isEmpty)
  }
}
