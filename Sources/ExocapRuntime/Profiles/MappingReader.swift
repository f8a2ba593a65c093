/// A mapping in a file: hands out its values by key, and at `finish()` reports keys nobody asked for and keys that are missing.
package final class MappingReader {
  /// The whole mapping, for reports about it.
  package let reader: ValueReader
  private let entries: [YAMLNode.Entry]
  /// Keys asked for, in order: what is allowed.
  private var askedKeys: [String] = []
  private var missingKeys: [String] = []
  private var aliases: [String: String] = [:]

  package init(entries: [YAMLNode.Entry], reader: ValueReader) {
    self.entries = entries
    self.reader = reader
  }

  /// How messages call the mapping; empty for the file itself.
  package var path: String { reader.path }

  /// The value of a key that may be left out, or nil.
  package subscript(_ key: String) -> ValueReader? { value(key) }

  /// The value of a key that must be there.
  ///
  /// Its absence is reported by `finish()`.
  package func require(_ key: String) -> ValueReader? {
    let value = value(key)
    if value == nil && !hasEmpty(key) { missingKeys.append(key) }
    return value
  }

  /// Whether the key stands in the file, even with nothing after it.
  package func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Where a key stands, or the mapping where it does not.
  package func keySpan(_ key: String) -> SourceSpan { entries.first { $0.key == key }?.keySpan ?? reader.node.span }

  /// Adds an error at a key, or at the mapping where the key is missing.
  package func error(_ message: String, at key: String, notes: [String] = []) {
    reader.diagnostics.error(message, at: keySpan(key), in: reader.source, notes: notes)
  }

  /// What people call a key, for did-you-mean.
  package func alias(_ words: [String: String]) { aliases.merge(words) { $1 } }

  /// Keys and values in the file's order, for mappings whose keys are names rather than a schema's words.
  package func all() -> [(key: String, keySpan: SourceSpan, value: ValueReader)] {
    entries.map { entry in
      if !askedKeys.contains(entry.key) { askedKeys.append(entry.key) }
      return (entry.key, entry.keySpan, child(entry))
    }
  }

  /// Reports unknown keys, then missing ones.
  ///
  /// A missing key whose misspelling was just reported is not reported again.
  package func finish() {
    var guessed: Set<String> = []
    let place = path.isEmpty ? "" : " in \(path)"
    for entry in entries where !askedKeys.contains(entry.key) {
      let free = askedKeys.filter { key in !entries.contains { $0.key == key } }
      let guess = Suggestion.nearest(to: entry.key, among: free, aliases: aliases)
      if let guess { guessed.insert(guess) }
      reader.diagnostics.error(
        "unknown key '\(YAMLNode.shortened(entry.key))'\(place)", at: entry.keySpan, in: reader.source,
        notes: (guess.map { ["did you mean '\($0)'?"] } ?? []) + ["allowed here: \(askedKeys.joined(separator: ", "))"])
    }
    for key in missingKeys where !guessed.contains(key) {
      reader.diagnostics.error("'\(key)' is missing\(place)", at: reader.node.span, in: reader.source)
    }
  }

  private func value(_ key: String) -> ValueReader? {
    if !askedKeys.contains(key) { askedKeys.append(key) }
    guard let entry = entries.first(where: { $0.key == key }) else { return nil }
    if entry.value.isAbsent {
      reader.diagnostics.error("'\(key)' has no value", at: entry.keySpan, in: reader.source)
      return nil
    }
    return child(entry)
  }

  private func hasEmpty(_ key: String) -> Bool { entries.contains { $0.key == key && $0.value.isAbsent } }

  private func child(_ entry: YAMLNode.Entry) -> ValueReader {
    let childPath = path.isEmpty ? entry.key : "\(path).\(entry.key)"
    return ValueReader(node: entry.value, path: childPath, source: reader.source, diagnostics: reader.diagnostics)
  }
}
