/// A value in a file together with its path: asks for it as a type, and reports what does not fit.
///
/// Every method answers nil after it has reported; what the caller then puts in its place is never used, because a file with
/// errors yields no value.
package struct ValueReader {
  /// The value.
  package let node: YAMLNode
  /// How messages call it, such as `joints[2].limits`.
  package let path: String
  /// The file.
  package let source: SourceText
  /// Where reports go.
  package let diagnostics: Diagnostics

  package init(node: YAMLNode, path: String, source: SourceText, diagnostics: Diagnostics) {
    self.node = node
    self.path = path
    self.source = source
    self.diagnostics = diagnostics
  }

  /// Adds an error at this value.
  package func error(_ message: String, notes: [String] = []) {
    diagnostics.error(message, at: node.span, in: source, notes: notes)
  }

  /// Adds a warning at this value.
  package func warning(_ message: String, notes: [String] = []) {
    diagnostics.warning(message, at: node.span, in: source, notes: notes)
  }

  /// The text, whatever it says.
  package func text() -> String? {
    guard case .scalar(let text, _) = node.content, !node.isAbsent else {
      error("\(path) must be one value, not \(node.kindName)")
      return nil
    }
    return text
  }

  /// A name: lower-case letters, digits and `separators`, at most 64 characters, the first a letter or digit.
  package func name(separators: String = "-_") -> String? {
    guard let text = text() else { return nil }
    let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    let isGood =
      text.utf8.count <= 64 && text.unicodeScalars.first.map { letters.unicodeScalars.contains($0) } == true
      && text.unicodeScalars.allSatisfy { letters.unicodeScalars.contains($0) || separators.unicodeScalars.contains($0) }
    if !isGood {
      let others = separators.map { "'\($0)'" }.joined(separator: ", ")
      error(
        "\(path) is '\(YAMLNode.shortened(text))'",
        notes: ["allowed: a-z, 0-9, \(others), at most 64 characters, the first a letter or digit"])
    }
    return isGood ? text : nil
  }

  /// `true` or `false`; YAML's `yes`, `no`, `on` and `off` are refused, because half the readers take them for text.
  package func bool() -> Bool? {
    guard let text = text() else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default:
      error("\(path) is '\(YAMLNode.shortened(text))'", notes: ["allowed: true, false"])
      return nil
    }
  }

  /// A whole number, decimal or `0x` hexadecimal, with `_` between digits.
  package func integer(in range: ClosedRange<Int>) -> Int? {
    guard let text = text() else { return nil }
    guard let value = ValueReader.integer(text) else {
      error(
        "\(path) must be a whole number, not '\(YAMLNode.shortened(text))'", notes: ["allowed: \(range.lowerBound) .. \(range.upperBound)"])
      return nil
    }
    guard range.contains(value) else {
      error("\(path) is \(text)", notes: ["allowed: \(range.lowerBound) .. \(range.upperBound)"])
      return nil
    }
    return value
  }

  /// One of `allowed`, by its name.
  ///
  /// `aliases` maps what people say to what we say.
  package func choice<T>(_ allowed: KeyValuePairs<String, T>, aliases: [String: String] = [:]) -> T? {
    guard let text = text() else { return nil }
    if let match = allowed.first(where: { $0.key == text }) { return match.value }
    error(
      "\(path) is '\(YAMLNode.shortened(text))'",
      notes: Suggestion.notes(for: text, among: allowed.map(\.key), aliases: aliases))
    return nil
  }

  /// One of an enum's cases, by its raw value.
  package func choice<T: RawRepresentable<String> & CaseIterable>(of type: T.Type, aliases: [String: String] = [:]) -> T? {
    guard let text = text() else { return nil }
    if let match = T(rawValue: text) { return match }
    error(
      "\(path) is '\(YAMLNode.shortened(text))'",
      notes: Suggestion.notes(for: text, among: T.allCases.map(\.rawValue), aliases: aliases))
    return nil
  }

  /// The items of a list.
  package func items(count range: ClosedRange<Int> = 0...100_000) -> [ValueReader]? {
    guard case .sequence(let nodes) = node.content else {
      error("\(path) must be a list, not \(node.kindName)", notes: ["write it like '[a, b]', or one item a line, each after '- '"])
      return nil
    }
    guard range.contains(nodes.count) else {
      let allowed = range.lowerBound == range.upperBound ? "exactly \(range.lowerBound)" : "\(range.lowerBound) .. \(range.upperBound)"
      error("\(path) has \(nodes.count) items", notes: ["allowed: \(allowed)"])
      return nil
    }
    return nodes.enumerated().map { index, node in
      ValueReader(node: node, path: "\(path)[\(index)]", source: source, diagnostics: diagnostics)
    }
  }

  /// The value as a mapping.
  package func mapping() -> MappingReader? {
    guard case .mapping(let entries) = node.content else {
      error(
        "\(path) must be a mapping, not \(node.kindName)", notes: ["write it like '{key: value}', or one 'key: value' a line, indented"])
      return nil
    }
    return MappingReader(entries: entries, reader: self)
  }

  /// A whole number, or nil.
  package static func integer(_ text: String) -> Int? {
    let isNegative = text.hasPrefix("-")
    var body = text.drop { $0 == "-" || $0 == "+" }
    guard text.utf8.count - body.utf8.count <= 1 else { return nil }
    let isHex = body.hasPrefix("0x") || body.hasPrefix("0X")
    if isHex { body = body.dropFirst(2) }
    guard body.first != "_", body.last != "_", body.utf8.first != UInt8(ascii: "+"), body.utf8.first != UInt8(ascii: "-") else {
      return nil
    }
    return Int((isNegative ? "-" : "") + body.filter { $0 != "_" }, radix: isHex ? 16 : 10)
  }
}
