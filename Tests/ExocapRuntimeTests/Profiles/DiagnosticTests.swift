internal import ExocapRuntime
internal import Testing

@Suite struct DiagnosticTests {
  let report = Diagnostic(
    file: "broken.yaml", span: SourceSpan(line: 6, column: 8, length: 4), message: "unknown key 'buad' in line",
    notes: ["did you mean 'baud'?", "allowed here: baud, format"], sourceLine: "line: {buad: 2000000, format: 8N1}")

  @Test func printsAsACompilerDoes() {
    #expect(
      report.text == """
        broken.yaml:6:8: error: unknown key 'buad' in line
         6 | line: {buad: 2000000, format: 8N1}
           |        ^^^^
           = did you mean 'baud'?
           = allowed here: baud, format
        """)
  }

  @Test func keepsTabsSoThatTheCaretStandsUnderTheWord() {
    let report = Diagnostic(file: "f", span: SourceSpan(line: 10, column: 3, length: 9), message: "m", sourceLine: "\tab")
    #expect(report.text == "f:10:3: error: m\n 10 | \tab\n    | \t ^")
  }

  @Test func speaksOfAFileAsAWhole() {
    let report = Diagnostic(file: "f", severity: .warning, message: "m", notes: ["n"])
    #expect(report.text == "f: warning: m\n   = n")
    #expect(report.json == #"{"file":"f","line":null,"column":null,"severity":"warning","message":"m","notes":["n"]}"#)
  }

  @Test func escapesInJSON() {
    let report = Diagnostic(file: "a\"b", span: SourceSpan(line: 1, column: 2), message: "x\\y\n\t\u{1}°")
    #expect(
      report.json
        == #"{"file":"a\"b","line":1,"column":2,"severity":"error","message":"x\\y\n\t\u0001°","notes":[]}"#)
  }
}
