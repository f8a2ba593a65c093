import ExocapCore
import ExocapRuntime
import LinuxIO

/// A client of the control socket: sends lines, takes replies and keeps events.
struct ControlConnection: ~Copyable {
  private let stream: UnixStream
  private var input: [UInt8] = []
  private var nextID: Int64 = 0
  private(set) var events: [JSONValue] = []

  init(to path: String) throws { stream = try UnixStream(connectedTo: path) }

  /// Connects as soon as somebody listens.
  static func whenThere(_ path: String) throws -> ControlConnection {
    let end = MonotonicClock.now() + .seconds(20)
    while true {
      do throws(IOError) {
        return ControlConnection(try UnixStream(connectedTo: path))
      } catch {
        if MonotonicClock.now() > end { throw error }
      }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(5))
    }
  }

  private init(_ stream: consuming UnixStream) { self.stream = stream }

  /// Sends one request and waits for its reply.
  mutating func ask(_ verb: String, _ members: [(String, JSONValue)] = []) throws -> JSONValue {
    nextID += 1
    let request = JSONValue.object(
      [JSONMember("id", .integer(nextID)), JSONMember("do", .string(verb))] + members.map { JSONMember($0.0, $0.1) })
    try send(request.bytes + [0x0A])
    let end = MonotonicClock.now() + .seconds(20)
    while let line = line(until: end) {
      let value = try JSONParser.parse(line)
      if value["id"]?.integer == nextID { return value }
      if value["event"] != nil { events.append(value) }
    }
    throw IOError("hear from", "the daemon", .malformed(expected: "an answer to \(verb)"))
  }

  func send(_ bytes: [UInt8]) throws { try stream.writeAll(bytes.span, until: MonotonicClock.now() + .seconds(5)) }

  /// Takes events until one is such; false where none came in time.
  mutating func hears(within seconds: Int64 = 20, _ condition: (JSONValue) -> Bool) throws -> Bool {
    if events.contains(where: condition) { return true }
    let end = MonotonicClock.now() + .seconds(seconds)
    while let line = line(until: end) {
      let value = try JSONParser.parse(line)
      guard value["event"] != nil else { continue }
      events.append(value)
      if condition(value) { return true }
    }
    return false
  }

  /// The next line; nil at the end, or where none comes in time.
  mutating func line(until end: Timestamp) -> [UInt8]? {
    while true {
      if let index = input.firstIndex(of: 0x0A) {
        let line = Array(input[..<index])
        input.removeSubrange(...index)
        return line
      }
      guard !stream.pollDescriptor.wait(for: .readable, until: end).isEmpty else { return nil }
      var memory = [UInt8](repeating: 0, count: 65_536)
      var span = memory.mutableSpan
      switch stream.read(into: &span) {
      case .bytes(let count): input += memory.prefix(count)
      case .wouldBlock: continue
      case .endOfFile, .gone: return nil
      }
    }
  }
}

extension JSONValue {
  /// The element of a list whose `key` is `text`.
  func first(_ list: String, _ key: String, _ text: String) -> JSONValue? {
    self[list]?.elements?.first { $0[key]?.text == text }
  }
}
