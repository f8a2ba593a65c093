import Testing

@Suite struct CommentTests {
  @Test func unsafeThingsAndOrderingsSayWhy() { report(Tree.swift.flatMap(CommentRules.findings)) }

  @Test func aMissingReasonIsFound() {
    let text = """
      final class A: @unchecked Sendable {}
      //
      //
      //
      //
      // SAFETY: one thread.
      final class B: @unchecked Sendable {}
      //
      //
      //
      //
      nonisolated(unsafe) var c = 1
      """
    let file = SourceFile(path: "Sources/LinuxIO/X.swift", text: text)
    #expect(CommentRules.findings(in: file).map(\.line) == [1, 12])
  }

  @Test func anOrderingWithoutItsOtherSideIsFound() {
    let text = """
      // SYNC: pairs with b.
      //
      //
      a.store(1, ordering: .releasing)
      a.store(1, ordering: .relaxed)
      """
    let file = SourceFile(path: "Sources/ExocapCore/Queues/X.swift", text: text)
    #expect(CommentRules.findings(in: file).map(\.line) == [5])
    #expect(CommentRules.findings(in: SourceFile(path: "Tests/T/X.swift", text: text)).isEmpty)
  }
}
