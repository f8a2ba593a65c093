package import LinuxIO

/// What the operator decided of an episode: a small file beside the recording, replaced as a whole, so that it can be taken back.
///
/// No such file: undecided, and that is kept.
package struct EpisodeDecision: Sendable, Equatable {
  /// Whether the episode is to be used.
  package enum Verdict: String, Sendable {
    case keep
    case discard
  }

  package var episode: EpisodeID
  package var verdict: Verdict
  /// Why it was discarded; empty: not said.
  package var reason: String
  /// What was demonstrated; empty: as planned.
  package var label: String
  /// [ns] UTC since 1970.
  package var decidedAt: Int64

  package init(episode: EpisodeID, verdict: Verdict, reason: String = "", label: String = "", decidedAt: Int64) {
    self.episode = episode
    self.verdict = verdict
    self.reason = reason
    self.label = label
    self.decidedAt = decidedAt
  }

  /// Where the decision on a recording is: `EPISODE.json` beside `EPISODE.mcap`, finished or not.
  package static func path(of recording: String) -> String {
    for ending in [".mcap.part", ".mcap"] where recording.hasSuffix(ending) { return recording.dropLast(ending.count) + ".json" }
    return recording + ".json"
  }

  /// Writes it beside a recording; what was decided before is replaced.
  package func write(beside recording: String) throws(IOError) {
    try Files.writeAtomically(json, to: EpisodeDecision.path(of: recording))
  }

  /// The decision on a recording; nil where there is none, or the file is not one of ours.
  package static func read(beside recording: String) throws(IOError) -> EpisodeDecision? {
    let path = path(of: recording)
    guard Files.exists(path) else { return nil }
    var parser = FlatJSON(try Files.contents(of: path, atMost: 1 << 16))
    guard let entries = parser.object(), let verdict = entries["decision"].flatMap(Verdict.init(rawValue:)) else { return nil }
    return EpisodeDecision(
      episode: EpisodeID(entries["episode"] ?? ""), verdict: verdict, reason: entries["reason"] ?? "", label: entries["label"] ?? "",
      decidedAt: Int64(entries["decided_ns"] ?? "") ?? 0)
  }

  /// One object with one key a line.
  var json: String {
    let entries = [
      ("episode", episode.description), ("decision", verdict.rawValue), ("reason", reason), ("label", label), ("decided_ns", "\(decidedAt)"),
    ]
    return "{\n" + entries.map { "  \(FlatJSON.quoted($0)): \(FlatJSON.quoted($1))" }.joined(separator: ",\n") + "\n}\n"
  }
}

/// JSON objects whose values are strings, and nothing else.
struct FlatJSON {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The object's entries; nil where the text is anything else.
  mutating func object() -> [String: String]? {
    var entries: [String: String] = [:]
    guard take("{") else { return nil }
    if take("}") { return isAtEnd ? entries : nil }
    repeat {
      guard let key = string(), take(":"), let value = string() else { return nil }
      entries[key] = value
    } while take(",")
    return take("}") && isAtEnd ? entries : nil
  }

  private var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return place == bytes.count
    }
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = escape() else { return nil }
        text += Array(escaped.utf8)
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> String? {
    guard place < bytes.count else { return nil }
    defer { place += 1 }
    switch Unicode.Scalar(bytes[place]) {
    case "\"": return "\""
    case "\\": return "\\"
    case "/": return "/"
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "u":
      guard place + 4 < bytes.count else { return nil }
      let digits = String(decoding: bytes[place + 1...place + 4], as: UTF8.self)
      place += 4
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) }
    default: return nil
    }
  }

  /// A string as JSON writes it.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
