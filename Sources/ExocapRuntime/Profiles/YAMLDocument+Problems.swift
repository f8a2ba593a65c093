extension YAMLDocument {
  /// Says in plain words what libyaml stumbled over.
  static func report(_ problem: YAMLProblem, in source: SourceText, to diagnostics: Diagnostics) {
    let position = problem.position ?? source.position(ofByte: problem.byteOffset)
    let span = SourceSpan(start: position)
    if let tab = tabInIndentation(of: source, line: position.line) {
      diagnostics.error(
        "a tab in the indentation", at: SourceSpan(line: position.line, column: tab), in: source,
        notes: ["YAML is indented with spaces only: replace the tab by two spaces"])
      return
    }
    let (message, notes) = explanation(of: problem, character: character(at: position, in: source))
    diagnostics.error(message, at: span, in: source, notes: notes)
  }

  /// The column of the first tab before the first word of a line, or nil.
  private static func tabInIndentation(of source: SourceText, line: Int) -> Int? {
    guard let text = source.line(line) else { return nil }
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if scalar == "\t" { return index + 1 }
      if scalar != " " { return nil }
    }
    return nil
  }

  private static func character(at position: SourcePosition, in source: SourceText) -> String {
    let scalars = Array((source.line(position.line) ?? "").unicodeScalars)
    return scalars.indices.contains(position.column - 1) ? String(scalars[position.column - 1]) : ""
  }

  private static func explanation(of problem: YAMLProblem, character: String) -> (message: String, notes: [String]) {
    let began = problem.contextPosition.map { "it began on line \($0.line)" }
    switch problem.problem {
    case "found character that cannot start any token":
      return ("'\(character)' cannot begin a value", ["put the value in quotes"])
    case "mapping values are not allowed in this context":
      return ("a ':' where no key can be", ["is this line indented like the one above? does a value with ': ' need quotes?"])
    case "did not find expected key":
      return (
        "expected a key here",
        ["is this line indented like the ones above? is a ',' or a bracket missing?"] + [began].compactMap { $0 }
      )
    case "did not find expected '-' indicator":
      return ("expected '- ' here, for the next item of the list", [began].compactMap { $0 })
    case "did not find expected ',' or '}'":
      return ("a ',' or the closing '}' is missing", [began].compactMap { $0 })
    case "did not find expected ',' or ']'":
      return ("a ',' or the closing ']' is missing", [began].compactMap { $0 })
    case "could not find expected ':'":
      return ("a ':' after the key is missing", [began].compactMap { $0 })
    case "found unexpected end of stream":
      return ("the file ends inside a quoted value", [began].compactMap { $0 })
    case "control characters are not allowed":
      return ("a control character, which may not be in a text file", ["is this really a text file?"])
    default:
      // libyaml's words, or a refusal of our own whose context is a note.
      return (problem.problem, [problem.context].filter { !$0.isEmpty } + [began].compactMap { $0 })
    }
  }
}
