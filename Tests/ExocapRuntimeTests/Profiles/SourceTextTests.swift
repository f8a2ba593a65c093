internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct SourceTextTests {
  @Test func findsLinesWithAndWithoutCarriageReturns() {
    let source = SourceText(name: "t", text: "one\r\ntwo\n\nfour")
    #expect((1...4).map { source.line($0) } == ["one", "two", "", "four"])
    #expect(source.line(0) == nil)
    #expect(source.line(5) == nil)
  }

  @Test func countsColumnsInCharactersNotBytes() {
    let source = SourceText(name: "t", text: "a\nwinkel: 5° x")
    // "winkel: 5" is 9 bytes, "°" is 2: the x is byte 2 + 12 and character 12.
    #expect(source.position(ofByte: 14) == SourcePosition(line: 2, column: 12))
    #expect(source.position(ofByte: 0) == SourcePosition(line: 1, column: 1))
    #expect(source.position(ofByte: 1_000) == SourcePosition(line: 2, column: 13))
  }

  @Test func findsTheFirstByteThatIsNotUTF8() {
    #expect(SourceText(name: "t", text: "grün").firstInvalidByte == nil)
    #expect(SourceText(name: "t", bytes: Array("grün".utf8) + [0xFF, 0x41]).firstInvalidByte == 5)
    #expect(SourceText(name: "t", bytes: [0x41, 0xC3]).firstInvalidByte == 1)
  }

  @Test func saysWhyAFileCannotBeRead() {
    let diagnostics = Diagnostics()
    #expect(SourceText.read(path: "no/such/file.yaml", diagnostics: diagnostics) == nil)
    #expect(SourceText.read(path: Requirement.repositoryRoot, diagnostics: diagnostics) == nil)
    #expect(
      diagnostics.sorted.map(\.message).sorted() == ["cannot read it: No such file or directory", "not a file"])
  }

  @Test func readsAFileWhole() throws {
    let source = try readText(Requirement.repositoryRoot + "/LICENSE")
    #expect(source.line(1)?.isEmpty == true)
    #expect(source.line(2)?.contains("Apache License") == true)
  }
}
