/// A word, number, mark or literal of Swift code; comments and the insides of strings are none.
struct Token: Equatable {
  var text: String
  /// From 1.
  var line: Int
  /// From 1, in bytes.
  var column: Int

  var isWord: Bool { text.utf8.first.map { SwiftLexer.isWordByte($0) && !($0 >= 0x30 && $0 <= 0x39) } ?? false }
}
