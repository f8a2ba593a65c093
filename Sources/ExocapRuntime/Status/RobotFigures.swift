internal import ExocapCore

/// What a control loop's tap says of it. Under the board's lock.
struct RobotFigures {
  let id: String
  private let joints: [String]
  private(set) var lateTicks: UInt64 = 0
  private(set) var lostRecords: UInt64 = 0
  /// How many ticks had each fault, by bit.
  private(set) var faultTicks = InlineArray<32, UInt64>(repeating: 0)
  var latency = LatencyFigures()
  private var ticks = RateWindow()
  private var faults = FaultTrack()
  private var acceptance = AcceptanceTrack()
  private var lastAccepted: UInt64 = 0
  private var tick: UInt64 = 0
  /// Of the tick's datagram; 0: it was no command.
  private var sequence: UInt64 = 0
  /// What the gate said last; NaN: nothing yet.
  private(set) var gateState = Double.nan
  /// Datagrams that the gate did not take, over all reasons.
  private(set) var rejects: Double = 0

  init(_ robot: RigRobot) {
    id = robot.id
    joints = robot.profile.joints.map(\.name)
  }

  /// [Hz] Ticks over the last second.
  mutating func tickRate(at now: Timestamp) -> Double { ticks.rate(at: now) }

  /// The newest command that the robot said it has accepted; 0: none.
  var acceptedSequence: UInt64 { acceptance.sequence }

  /// Takes one record of the loop's tap.
  mutating func take(_ kind: RecordKind, lostBefore: UInt32, _ fields: RecordFields, now: Timestamp, events: EventQueue) {
    if lostBefore > 0 {
      lostRecords += UInt64(lostBefore)
      events.put(.gap(lostBefore, source: id, at: now))
    }
    switch kind {
    case .tick: takeTick(fields, events)
    case .sent: takeSent(fields)
    case .change: takeChange(fields, events)
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sample, .deviceEvent, .checkpoint: break
    }
  }

  private mutating func takeTick(_ fields: RecordFields, _ events: EventQueue) {
    guard let record = TickFields(fields) else { return }
    let time = Timestamp(nanoseconds: record.time)
    let now = Fault(rawValue: record.faults)
    ticks.note(at: time)
    tick = record.tick
    let packet = fields.slice(from: record.packet, length: record.packetLength)
    sequence = CommandFields(packet)?.sequence ?? 0
    if now.contains(.late) { lateTicks += 1 }
    for bit in 0..<32 where record.faults & (1 << UInt32(bit)) != 0 { faultTicks[bit] += 1 }
    let (began, ended) = faults.take(now, at: time)
    if began == .none && ended == .none { return }
    for (fault, name) in Fault.names {
      if began.contains(fault) { put(fault, name, "fault_began", "\(name): \(fault.sentence)", at: time, events) }
      if ended.contains(fault) { put(fault, name, "fault_ended", "\(name): gone for a second", at: time, events) }
    }
  }

  private func put(_ fault: Fault, _ name: String, _ kind: String, _ text: String, at time: Timestamp, _ events: EventQueue) {
    // The limiter works all the time and a tick is late now and then: figures tell of them, not warnings.
    let isUsual = fault == .limited || fault == .late
    let severity: EventSeverity = kind == "fault_ended" || isUsual ? .information : fault == .emergencyStop ? .error : .warning
    var event = DaemonEvent(kind, severity, source: id, text, at: time)
    event.isTapped = true
    event.isQuiet = isUsual
    event.members = [JSONMember("fault", .string(name))]
    events.put(event)
  }

  private mutating func takeSent(_ fields: RecordFields) {
    func time(_ offset: Int) -> Timestamp { Timestamp(nanoseconds: fields.signed64(at: offset)) }
    let (began, stepped, sent, arrived) = (time(8), time(16), time(24), time(32))
    latency.note(.arrivalToTick, from: arrived, to: began)
    latency.note(.step, from: began, to: stepped)
    latency.note(.send, from: stepped, to: sent)
    latency.note(.arrivalToSent, from: arrived, to: sent)
    if sequence > 0 && fields.unsigned64(at: 0) == tick { acceptance.noteSent(sequence, at: sent) }
  }

  /// Takes what the robot's gate said in a lease sample.
  mutating func takeLease(_ sample: SampleFields, arrived: Timestamp) {
    gateState = sample.value(LeaseField.gateState.rawValue)
    rejects = 0
    for index in LeaseField.rejects.rawValue..<LeaseField.weights.rawValue {
      let count = sample.value(index)
      if count.isFinite { rejects += count }
    }
    let accepted = sample.value(LeaseField.acceptedSequence.rawValue)
    guard accepted > 0, accepted < 9e15 else { return }
    acceptance.noteAccepted(
      UInt64(accepted), age: sample.value(LeaseField.acceptedAge.rawValue), delay: sample.value(LeaseField.acceptedDelay.rawValue),
      arrived: arrived)
    guard acceptance.sequence != lastAccepted else { return }
    lastAccepted = acceptance.sequence
    if acceptance.roundTrip.isFinite { latency.note(.commandToAccepted, Interval.seconds(rounding: max(0, acceptance.roundTrip))) }
  }

  private func takeChange(_ fields: RecordFields, _ events: EventQueue) {
    guard let record = unsafe ChangeRecord(fields.bytes) else { return }
    let change = record.change
    let joint = joints.indices.contains(Int(change.joint)) ? joints[Int(change.joint)] : nil
    let severity: EventSeverity =
      switch change.to {
      case .faulted: .error
      case .holding: .warning
      case .releasing: change.reason == .notBackInTime ? .warning : .information
      case .disarmed, .aligning, .blending, .engaged: .information
      }
    let cause = joint == nil || change.to == .engaged ? "" : ", \(joint ?? "")"
    var event = DaemonEvent(
      "engagement", severity, source: id,
      "\(change.group.name): \(change.from.name) → \(change.to.name) (\(change.reason.name)\(cause))", at: record.time)
    event.value = change.value
    event.isTapped = true
    event.members = [
      JSONMember("group", .string(change.group.name)), JSONMember("from", .string(change.from.name)),
      JSONMember("to", .string(change.to.name)), JSONMember("reason", .string(change.reason.name)), JSONMember("joint", .text(joint)),
    ]
    events.put(event)
  }
}

extension Fault {
  /// What one fault means, for the log.
  var sentence: String {
    switch self {
    case .stale: "a stream that the robot follows is older than its deadline"
    case .limited: "the limiter changed a set-point"
    case .notFinite: "a set-point was no number; the last good one is held"
    case .late: "a tick came more than half a period late"
    case .tracking: "the robot does not follow its commands"
    case .noLease: "the robot's gate has not granted the lease"
    case .robotStale: "the robot is silent"
    case .emergencyStop: "emergency stop; 'reset' leaves it"
    case .glitch: "a jump that no person makes was refused"
    case .samplesLost: "samples did not fit between a device's thread and the loop"
    // A set of several, or a bit that has no name.
    default: "fault bits \(rawValue)"
    }
  }
}
