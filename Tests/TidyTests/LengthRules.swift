/// Files that a person can hold, functions that fit a screen.
enum LengthRules {
  static let longestFile = 500
  /// Longer files are listed, not refused.
  static let notedFile = 250
  static let longestFunction = 70

  static func findings(in file: SourceFile) -> [Finding] {
    var findings = functions(of: file).compactMap { function in
      function.length <= longestFunction
        ? nil
        : file.finding(function.start, "a function of \(function.length) lines: at most \(longestFunction)")
    }
    let length = file.lines.count - 1
    if length > longestFile {
      findings.append(Finding(path: file.path, line: 1, message: "a file of \(length) lines: at most \(longestFile)"))
    }
    return findings
  }

  /// Each function with its lines from the first brace to the last.
  static func functions(of file: SourceFile) -> [(start: Token, length: Int)] {
    let tokens = file.tokens
    return tokens.indices.compactMap { index in
      guard ["func", "init", "deinit", "subscript"].contains(tokens[index].text) else { return nil }
      if index > 0, tokens[index - 1].text == "." { return nil }
      guard let open = bodyStart(after: index, in: tokens), let close = fellow(of: open, in: tokens) else { return nil }
      return (tokens[index], tokens[close].line - tokens[index].line + 1)
    }
  }

  /// The brace that opens the body; nil for a requirement of a protocol.
  private static func bodyStart(after index: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    var last = tokens[index]
    for next in (index + 1)..<max(index + 1, tokens.count) {
      let token = tokens[next]
      if depth == 0, token.text == "{" { return next }
      if depth == 0, token.text == "}" { return nil }
      // A signature goes on in a new line only with one of these.
      let goesOn =
        ["{", "->", "-", "where", "throws", "async", ":", ">", ","].contains(token.text) || [",", ">", ":", "where"].contains(last.text)
      if depth == 0, token.line != last.line, !goesOn { return nil }
      switch token.text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      default: break
      }
      last = token
    }
    return nil
  }

  private static func fellow(of open: Int, in tokens: [Token]) -> Int? {
    var depth = 0
    for index in open..<tokens.count {
      if tokens[index].text == "{" { depth += 1 }
      if tokens[index].text == "}" { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }
}
