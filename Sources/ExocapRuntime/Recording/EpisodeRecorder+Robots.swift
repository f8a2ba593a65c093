internal import ExocapCore
internal import MCAP

extension EpisodeRecorder {
  /// One record of a robot's loop.
  func takeOfRobot(_ robot: RobotID, kind: RecordKind, lostBefore: UInt32, fields: RecordFields) {
    let loss = robots[Int(robot.index)].take(lostBefore: lostBefore)
    let lost = loss.told
    note(loss, source: .robot(robot))
    let flags = judge.take(.robot(robot), kind, lostBefore: loss.fresh, fields)
    switch kind {
    case .tick:
      guard let tick = TickFields(fields) else { return }
      takeTick(robot, tick, lost)
      if let flags {
        writeQuality(
          flags, of: rig.stateDevice(of: robot), stream: .max, sequence: tick.tick, at: Timestamp(nanoseconds: tick.time))
      }
    case .sent: takeSent(robot, lost, fields)
    case .change: writeChange(robot, lost, fields)
    case .checkpoint: writeCheckpoint(.robot(robot), lost, fields)
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sample, .deviceEvent: break
    }
  }

  private func takeTick(_ robot: RobotID, _ tick: TickFields, _ lost: UInt32) {
    let time = Timestamp(nanoseconds: tick.time)
    let index = Int(robot.index)
    summary?.ticks += 1
    engaged.take(robot: index, isEngaged: tick.engaged != 0, at: time)
    writeTick(robot, tick, lost, at: time)
    var requested = StageFields(tick, channel: channels.robots[index].requested)
    requested.q = tick.wanted
    requested.gripForce = tick.wantedForces
    writeStage(requested, at: time)
    var limited = StageFields(tick, channel: channels.robots[index].limited)
    limited.q = tick.limited
    limited.dq = tick.rates
    limited.gripForce = tick.forces
    limited.weight = tick.weights
    limited.clipping = tick.clipping
    writeStage(limited, at: time)
    let packet = tick.fields.slice(from: tick.packet, length: tick.packetLength)
    robots[index].keep(packet, of: tick.tick)
    let changed = robots[index].faults.take(Fault(rawValue: tick.faults), at: time)
    if changed.began != .none || changed.ended != .none { writeFaults(robot, began: changed.began, ended: changed.ended, at: time) }
  }

  private func writeTick(_ robot: RobotID, _ tick: TickFields, _ lost: UInt32, at time: Timestamp) {
    let fields = tick.fields
    var message = messages.begin(fields.count + 192)
    message.write(tick.time)
    message.write(tick.call)
    message.write(tick.tick)
    message.write(lost)
    message.write(tick.faults)
    for place in TickFields.states..<TickFields.states + 21 { message.write(fields.byte(at: place)) }
    message.write(fields.double(at: TickFields.stepTime))
    message.writeSequenceCount(tick.runs)
    for run in 0..<tick.runs {
      let place = TickFields.firstRun + TickFields.runLength * run
      message.write(fields.byte(at: place))
      message.write(fields.unsigned16(at: place + 2))
      message.write(fields.unsigned64(at: place + 8))
    }
    message.writeSequenceCount(tick.requests)
    for index in 0..<2 * tick.requests { message.write(fields.byte(at: tick.firstRequest + index)) }
    message.writeSequenceCount(tick.answers)
    for index in 0..<tick.answers {
      let place = tick.firstAnswer + TickFields.answerLength * index
      message.write(fields.unsigned64(at: place))
      message.write(fields.byte(at: place + 8))
      for number in 0..<11 { message.write(fields.double(at: place + 9 + 8 * number)) }
    }
    message.write(numbers: fields, at: tick.wanted, count: tick.joints)
    message.write(numbers: fields, at: tick.limited, count: tick.joints)
    message.write(numbers: fields, at: tick.rates, count: tick.joints)
    message.write(bytes: fields.slice(from: tick.clipping, length: tick.joints))
    message.write(array: fields, at: tick.weights, count: 4 * JointGroup.count)
    message.write(bytes: fields.slice(from: tick.packet, length: tick.packetLength))
    messages.end(message, channels.robots[Int(robot.index)].tick, at: time, made: time)
  }

  /// A command at one stage, from the tick's record.
  private func writeStage(_ stage: StageFields, at time: Timestamp) {
    let tick = stage.tick
    var message = messages.begin(192 + 41 * tick.joints + 112)
    message.write(time: messages.wallTime(time))
    message.write("")
    message.write(tick.tick)
    message.write(joints: tick, at: stage.q)
    message.write(joints: tick, at: stage.dq)
    message.write(joints: tick, at: nil)
    message.write(joints: tick, at: nil)
    message.write(joints: tick, at: nil)
    message.write(groups: tick, at: stage.gripForce)
    message.write(groups: tick, at: stage.weight)
    message.write(stage.weight == nil ? 0 : tick.engaged)
    message.write(bytes: tick.fields.slice(from: stage.clipping ?? tick.fields.count, length: tick.joints))
    messages.end(message, stage.channel, at: time, made: time)
  }

