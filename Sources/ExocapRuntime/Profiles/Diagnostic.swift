/// One thing to say about a file: where, how bad, what, and what to do.
package struct Diagnostic: Sendable, Hashable {
  /// How bad it is.
  package enum Severity: String, Sendable {
    /// The file is not used.
    case error
    /// The file is used; a person should look.
    case warning
  }

  /// As the person named it.
  package var file: String
  /// Where in the file; nil where the file as a whole is meant.
  package var span: SourceSpan?
  /// How bad it is.
  package var severity: Severity
  /// What is wrong, in one line.
  package var message: String
  /// What is allowed, what was probably meant, what to do: one line each.
  package var notes: [String]
  /// The line of the file at `span`, kept here so that rendering needs no file.
  ///
  /// Nil where there is none.
  package var sourceLine: String?

  package init(
    file: String, span: SourceSpan? = nil, severity: Severity = .error, message: String, notes: [String] = [],
    sourceLine: String? = nil
  ) {
    self.file = file
    self.span = span
    self.severity = severity
    self.message = message
    self.notes = notes
    self.sourceLine = sourceLine
  }
}

extension Diagnostic {
  /// What a compiler would print: `file:line:column: error: message`, the line with a caret, the notes.
  package var text: String {
    guard let span else {
      return (["\(file): \(severity.rawValue): \(message)"] + notes.map { "   = \($0)" }).joined(separator: "\n")
    }
    var lines = ["\(file):\(span.start.line):\(span.start.column): \(severity.rawValue): \(message)"]
    let number = String(span.start.line)
    let margin = String(repeating: " ", count: number.count + 1)
    if let sourceLine {
      lines.append(" \(number) | \(sourceLine)")
      lines.append("\(margin) | \(caret(under: sourceLine, span: span))")
    }
    lines += notes.map { "\(margin) = \($0)" }
    return lines.joined(separator: "\n")
  }

  /// Blanks up to the span (tabs stay tabs, so that it lines up) and a caret per character.
  private func caret(under line: String, span: SourceSpan) -> String {
    let scalars = Array(line.unicodeScalars)
    let before = scalars.prefix(span.start.column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    let room = max(1, scalars.count - (span.start.column - 1))
    return before + String(repeating: "^", count: min(span.length, room))
  }

  /// One JSON object: file, line, column (null where there is none), severity, message, notes.
  package var json: String {
    let line = span.map { String($0.start.line) } ?? "null"
    let column = span.map { String($0.start.column) } ?? "null"
    let notes = notes.map(Diagnostic.jsonString).joined(separator: ",")
    return """
      {"file":\(Diagnostic.jsonString(file)),"line":\(line),"column":\(column),\
      "severity":"\(severity.rawValue)","message":\(Diagnostic.jsonString(message)),"notes":[\(notes)]}
      """
  }

  private static func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\0"..<" ":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
