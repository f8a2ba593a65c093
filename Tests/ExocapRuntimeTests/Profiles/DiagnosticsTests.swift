internal import ExocapRuntime
internal import Testing

@Suite struct DiagnosticsTests {
  private func report(_ file: String, _ line: Int?, _ message: String) -> Diagnostic {
    Diagnostic(file: file, span: line.map { SourceSpan(line: $0, column: 1) }, message: message)
  }

  @Test func sortsByFileLineAndColumn() {
    let diagnostics = Diagnostics()
    for entry in [("b", 1, "4"), ("a", 9, "3"), ("a", 2, "2")] { diagnostics.add(report(entry.0, entry.1, entry.2)) }
    diagnostics.add(report("a", nil, "1"))
    #expect(diagnostics.sorted.map(\.message) == ["1", "2", "3", "4"])
  }

  @Test func saysTheSameThingOnce() {
    let diagnostics = Diagnostics()
    diagnostics.add(report("a", 1, "m"))
    diagnostics.add(report("a", 1, "m"))
    #expect(diagnostics.errorCount == 1)
    #expect(diagnostics.text == "a:1:1: error: m\n1 error, 0 warnings")
  }

  @Test func warningsDoNotForbidUse() {
    let diagnostics = Diagnostics()
    diagnostics.warning("w", at: SourceSpan(line: 1, column: 1), in: SourceText(name: "f", text: "x"))
    #expect(diagnostics.isClean)
    diagnostics.error("e", file: "f")
    #expect(!diagnostics.isClean)
  }

  @Test func isBoundedAndCountsTheRest() {
    let diagnostics = Diagnostics()
    for line in 1...(Diagnostics.capacity + 7) { diagnostics.add(report("a", line, "m")) }
    #expect(diagnostics.sorted.count == Diagnostics.capacity)
    #expect(diagnostics.droppedCount == 7)
    #expect(diagnostics.errorCount == Diagnostics.capacity + 7)
  }
}
