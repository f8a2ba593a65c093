internal import ExocapRuntime

/// What the tool reads and writes as JSON.
typealias JSON = JSONValue

extension JSONValue {
  /// An object of names and values, in this order.
  static func members(_ entries: [(String, JSON)]) -> JSON { .object(entries.map { JSONMember($0.0, $0.1) }) }

  /// Reads a text; nil where it is no JSON.
  init?(parsing text: some Sequence<UInt8>) {
    do throws(JSONError) { self = try JSONParser.parse(Array(text)) } catch { return nil }
  }
}
