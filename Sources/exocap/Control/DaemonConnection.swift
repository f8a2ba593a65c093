// Control/ talks to a running daemon: over its control socket (docs/control-socket.md), and by reading its shared memory.
// It knows no recording and no device.
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// One connection to a daemon's control socket. One thread.
struct DaemonConnection: ~Copyable {
  /// Longer than the daemon takes to answer anything: a recording starts and stops within 10 s.
  static var patience: Interval { .seconds(12) }
  /// [B] Of one read.
  private static var readCapacity: Int { 16_384 }

  private let stream: UnixStream
  private var pending: [UInt8] = []
  private var lastID: Int64 = 0
  private var events: [JSON] = []

  /// Connects to the socket at `path`.
  init(path: String) throws {
    do throws(IOError) {
      stream = try UnixStream(connectedTo: path)
    } catch {
      if error.code == .accessDenied || error.code == .notPermitted {
        throw ToolFailure(
          .notPermitted, "this user may not talk to the daemon at \(path)", advice: ["sudo adduser $USER exocap, then log in again"])
      }
      throw ToolFailure(
        .unreachable, "no daemon answers at \(path)",
        advice: ["start one with 'exocapd --rig NAME', or 'systemctl start exocapd@NAME'", "without hardware: 'exocap demo'"])
    }
  }

  /// For a `PollSet`: readable where an event has come.
  var pollDescriptor: PollDescriptor { stream.pollDescriptor }

  /// Asks, and waits for the reply. A refusal is a failure with the daemon's own words.
  mutating func ask(_ request: String, _ keys: [(String, JSON)] = [], patience: Interval = DaemonConnection.patience) throws -> JSON {
    try send(request, keys, patience: patience)
    let deadline = MonotonicClock.now() + patience
    while true {
      guard let reply = try nextLine(until: deadline) else {
        throw ToolFailure(.unreachable, "the daemon did not answer '\(request)' within \(patience.seconds.text(0)) s")
      }
      if reply["event"]?.text != nil {
        events.append(reply)
        continue
      }
      // Not connected by this id: a refusal of the connection itself.
      if let id = reply["id"]?.integer, id != lastID { continue }
      guard reply["ok"]?.bool == true else {
        let advice = reply["do"]?.text.map { [$0] } ?? []
        throw ToolFailure(.negative, reply["error"]?.text ?? "the daemon refuses", advice: advice)
      }
      return reply
    }
  }

  /// Asks, and does not wait: for who does not want the reply.
  mutating func send(_ request: String, _ keys: [(String, JSON)] = [], patience: Interval = DaemonConnection.patience) throws {
    lastID += 1
    let line = JSON.members([("id", .integer(lastID)), ("do", .string(request))] + keys).line + "\n"
    try write(Array(line.utf8), until: MonotonicClock.now() + patience)
  }

  /// The next event; nil where none came by `deadline`. `subscribe` first.
  mutating func nextEvent(until deadline: Timestamp) throws -> JSON? {
    if !events.isEmpty { return events.removeFirst() }
    while let line = try nextLine(until: deadline) { if line["event"]?.text != nil { return line } }
    return nil
  }

  private mutating func nextLine(until deadline: Timestamp) throws -> JSON? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = pending[..<end]
        defer { pending.removeSubrange(...end) }
        guard let value = JSON(parsing: line) else { throw ToolFailure(.unreachable, "the daemon's answer is no JSON") }
        return value
      }
      guard try fill(until: deadline) else { return nil }
    }
  }

  private mutating func fill(until deadline: Timestamp) throws -> Bool {
    var memory = [UInt8](repeating: 0, count: DaemonConnection.readCapacity)
    while true {
      var span = memory.mutableSpan
      switch stream.read(into: &span) {
      case .bytes(let count):
        pending += memory[..<count]
        return true
      case .wouldBlock: if stream.pollDescriptor.wait(for: .readable, until: deadline) == .none { return false }
      case .endOfFile, .gone: throw ToolFailure(.unreachable, "the daemon has ended")
      }
    }
  }

  private func write(_ bytes: [UInt8], until deadline: Timestamp) throws {
    var sent = 0
    while sent < bytes.count {
      switch stream.write(bytes.span.extracting(sent..<bytes.count)) {
      case .bytes(let count): sent += count
      case .wouldBlock:
        guard stream.pollDescriptor.wait(for: .writable, until: deadline) != .none else {
          throw ToolFailure(.unreachable, "the daemon does not read its socket")
        }
      case .gone: throw ToolFailure(.unreachable, "the daemon has ended")
      }
    }
  }
}
