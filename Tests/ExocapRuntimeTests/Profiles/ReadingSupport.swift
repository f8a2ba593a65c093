internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// The reports' `line:column: message` and notes, one line each, in order.
func reports(_ diagnostics: Diagnostics) -> [String] {
  diagnostics.sorted.flatMap { report in
    let place = report.span.map { "\($0.start.line):\($0.start.column)" } ?? "file"
    return ["\(place): \(report.message)"] + report.notes.map { "= \($0)" }
  }
}

/// Parses a YAML text that must be good.
func yaml(_ text: String, location: SourceLocation = #_sourceLocation) throws -> YAMLNode {
  let diagnostics = Diagnostics()
  let node = YAMLDocument.parse(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
  #expect(diagnostics.isClean, "\(diagnostics.text)", sourceLocation: location)
  return try #require(node, sourceLocation: location)
}

/// Runs `read` on the root mapping of a text, finishes it, and answers what was reported.
func reading(_ text: String, _ read: (MappingReader) -> Void) -> [String] {
  let diagnostics = Diagnostics()
  let source = SourceText(name: "t.yaml", text: text)
  if let node = YAMLDocument.parse(source, diagnostics: diagnostics),
    let root = ValueReader(node: node, path: "", source: source, diagnostics: diagnostics).mapping()
  {
    read(root)
    root.finish()
  }
  return reports(diagnostics)
}

extension YAMLNode {
  /// The value under a key, or nil.
  subscript(_ key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The items of a list, or none.
  var items: [YAMLNode] {
    if case .sequence(let items) = content { items } else { [] }
  }

  /// The text of a scalar, or nil.
  var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// The scalar as a number, or nil.
  var double: Double? { text.flatMap { Double($0) } }
}

/// The text of a file beside the checkout or in it.
func readText(_ path: String) throws -> SourceText {
  let diagnostics = Diagnostics()
  let source = SourceText.read(path: path, diagnostics: diagnostics)
  return try #require(source, "\(diagnostics.text)")
}
