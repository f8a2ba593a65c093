import Testing

@Suite struct ImportTests {
  @Test func eachTargetImportsOnlyWhatItMay() { report(Tree.swift.flatMap(ImportRules.findings)) }

  @Test func aForbiddenImportIsFound() {
    let file = SourceFile(path: "Sources/ExocapCore/Loop/X.swift", text: "import CExocapMath\ninternal import func Foundation.sin\n")
    #expect(
      ImportRules.findings(in: file) == [
        Finding(path: file.path, line: 2, column: 22, message: "ExocapCore must not import Foundation")
      ])
    let test = SourceFile(path: "Tests/MCAPTests/X.swift", text: "import MCAP\nimport Foundation\n")
    #expect(ImportRules.findings(in: test).map(\.line) == [2])
    let support = SourceFile(path: "Tests/ExocapTestSupport/X.swift", text: "package import ExocapCore\n")
    #expect(ImportRules.findings(in: support).map(\.line) == [1])
    let stranger = SourceFile(path: "Sources/Stranger/X.swift", text: "import Glibc\n")
    #expect(ImportRules.findings(in: stranger).count == 1)
  }
}
