package import ExocapCore

/// What may be asked over the control socket. docs/control-socket.md says what each does.
package enum ControlVerb: String, Sendable, CaseIterable {
  case status
  case version
  case latency
  case engage
  case disengage
  case freeze
  case unfreeze
  case estop
  case reset
  case tare
  case setup
  case record
  case subscribe
  case unsubscribe

  /// The keys besides `id` and `do`.
  package var keys: [String] {
    switch self {
    case .status, .version, .subscribe, .unsubscribe: []
    case .latency: ["reset"]
    case .engage, .disengage, .freeze, .unfreeze, .reset: ["robot", "groups"]
    case .estop: ["robot"]
    case .tare, .setup: ["device"]
    case .record: ["action", "episode", "task", "operator", "consent", "scene", "objects", "reason", "text", "outcome", "cause"]
    }
  }
}

/// Why a request is not met, for people: what is wrong, and what to do.
package struct ControlRefusal: Error, Sendable, Equatable {
  package var error: String
  /// What to do about it; nil where there is nothing.
  package var remedy: String?

  package init(_ error: String, remedy: String? = nil) {
    self.error = error
    self.remedy = remedy
  }

  /// A name that is not there, with the nearest that is.
  package static func unknown(_ what: String, _ name: String, known: [String]) -> ControlRefusal {
    let guess = Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
    return ControlRefusal("there is no \(what) '\(name)'", remedy: known.isEmpty ? nil : guess + "Known: " + known.joined(separator: ", "))
  }
}

/// One request as it came in: a verb, and keys that this verb has.
package struct ControlRequest: Sendable {
  package let verb: ControlVerb
  private let value: JSONValue

  /// The most bytes of a line.
  package static var longestLine: Int { 16_384 }

  /// Reads a line. The id comes back also where the rest is wrong, so that the refusal can be told to whom it belongs.
  package static func read(_ line: [UInt8]) -> (id: JSONValue?, request: Result<ControlRequest, ControlRefusal>) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONParser.parse(line)
    } catch {
      return (nil, .failure(ControlRefusal("this is no JSON: \(error.message) at byte \(error.offset + 1)", remedy: example)))
    }
    guard case .object(let members) = value else {
      return (nil, .failure(ControlRefusal("a request is an object", remedy: example)))
    }
    let id = value["id"]
    do throws(ControlRefusal) {
      return (id, .success(try ControlRequest(value, members)))
    } catch {
      return (id, .failure(error))
    }
  }

  private static var example: String { #"write one object a line, like {"id":1,"do":"status"}"# }

  /// A request of our own about a recording: `action` of `record`.
  init(recording action: String, _ members: [JSONMember]) {
    verb = .record
    value = .object([JSONMember("do", .string(verb.rawValue)), JSONMember("action", .string(action))] + members)
  }

  private init(_ value: JSONValue, _ members: [JSONMember]) throws(ControlRefusal) {
    switch value["id"] {
    case nil, .integer, .string: break
    case .null, .bool, .number, .array, .object: throw ControlRefusal("'id' is a whole number or a string")
    }
    guard let name = value["do"] else { throw ControlRefusal("'do' is missing", remedy: ControlRequest.example) }
    let known = ControlVerb.allCases.map(\.rawValue)
    guard let text = name.text else { throw ControlRefusal("'do' is a string", remedy: ControlRequest.example) }
    guard let verb = ControlVerb(rawValue: text) else { throw .unknown("request", text, known: known) }
    for member in members where !(["id", "do"] + verb.keys).contains(member.name) {
      throw .unknown("key of '\(verb.rawValue)'", member.name, known: verb.keys)
    }
    self.verb = verb
    self.value = value
  }

  /// A string, nil where it is left out.
  package func text(_ key: String) throws(ControlRefusal) -> String? {
    guard let found = value[key] else { return nil }
    guard let text = found.text else { throw ControlRefusal("'\(key)' is a string") }
    return text
  }

  /// A list of strings, empty where it is left out.
  package func texts(_ key: String) throws(ControlRefusal) -> [String] {
    guard let found = value[key] else { return [] }
    let texts = found.elements?.map(\.text)
    guard let texts, !texts.contains(nil) else { throw ControlRefusal("'\(key)' is a list of strings") }
    return texts.compactMap { $0 }
  }

  /// Whether the key is there.
  package func has(_ key: String) -> Bool { value[key] != nil }

  /// A truth, false where it is left out.
  package func flag(_ key: String) throws(ControlRefusal) -> Bool {
    guard let found = value[key] else { return false }
    guard let flag = found.bool else { throw ControlRefusal("'\(key)' is true or false") }
    return flag
  }

  /// The robots that are meant, all where none is named.
  package func robots(of rig: Rig) throws(ControlRefusal) -> [RobotID] {
    guard let id = try text("robot") else { return rig.robots.indices.map { RobotID($0) } }
    guard let index = rig.robots.firstIndex(where: { $0.id == id }) else {
      throw .unknown("robot", id, known: rig.robots.map(\.id))
    }
    return [RobotID(index)]
  }

  /// The joint groups that are meant, nil where none is named.
  package func groups() throws(ControlRefusal) -> JointGroups? {
    guard let found = value["groups"] else { return nil }
    guard let names = found.elements else { throw ControlRefusal("'groups' is a list of names") }
    guard !names.isEmpty else { throw ControlRefusal("'groups' names nothing", remedy: "leave it out for all groups of the rig") }
    var groups = JointGroups.none
    for name in names {
      guard let text = name.text else { throw ControlRefusal("'groups' is a list of names") }
      guard let group = JointGroup.allCases.first(where: { $0.name == text }) else {
        throw .unknown("joint group", text, known: JointGroup.allCases.map(\.name))
      }
      groups.formUnion(JointGroups(group))
    }
    return groups
  }

  /// The device that is meant; it must be named.
  package func device(of rig: Rig) throws(ControlRefusal) -> DeviceID {
    let roles = rig.devices.map(\.role)
    guard let role = try text("device") else {
      throw ControlRefusal("'device' is missing", remedy: "name one of \(roles.joined(separator: ", "))")
    }
    guard let index = roles.firstIndex(of: role) else { throw .unknown("device", role, known: roles) }
    return DeviceID(index)
  }
}
