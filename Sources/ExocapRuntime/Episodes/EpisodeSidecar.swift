// Episodes/ is what lies in the recordings' folder: an episode's files, what people said of it, cameras beside it. It knows no thread and
// no socket, and writes nothing but sidecars.

package import LinuxIO

/// What people said of an episode: one JSON object beside its recording, `EPISODE.decision.json`, replaced whole or not at all.
///
/// Fields are changed by name, whatever they are; each change keeps what stood there before, so that it can be undone.
package struct EpisodeSidecar: Sendable, Equatable {
  /// In the order in which they are written, but for the earlier values.
  private var fields: [JSONMember]
  /// What each change replaced, oldest first.
  private var earlier: [[JSONMember]] = []

  /// Changes that can be undone one after the other: more than anybody does to one take.
  package static var mostEarlier: Int { 16 }
  /// [B] Of a file that can be one.
  package static var longest: Int { 1 << 20 }
  private static var earlierName: String { "before" }
  private static var timeName: String { "decided_utc_ns" }

  /// That of an episode about which nothing was said.
  package init(episode: EpisodeID, task: String = "", operatorName: String = "") {
    fields = [
      JSONMember("episode", .string(episode.description)), JSONMember("decision", .string(EpisodeVerdict.undecided.rawValue)),
      JSONMember("reason", ""), JSONMember("label", ""), JSONMember("task", .string(task)),
      JSONMember("operator", .string(operatorName)), JSONMember(EpisodeSidecar.timeName, 0),
    ]
  }

  /// Takes over what `document` says; nil where it is no sidecar.
  init?(_ document: JSONValue) {
    guard case .object(let members) = document, document["episode"]?.text != nil else { return nil }
    fields = members.filter { $0.name != EpisodeSidecar.earlierName }
    earlier = (document[EpisodeSidecar.earlierName]?.elements ?? []).compactMap {
      if case .object(let members) = $0 { members } else { nil }
    }
  }

  /// The file of a recording: `…/EPISODE.decision.json` of `…/EPISODE.mcap` or `…/EPISODE.mcap.part`.
  package static func path(of recording: String) -> String {
    var stem = recording
    for ending in [".part", ".mcap"] where stem.hasSuffix(ending) { stem.removeLast(ending.count) }
    return stem + ".decision.json"
  }

  /// Reads a file; nil where there is none.
  package static func read(_ path: String) throws(IOError) -> EpisodeSidecar? {
    guard Files.exists(path) else { return nil }
    let bytes = try Files.contents(of: path, atMost: longest)
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONParser.parse(bytes)
    } catch {
      throw IOError("read", path, .malformed(expected: "JSON: \(error.message) at byte \(error.offset + 1)"), remedy: "rm \(path)")
    }
    guard let sidecar = EpisodeSidecar(document) else {
      throw IOError("read", path, .malformed(expected: "a decision on an episode"), remedy: "rm \(path)")
    }
    return sidecar
  }

  package func write(to path: String) throws(IOError) { try Files.writeAtomically(document.line + "\n", to: path) }

  /// All of it.
  package var document: JSONValue {
    let past = earlier.map { JSONValue.object($0) }
    return .object(fields + (past.isEmpty ? [] : [JSONMember(EpisodeSidecar.earlierName, .array(past))]))
  }

  /// The value of a field; nil where there is none.
  package subscript(_ name: String) -> JSONValue? { fields.first { $0.name == name }?.value }

  /// The text of a field; empty where it has none.
  package func text(_ name: String) -> String { self[name]?.text ?? "" }

  package var episode: EpisodeID { EpisodeID(text("episode")) }
  package var verdict: EpisodeVerdict { EpisodeVerdict(rawValue: text("decision")) ?? .undecided }
  /// [ns] UTC since 1970 of the last change; 0: none.
  package var decidedAt: Int64 { self[EpisodeSidecar.timeName]?.integer ?? 0 }
  /// Whether its recording was deleted to make room, or because it was discarded long ago.
  package var isPurged: Bool { self["purged_utc_ns"] != nil }

  /// Sets a field that is no decision of a person: it is not undone.
  package mutating func note(_ name: String, _ value: JSONValue) {
    if let index = fields.firstIndex(where: { $0.name == name }) {
      fields[index].value = value
    } else {
      fields.append(JSONMember(name, value))
    }
  }

  /// Changes fields, at a time in ns of UTC since 1970. Saying the same again changes nothing but the time.
  package mutating func change(_ changes: [JSONMember], at utc: Int64) {
    let real = changes.filter { self[$0.name] != $0.value }
    if !real.isEmpty {
      let names = real.map(\.name) + [EpisodeSidecar.timeName]
      earlier.append(names.map { JSONMember($0, self[$0] ?? .null) })
      if earlier.count > EpisodeSidecar.mostEarlier { earlier.removeFirst() }
    }
    for member in real { note(member.name, member.value) }
    note(EpisodeSidecar.timeName, .integer(utc))
  }

  /// Takes the last change back. Returns the fields that stand there again; nil where there is nothing to undo.
  package mutating func undo() -> [JSONMember]? {
    guard let last = earlier.popLast() else { return nil }
    for member in last where member.value == .null { fields.removeAll { $0.name == member.name } }
    for member in last where member.value != .null { note(member.name, member.value) }
    return last.filter { $0.name != EpisodeSidecar.timeName }
  }
}

/// What an operator decided about a recording.
package enum EpisodeVerdict: String, Sendable {
  /// Nothing: then it is kept.
  case undecided
  case kept
  case discarded
}
