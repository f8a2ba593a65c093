internal import ExocapCore
internal import LinuxIO

/// What the control plane looks at because no tap tells it: ports that do not open, and the line that systemd shows.
struct Supervision {
  var log = DaemonLog(isJournal: DaemonLog.isJournalListening)
  private var problems: [IOError?]
  private var statusLine = ""
  private var statusDue: Timestamp = .never

  /// systemd logs each change of the line.
  private static var statusPeriod: Interval { .seconds(1) }

  init(rig: Rig) { problems = Array(repeating: nil, count: rig.devices.count) }

  /// Looks once; what changed goes to `events`.
  mutating func look(_ session: Session, _ watchdog: Watchdog, _ events: EventQueue, now: Timestamp) {
    for index in problems.indices {
      let problem = session.problem(of: DeviceID(index))
      guard problem != problems[index] else { continue }
      problems[index] = problem
      guard let problem else { continue }
      let event = DaemonEvent("port_problem", .warning, source: session.rig.devices[index].role, problem.sentence, at: now)
      events.put(event.with(remedy: problem.repair))
    }
    guard now >= statusDue else { return }
    statusDue = now + Supervision.statusPeriod
    let line = StatusLine.text(session)
    if line != statusLine { watchdog.tell(line) }
    statusLine = line
  }
}

/// The line that `systemctl status` shows.
enum StatusLine {
  static func text(_ session: Session) -> String {
    let rig = session.rig
    let open = rig.devices.indices.count { session.status(of: DeviceID($0))?.isOpen ?? false }
    var text = "rig \(rig.name): \(open) of \(rig.devices.count) devices"
    for (index, robot) in rig.robots.enumerated() {
      guard let status = session.status(of: RobotID(index)) else { continue }
      let groups = JointGroup.allCases.filter { robot.engagement.groups.has($0) }
      let engaged = groups.count { status.groups[Int($0.rawValue)].state == .engaged }
      let isSilent = status.faults.contains(.robotStale)
      text += "; \(robot.id) \(isSilent ? "silent" : "there"), \(engaged) of \(groups.count) groups engaged"
    }
    return text
  }
}
