internal import ExocapCore
internal import Glibc
internal import LinuxIO

/// The answer to `status`: everything that the daemon knows of itself at one moment, as docs/control-socket.md lays it out.
struct StatusDocument {
  let session: Session
  let board: StatusBoard
  let now: Timestamp
  let startedAt: Timestamp
  /// [ns] UTC less CLOCK_MONOTONIC.
  let wallOffset: Int64
  let recording: JSONValue
  /// Why the recording is not written; nil: it is, or there is none.
  let recordingProblem: ControlRefusal?
  let threads: [ThreadHealth]
  let clients: ControlSocket.Figures
  let isStopping: Bool

  /// The document.
  var value: JSONValue {
    let problems = problems
    return [
      "exocap": .string(ExocapVersion.current), "protocol": .count(ExocapVersion.controlProtocol), "rig": .string(session.rig.name),
      "run": .string(session.runText), "pid": .count(getpid()), "uptime_s": .seconds(now - startedAt),
      "time_ns": .integer(now.nanoseconds), "utc_ns": .integer(now.nanoseconds &+ wallOffset), "state": .string(state(problems)),
      "problems": .array(problems.map(\.value)), "realtime": realtime, "devices": devices, "robots": robots, "controls": controls,
      "recording": recording,
      "threads": .array(threads.map { thread($0) }),
      "clients": [
        "connected": .count(clients.connected), "refused": .count(clients.refused), "lost_events": .count(clients.lostEvents),
      ],
      "memory": ["resident_bytes": StatusDocument.residentBytes],
    ]
  }

  /// What the rig's pedals and buttons do.
  private var controls: JSONValue {
    .array(
      session.rig.controls.map { control in
        [
          "control": .string(control.name), "act": .string(control.act.rawValue), "hold_s": .seconds(control.press.hold),
          "robots": .array(control.robots.map { .string(session.rig.robots[Int($0.index)].id) }),
        ]
      })
  }

  private var realtime: JSONValue {
    let refusals = session.refusals.map { ControlRefusal("\($0.sentence)", remedy: $0.remedy).value }
    return [
      "asked": .bool(session.options.isRealtime), "granted": .bool(session.options.isRealtime && refusals.isEmpty),
      "refusals": .array(refusals),
    ]
  }

  private func thread(_ health: ThreadHealth) -> JSONValue {
    [
      "thread": .string(health.name), "turns": .count(health.turns), "late_s": .seconds(health.lateness), "bound_s": .seconds(health.bound),
      "stalled": .bool(health.isStalled),
    ]
  }

  private func state(_ problems: [ControlRefusal]) -> String {
    if isStopping { return "stopping" }
    if isAnyFaulted { return "faulted" }
    return problems.isEmpty ? "ok" : "degraded"
  }

  private var isAnyFaulted: Bool {
    session.rig.robots.indices.contains { robot in
      guard let status = session.status(of: RobotID(robot)) else { return false }
      return JointGroup.allCases.contains { status.groups[Int($0.rawValue)].state == .faulted }
    }
  }

  /// Everything that makes the state not ok, worst first.
  var problems: [ControlRefusal] {
    var problems: [ControlRefusal] = []
    if isAnyFaulted { problems.append(ControlRefusal("emergency stop", remedy: "look why, then: exocap reset")) }
    for thread in threads where thread.isStalled { problems.append(ControlRefusal("the thread \(thread.name) does not turn")) }
    for index in session.rig.devices.indices { problems += deviceProblems(DeviceID(index)) }
    for index in session.rig.robots.indices { problems += robotProblems(RobotID(index)) }
    if let recordingProblem { problems.append(recordingProblem) }
    for refusal in session.refusals { problems.append(ControlRefusal(refusal.sentence, remedy: refusal.remedy)) }
    return problems
  }

  private static var residentBytes: JSONValue {
    let contents: [UInt8]
    do throws(IOError) {
      contents = try Files.contents(of: "/proc/self/statm", atMost: 4096)
    } catch {
      return .null
    }
    let words = String(decoding: contents, as: UTF8.self).split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return .null }
    return .count(pages * Int(sysconf(Int32(_SC_PAGESIZE))))
  }
}

/// What this build is.
package enum ExocapVersion {
  /// Of the whole; stands in recordings.
  package static var current: String { "0.1.0" }
  /// Of the control socket: changes where an old client would misread a new daemon.
  package static var controlProtocol: Int { 1 }
}

extension ControlRefusal {
  /// As lists of problems have it.
  var value: JSONValue { ["error": .string(error), "do": .text(remedy)] }
}

extension IOError {
  /// The description without the repair.
  var sentence: String { "cannot \(operation) \(subject): \(cause)" }
}

extension JSONValue {
  /// [s] To the microsecond.
  static func seconds(_ interval: Interval) -> JSONValue { .number(Double(interval.nanoseconds / 1000) / 1e6) }

  /// [s] Since `start`; null where that never was.
  static func age(since start: Timestamp, at now: Timestamp) -> JSONValue { start == .never ? .null : seconds(max(.zero, now - start)) }

  /// [s] A measured time, to the microsecond; null where it is not known.
  static func measuredSeconds(_ value: Double) -> JSONValue { value.isFinite ? .number((value * 1e6).rounded() / 1e6) : .null }

  /// A measured number, to four decimals; null where it is none.
  static func rounded(_ value: Double) -> JSONValue {
    value.isFinite && value.magnitude < 1e12 ? .number((value * 1e4).rounded() / 1e4) : .number(value)
  }
}

extension Session {
  /// The run as recordings name it: 16 hexadecimal digits.
  var runText: String {
    let digits = String(run, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
