/// A Swift file of the tree, split once for all rules.
struct SourceFile: Sendable {
  /// From the root of the checkout.
  let path: String
  let lines: [String]
  let tokens: [Token]
  let comments: [Int: String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let lexer = SwiftLexer(text)
    tokens = lexer.tokens
    comments = lexer.comments
  }

  /// "Sources" or "Tests" or another folder of the root.
  var area: String { parts.first ?? "" }
  /// The target: "ExocapCore".
  var target: String { parts.count > 1 ? parts[1] : "" }
  /// The folder inside the target: "Queues"; nil where the file lies at the target's top.
  var folder: String? { parts.count > 3 ? parts[2] : nil }
  /// "Ring" of "Ring.swift".
  var name: String { String((parts.last ?? "").split(separator: ".")[0]) }

  private var parts: [String] { path.split(separator: "/").map(String.init) }

  func finding(_ token: Token, _ message: String) -> Finding {
    Finding(path: path, line: token.line, column: token.column, message: message)
  }

  /// Whether a comment with `word` stands on a line from `first` to `last`.
  func hasComment(_ word: String, from first: Int, through last: Int) -> Bool {
    guard first <= last else { return false }
    return (first...last).contains { comments[$0].map { $0.contains(word) } ?? false }
  }

  /// Where each run of tokens equal to `words` begins.
  func places(of words: [String]) -> [Int] {
    guard tokens.count >= words.count else { return [] }
    return (0...(tokens.count - words.count)).filter { start in
      words.indices.allSatisfy { tokens[start + $0].text == words[$0] }
    }
  }
}
