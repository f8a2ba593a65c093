// Status/ is what the daemon says of itself: figures from taps, events, log lines, the watchdog. It commands nothing.

package import ExocapCore
internal import LinuxIO
internal import Synchronization

/// Something that a person wants to know, once: for the log, for subscribers of the control socket, for telemetry and recordings.
package struct DaemonEvent: Sendable, Equatable {
  /// As docs/control-socket.md lists them.
  package var kind: String
  package var time: Timestamp
  package var severity: EventSeverity
  /// A role, a robot's id, a thread; nil: the daemon as a whole.
  package var source: String?
  package var text: String
  /// [SI] What it is about; NaN: nothing.
  package var value = Double.nan
  /// What to do about it; nil where there is nothing.
  package var remedy: String?
  /// Further keys of its kind.
  package var members: [JSONMember] = []
  /// Whether the recorder sees it in a tap by itself.
  package var isTapped = false
  /// Whether it is too common for the log: subscribers hear it all the same.
  package var isQuiet = false

  /// An event without further keys.
  package init(_ kind: String, _ severity: EventSeverity, source: String? = nil, _ text: String, at time: Timestamp) {
    self.kind = kind
    self.severity = severity
    self.source = source
    self.text = text
    self.time = time
  }

  /// As one line: where, what, and what to do.
  package var line: String {
    (source.map { $0 + ": " } ?? "") + text + (remedy.map { ". To repair: " + $0 } ?? "")
  }

  /// As the control socket tells it. `wallOffset` [ns] is UTC less CLOCK_MONOTONIC.
  package func members(wallOffset: Int64) -> [JSONMember] {
    var all = [
      JSONMember("event", .string(kind)), JSONMember("time_ns", .integer(time.nanoseconds)),
      JSONMember("utc_ns", .integer(time.nanoseconds &+ wallOffset)), JSONMember("severity", .string(severity.name)),
      JSONMember("source", .text(source)), JSONMember("text", .string(text)), JSONMember("value", .number(value)),
    ]
    if let remedy { all.append(JSONMember("do", .string(remedy))) }
    return all + members
  }
}

extension EventSeverity {
  /// The word in events.
  package var name: String {
    switch self {
    case .information: "information"
    case .warning: "warning"
    case .error: "error"
    }
  }
}

/// Events on their way from the drain thread to the control plane. Bounded: what does not fit is counted.
package final class EventQueue: Sendable {
  private struct State {
    var events: [DaemonEvent] = []
    var lost: UInt64 = 0
  }

  private let state = Mutex(State())
  /// The control plane empties it fifty times a second.
  private static let capacity = 512

  package init() {}

  /// Adds an event, or counts it as lost.
  package func put(_ event: DaemonEvent) {
    state.withLock { state in
      if state.events.count < EventQueue.capacity { state.events.append(event) } else { state.lost += 1 }
    }
  }

  /// Takes all that came since the last call, and how many found no room.
  package func takeAll() -> (events: [DaemonEvent], lost: UInt64) {
    state.withLock { state in
      defer { state = State() }
      return (state.events, state.lost)
    }
  }
}
