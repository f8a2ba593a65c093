import Testing

@Suite struct CallTests {
  @Test func callsStandWhereTheyMay() { report(Tree.swift.flatMap(CallRules.findings)) }

  @Test func forbiddenCallsAreFound() {
    let text = """
      let a = try! b()
      let c = d as! E
      do { try f() } catch {}
      let g = h! + (i)!
      if !j, k != l { print("m") }
      pthread_create(n)
      while try !o() {}
      """
    let file = SourceFile(path: "Sources/ExocapCore/Loop/X.swift", text: text)
    #expect(CallRules.findings(in: file).map(\.line).sorted() == [1, 2, 3, 4, 4, 5, 6])
  }

  @Test func aPlaceThatIsAllowedIsNotFound() {
    let thread = SourceFile(path: "Sources/LinuxIO/Threads/X.swift", text: "pthread_create(n)\n")
    #expect(CallRules.findings(in: thread).isEmpty)
    let test = SourceFile(path: "Tests/X/X.swift", text: "let a = try! b()\n")
    #expect(CallRules.findings(in: test).isEmpty)
  }
}
