/// A YAML file as a tree of nodes with places.
///
/// One document, no anchors, aliases or tags, bounded in depth and size.
package enum YAMLDocument {
  /// Nesting allowed; a profile needs six.
  package static let maximumDepth = 16
  /// Values allowed; the largest robot profile has about 5,000.
  package static let maximumNodes = 200_000

  /// Parses a text, or reports why not.
  ///
  /// Nil after a syntax error; duplicate keys, anchors and tags are reported and the tree is still returned, so that a person sees
  /// the other errors too.
  package static func parse(_ source: SourceText, diagnostics: Diagnostics) -> YAMLNode? {
    guard source.bytes.count <= SourceText.maximumBytes else {
      diagnostics.error("\(source.bytes.count) bytes is too large: at most \(SourceText.maximumBytes)", file: source.name)
      return nil
    }
    if let offset = source.firstInvalidByte {
      let byte = String(source.bytes[offset], radix: 16)
      diagnostics.error(
        "byte 0x\(byte) is not UTF-8", at: SourceSpan(start: source.position(ofByte: offset)), in: source,
        notes: ["save the file as UTF-8"])
      return nil
    }
    var builder = YAMLTreeBuilder(source: source, diagnostics: diagnostics)
    do throws(YAMLProblem) {
      return try builder.document()
    } catch {
      YAMLDocument.report(error, in: source, to: diagnostics)
      return nil
    }
  }
}

/// Builds the tree from events.
private struct YAMLTreeBuilder {
  let source: SourceText
  let diagnostics: Diagnostics
  let events: YAMLEvents
  var nodeCount = 0

  init(source: SourceText, diagnostics: Diagnostics) {
    self.source = source
    self.diagnostics = diagnostics
    events = YAMLEvents(source.bytes)
  }

  mutating func document() throws(YAMLProblem) -> YAMLNode? {
    _ = try events.next()  // stream start
    guard case .documentStart = try events.next() else {
      diagnostics.error("the file is empty", file: source.name)
      return nil
    }
    let root = try node(after: try events.next(), depth: 0)
    _ = try events.next()  // document end
    if case .documentStart = try events.next() {
      throw refusal("a second document begins here", notes: "one file holds one document: remove '---' and what follows")
    }
    return root
  }

  /// The node that begins with `event`.
  mutating func node(after event: YAMLEvent, depth: Int) throws(YAMLProblem) -> YAMLNode {
    let span = events.span
    checkDecorations(of: event)
    nodeCount += 1
    guard nodeCount <= YAMLDocument.maximumNodes else { throw refusal("more than \(YAMLDocument.maximumNodes) values") }
    guard depth < YAMLDocument.maximumDepth else {
      throw refusal("nested deeper than \(YAMLDocument.maximumDepth) levels")
    }
    switch event {
    case .scalar(let text, let isPlain):
      return YAMLNode(span: span, content: .scalar(text, isPlain: isPlain))
    case .alias:
      return YAMLNode(span: span, content: .scalar("", isPlain: false))
    case .sequenceStart:
      return YAMLNode(span: span, content: .sequence(try items(depth: depth + 1)))
    case .mappingStart:
      return YAMLNode(span: span, content: .mapping(try entries(depth: depth + 1)))
    case .sequenceEnd, .mappingEnd, .documentStart, .documentEnd, .streamStart, .streamEnd:
      preconditionFailure("libyaml's grammar does not allow this event here")
    }
  }

  private mutating func items(depth: Int) throws(YAMLProblem) -> [YAMLNode] {
    var items: [YAMLNode] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event { return items }
      items.append(try node(after: event, depth: depth))
    }
  }

  private mutating func entries(depth: Int) throws(YAMLProblem) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event { return entries }
      let keySpan = events.span
      let keyNode = try node(after: event, depth: depth)
      let value = try node(after: try events.next(), depth: depth)
      guard case .scalar(let key, _) = keyNode.content else {
        diagnostics.error("a key must be a word, not \(keyNode.kindName)", at: keySpan, in: source)
        continue
      }
      if let first = lines[key] {
        diagnostics.error(
          "key '\(YAMLNode.shortened(key))' is there twice", at: keySpan, in: source, notes: ["first on line \(first)"])
        continue
      }
      lines[key] = keySpan.start.line
      entries.append(YAMLNode.Entry(key: key, keySpan: keySpan, value: value))
    }
  }

  private func checkDecorations(of event: YAMLEvent) {
    if case .alias = event {
      diagnostics.error("aliases (*name) are not used in exocap's files", at: events.span, in: source, notes: ["write the value out"])
    }
    if events.hasAnchor {
      diagnostics.error("anchors (&name) are not used in exocap's files", at: events.span, in: source, notes: ["remove it"])
    }
    if events.hasTag {
      diagnostics.error(
        "tags (!name) are not used in exocap's files", at: events.span, in: source,
        notes: ["remove it: what a value is follows from its key"])
    }
  }

  private func refusal(_ message: String, notes: String = "") -> YAMLProblem {
    YAMLProblem(problem: message, context: notes, position: events.span.start, contextPosition: nil, byteOffset: 0)
  }
}
