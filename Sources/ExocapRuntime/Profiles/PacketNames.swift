internal import ExocapCore

/// How the values of a profile name the numbers in its packets: `grip`, `q[3]`, `flags.trigger`.
struct PacketNames {
  /// One field that has values.
  struct Entry {
    var field: PacketField
    /// Place of its message.
    var message: Int
    /// The first of its places in a raw sample.
    var place: Int
  }

  /// A number that was named.
  struct Place {
    var place: Int
    var message: Int
    var isBit: Bool
  }

  private(set) var entries: [Entry] = []
  private(set) var placeCount = 0
  private(set) var messages: [PacketMessage] = []
  /// Fields that have no values, and why.
  private var others: [String: PacketRole] = [:]

  /// Adds the fields of a message; a value's name stands once in the device.
  mutating func add(_ message: PacketMessage, number: Int, at reader: ValueReader) {
    messages.append(message)
    for field in message.fields {
      if field.placeCount == 0 {
        others[field.name] = field.role
        continue
      }
      if let other = entries.first(where: { $0.field.name == field.name }) {
        reader.mapping()?.error(
          "field '\(field.name)' is there twice", at: "fields", notes: ["it stands in message '\(messages[other.message].name)', too"])
      }
      entries.append(Entry(field: field, message: number, place: placeCount))
      placeCount += field.placeCount
    }
  }

  /// The message that has this place of a raw sample; nil where none has.
  func message(ofPlace place: Int) -> Int? {
    entries.first { $0.place <= place && place < $0.place + $0.field.placeCount }?.message
  }

  /// The number that a value names; nil after a report.
  func place(_ reader: ValueReader) -> Place? {
    guard let text = reader.text() else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let (base, index) = PacketNames.split(parts[0])
    guard let entry = entries.first(where: { $0.field.name == base }) else {
      reportUnknown(base, reader)
      return nil
    }
    let field = entry.field
    if !field.bits.isEmpty {
      let allowed = field.bits.map { "\(base).\($0.name)" }
      guard parts.count == 2, parts[0] == base, let bit = field.bits.firstIndex(where: { $0.name == parts[1] }) else {
        reader.error("'\(YAMLNode.shortened(text))': \(base) has bits", notes: Suggestion.notes(for: text, among: allowed))
        return nil
      }
      return Place(place: entry.place + bit, message: entry.message, isBit: true)
    }
    let isArray = field.count > 1
    guard parts.count == 1, isArray ? index != nil : parts[0] == base, (index ?? 0) < field.count else {
      let notes = isArray ? ["allowed here: \(base)[0] .. \(base)[\(field.count - 1)]"] : ["write '\(base)'"]
      let what = parts.count == 2 ? "\(base) has no bits" : isArray ? "\(base) has \(field.count) values" : "\(base) is one value"
      reader.error("'\(YAMLNode.shortened(text))': \(what)", notes: notes)
      return nil
    }
    return Place(place: entry.place + (index ?? 0), message: entry.message, isBit: false)
  }

  private func reportUnknown(_ name: String, _ reader: ValueReader) {
    if let role = others[name] {
      reader.error(
        "field '\(name)' has the role '\(role.rawValue)': it is no value", notes: ["allowed here: " + allowed.joined(separator: ", ")])
    } else {
      reader.error("there is no field '\(YAMLNode.shortened(name))'", notes: Suggestion.notes(for: name, among: allowed))
    }
  }

  private var allowed: [String] { entries.map(\.field.name) }

  /// `q[3]` into `q` and 3; nil where there is no number in brackets behind the name.
  static func split(_ text: String) -> (base: String, index: Int?) {
    guard text.hasSuffix("]"), let open = text.firstIndex(of: "[") else { return (text, nil) }
    let inside = text[text.index(after: open)...].dropLast()
    let isNumber = !inside.isEmpty && inside.utf8.count <= 4 && inside.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    return (String(text[..<open]), isNumber ? Int(inside) : nil)
  }
}