  private func takeSent(_ robot: RobotID, _ lost: UInt32, _ fields: RecordFields) {
    let sent = SentFields(fields)
    let datagram = robots[Int(robot.index)].datagram(of: sent.tick)
    writeDatagram(robot, sent, lost, datagram)
    let command = CommandFields(datagram)
    if let command, sent.outcome == .taken {
      acceptance.noteSent(command.sequence, at: sent.sent)
      writeSent(robot, sent, command)
    }
    writeLatency(robot, sent, captured: command?.captured ?? .never)
  }

  private func writeDatagram(_ robot: RobotID, _ sent: SentFields, _ lost: UInt32, _ datagram: RecordFields) {
    var message = messages.begin(64 + datagram.count)
    message.write(sent.tick)
    message.write(sent.began.nanoseconds)
    message.write(sent.stepped.nanoseconds)
    message.write(sent.sent.nanoseconds)
    message.write(sent.arrived.nanoseconds)
    message.write(lost)
    message.write(sent.outcomeByte)
    message.write(bytes: datagram)
    messages.end(message, channels.robots[Int(robot.index)].out, at: sent.sent, made: sent.began)
  }

  /// What the robot reads, from the bytes that were really sent.
  private func writeSent(_ robot: RobotID, _ sent: SentFields, _ command: CommandFields) {
    let index = Int(robot.index)
    var message = messages.begin(192 + 40 * command.joints + 112)
    message.write(time: messages.wallTime(sent.began))
    message.write("")
    message.write(sent.tick)
    for column in 0..<5 { message.write(column: column, of: command) }
    for group in 0..<JointGroup.count { message.write(command.gripForce(group)) }
    for group in 0..<JointGroup.count { message.write(command.weight(group)) }
    message.write(command.engaged)
    message.writeSequenceCount(0)
    messages.end(message, channels.robots[index].sent, at: sent.sent, made: sent.began)

    message = messages.begin(64 + channels.robots[index].namesSize + 24 * command.joints)
    message.write(time: messages.wallTime(sent.began))
    message.write("")
    message.write(names: channels.robots[index].names)
    for column in 0..<3 { message.write(column: column, of: command) }
    messages.end(message, channels.robots[index].sentJoints, at: sent.sent, made: sent.began)
  }

  private func writeLatency(_ robot: RobotID, _ sent: SentFields, captured: Timestamp) {
    let name = rig.robots[Int(robot.index)].id
    var message = messages.begin(112 + name.utf8.count)
    message.write(time: messages.wallTime(sent.began))
    message.write(sent.tick)
    message.write(Interval.seconds(from: sent.arrived, to: sent.began))
    message.write(Interval.seconds(from: sent.began, to: sent.stepped))
    message.write(Interval.seconds(from: sent.stepped, to: sent.sent))
    message.write(Interval.seconds(from: sent.arrived, to: sent.sent))
    message.write(Interval.seconds(from: captured, to: sent.sent))
    message.write(acceptance.sequence)
    message.write(acceptance.delay)
    message.write(acceptance.roundTrip)
    message.write(name)
    messages.end(message, channels.latency, at: sent.sent, made: sent.began)
  }
}

/// What one stage of a command says: places in the tick's record, nil for what it says nothing of.
private struct StageFields {
  let tick: TickFields
  let channel: UInt16
  var q: Int?
  var dq: Int?
  var gripForce: Int?
  var weight: Int?
  var clipping: Int?

  init(_ tick: TickFields, channel: UInt16) {
    self.tick = tick
    self.channel = channel
  }
}

extension TickFields {
  /// Bit i: joint group i follows the operator.
  var engaged: UInt8 {
    var groups: UInt8 = 0
    for index in 0..<JointGroup.count {
      if EngagementState(rawValue: fields.byte(at: Self.states + index))?.isActive ?? false { groups |= 1 << UInt8(index) }
    }
    return groups
  }
}

extension CDRWriter {
  fileprivate mutating func write(joints tick: TickFields, at offset: Int?) {
    writeSequenceCount(tick.joints)
    for joint in 0..<tick.joints { write(offset.map { tick.fields.double(at: $0 + 8 * joint) } ?? .nan) }
  }

  fileprivate mutating func write(groups tick: TickFields, at offset: Int?) {
    for group in 0..<JointGroup.count { write(offset.map { tick.fields.double(at: $0 + 8 * group) } ?? .nan) }
  }

  fileprivate mutating func write(column: Int, of command: CommandFields) {
    writeSequenceCount(command.joints)
    for joint in 0..<command.joints { write(command.number(joint, column)) }
  }
}
