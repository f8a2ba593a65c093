import Testing

@Suite struct SwiftLexerTests {
  static func words(_ text: String) -> [String] { SwiftLexer(text).tokens.map(\.text) }

  @Test func commentsAndStringsAreNoWords() {
    #expect(Self.words("let a = 1 // note b\n/* c /* d */ e */ f") == ["let", "a", "=", "1", "f"])
    #expect(Self.words(##"print("import x \(y) z", #"a"b"#)"##) == ["print", "(", "y", "\"\"", ",", "\"\"", ")"])
  }

  @Test func interpolationsNest() {
    #expect(Self.words(#"f("a \(g("b)") + 1) c") h"#).last == "h")
    #expect(Self.words("\"\"\"\n one \" two\n\"\"\" three").last == "three")
  }

  @Test func tokensKnowTheirPlace() {
    let token = SwiftLexer("a\n  bc").tokens[1]
    #expect(token == Token(text: "bc", line: 2, column: 3))
  }

  @Test func attributesAndDirectivesAreOneToken() {
    #expect(Self.words("@unchecked Sendable\n#if DEBUG") == ["@unchecked", "Sendable", "#if", "DEBUG"])
  }

  @Test func commentsAreKeptByLine() {
    #expect(SwiftLexer("a\nb // SAFETY: c").comments == [2: "// SAFETY: c"])
  }
}
