internal import ExocapCore
internal import LinuxIO

/// What the control plane looks at because no tap tells it: ports that do not open, and the line that systemd shows.
struct Supervision {
  var log = DaemonLog(isJournal: DaemonLog.isJournalListening)
  private var problems: [IOError?]
  private var otherUnits: [String?]
  private(set) var poses: PoseCheck
  private var statusLine = ""
  private var statusDue: Timestamp = .never

  /// systemd logs each change of the line.
  private static var statusPeriod: Interval { .seconds(1) }

  /// `lastPose`: where the daemon before this one left each joint; nil where nobody knows.
  init(rig: Rig, lastPose: JSONValue? = nil) {
    poses = PoseCheck(rig, state: lastPose)
    problems = Array(repeating: nil, count: rig.devices.count)
    otherUnits = Array(repeating: nil, count: rig.devices.count)
  }

  /// Looks once; what changed goes to `events`.
  mutating func look(_ session: Session, _ board: StatusBoard, _ watchdog: Watchdog, now: Timestamp) {
    let events = board.events
    for index in problems.indices {
      let problem = session.problem(of: DeviceID(index))
      guard problem != problems[index] else { continue }
      problems[index] = problem
      guard let problem else { continue }
      let event = DaemonEvent("port_problem", .warning, source: session.rig.devices[index].role, problem.sentence, at: now)
      events.put(event.with(remedy: problem.repair))
    }
    lookAtUnits(session, events, now: now)
    lookAtPoses(session, board, now: now)
    guard now >= statusDue else { return }
    statusDue = now + Supervision.statusPeriod
    let line = StatusLine.text(session)
    if line != statusLine { watchdog.tell(line) }
    statusLine = line
  }

  /// Devices that were just opened, and whose joints are far from where they were left.
  private mutating func lookAtPoses(_ session: Session, _ board: StatusBoard, now: Timestamp) {
    for index in session.rig.devices.indices {
      let reading = board.read { state in
        let device = state.devices[index]
        return PoseCheck.Reading(
          openSince: device.openSince, values: device.streams.map(\.lastValid), closedFor: device.closedFor)
      }
      let finding = poses.look(index, reading)
      if let request = finding.request { _ = session.ask(request, of: DeviceID(index)) }
      guard let text = finding.text else { continue }
      let refusal = poses.isRefused(index) ? PoseCheck.refusal(session.rig.devices[index], text) : nil
      let event = DaemonEvent(
        "pose_moved", refusal == nil ? .warning : .error, source: session.rig.devices[index].role, refusal?.error ?? text, at: now)
      board.events.put(
        event.with(remedy: refusal?.remedy ?? "look at the joint; where it is right, engage as usual, else calibrate again"))
    }
    session.poseWarnings = session.rig.devices.indices.map { poses.warning($0) }
    session.poseRefusals = session.rig.devices.indices.map { index in
      poses.isRefused(index) ? poses.warning(index).map { PoseCheck.refusal(session.rig.devices[index], $0) } : nil
    }
  }

  /// Devices that are other units than their calibrations'.
  private mutating func lookAtUnits(_ session: Session, _ events: EventQueue, now: Timestamp) {
    for index in otherUnits.indices {
      let problem = session.unitProblem(of: DeviceID(index))
      guard problem?.error != otherUnits[index] else { continue }
      otherUnits[index] = problem?.error
      guard let problem else { continue }
      let event = DaemonEvent("wrong_unit", .error, source: session.rig.devices[index].role, problem.error, at: now)
      events.put(event.with(remedy: problem.remedy))
    }
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
