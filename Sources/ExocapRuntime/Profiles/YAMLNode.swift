/// A value of a YAML file with its place.
///
/// Scalars are text: what they mean is the schema's to say, never YAML's.
package struct YAMLNode: Sendable {
  /// Where the value stands; for a block of several lines, its first character.
  package var span: SourceSpan
  /// The value.
  package var content: Content

  /// What YAML itself tells apart.
  package enum Content: Sendable {
    /// Text. `isPlain` where it had no quotes and is no block of text.
    case scalar(String, isPlain: Bool)
    /// Items in order.
    case sequence([YAMLNode])
    /// Entries in the file's order, each key once.
    case mapping([Entry])
  }

  /// A key and its value.
  package struct Entry: Sendable {
    /// Unique in its mapping.
    package var key: String
    /// Where the key stands.
    package var keySpan: SourceSpan
    /// What it stands for.
    package var value: YAMLNode
  }

  /// What it is, for messages.
  package var kindName: String {
    switch content {
    case .scalar(let text, let isPlain): text.isEmpty && isPlain ? "nothing" : "'\(YAMLNode.shortened(text))'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Whether nothing was written: `key:` and the end of the line.
  package var isAbsent: Bool {
    if case .scalar("", isPlain: true) = content { return true }
    return false
  }

  /// At most 60 characters of it, for messages.
  package static func shortened(_ text: String) -> String {
    text.count > 60 ? text.prefix(57) + "..." : text
  }
}
