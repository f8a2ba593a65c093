/// Documents name the tests that hold what they promise: tables with the columns `file` and `test`. Every test that is named exists.
enum DocumentedTestRules {
  /// What one row of such a table names.
  struct Row: Equatable {
    var line: Int
    /// Below Tests/, without `.swift`.
    var files: [String]
    var tests: [String]
  }

  /// `tests`: the test functions of each file below Tests/, by its path without `.swift`.
  static func findings(path: String, text: String, tests: [String: Set<String>]) -> [Finding] {
    rows(of: text).flatMap { row in
      var findings: [Finding] = []
      func find(_ message: String) { findings.append(Finding(path: path, line: row.line, message: message)) }
      if row.files.isEmpty || row.tests.isEmpty {
        find("name a file and a test of it")
        return findings
      }
      for file in row.files {
        guard let known = tests[file] else {
          find("no Tests/\(file).swift")
          continue
        }
        if known.isDisjoint(with: row.tests) { find("\(file) has none of the tests of this row") }
      }
      for test in row.tests where !row.files.contains(where: { tests[$0]?.contains(test) ?? false }) {
        find("no test \(test) in \(row.files.joined(separator: ", "))")
      }
      return findings
    }
  }

  /// The rows of every table that has both columns; `the same` is the file of the row above.
  static func rows(of text: String) -> [Row] {
    var rows: [Row] = []
    var columns: (file: Int, test: Int)?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map { trimmed($0) }
      if let places = columns {
        guard cells.count > max(places.file, places.test), !cells[places.file].hasPrefix("--") else { continue }
        var files = code(in: cells[places.file])
        if cells[places.file] == "the same" { files = rows.last?.files ?? [] }
        rows.append(Row(line: index + 1, files: files, tests: code(in: cells[places.test])))
      } else if let file = cells.firstIndex(of: "file"), let test = cells.firstIndex(of: "test") {
        columns = (file, test)
      }
    }
    return rows
  }

  /// The names of a file's functions that bear `@Test`.
  static func tests(of file: SourceFile) -> Set<String> {
    Set(file.places(of: ["func"]).filter { isTest($0, in: file.tokens) }.map { file.tokens[$0 + 1].text })
  }

  /// Whether `@Test` or `@Test(…)` stands before the word at `index`.
  private static func isTest(_ index: Int, in tokens: [Token]) -> Bool {
    guard index > 0, index + 1 < tokens.count else { return false }
    if tokens[index - 1].text == "@Test" { return true }
    guard tokens[index - 1].text == ")" else { return false }
    var depth = 0
    for place in stride(from: index - 1, to: 0, by: -1) {
      if tokens[place].text == ")" { depth += 1 }
      if tokens[place].text == "(" { depth -= 1 }
      if depth == 0 { return tokens[place - 1].text == "@Test" }
    }
    return false
  }

  /// What stands between back quotes.
  private static func code(in cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }

  private static func trimmed(_ cell: Substring) -> String {
    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
