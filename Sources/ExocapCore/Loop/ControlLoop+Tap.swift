extension ControlLoop {
  /// Writes the tick's record: see `TickRecord`.
  mutating func writeTick(at now: Timestamp) {
    let number = tap.takeNumber()
    let joints = command.count
    let inputs = taken.runCount &* 16 &+ taken.requestCount &* 2 &+ taken.answerCount &* 97
    let length = 80 &+ inputs &+ joints &* 25 &+ 224 &+ packet.count
    guard let memory = unsafe tap.reserve(length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: length)
    writer.append(now)
    writer.append(number)
    writer.append(tick)
    writer.append(faults.rawValue)
    writer.append(UInt16(truncatingIfNeeded: joints))
    writer.append(UInt8(truncatingIfNeeded: taken.runCount))
    writer.append(UInt8(truncatingIfNeeded: taken.requestCount))
    writer.append(UInt16(truncatingIfNeeded: packet.count))
    for index in 0..<JointGroup.count { writer.append(engagement.groups[index].state.rawValue) }
    for index in 0..<JointGroup.count { writer.append(engagement.groups[index].reason.rawValue) }
    for index in 0..<JointGroup.count { writer.append(engagement.groups[index].obstacle.rawValue) }
    writer.append(UInt8(truncatingIfNeeded: taken.answerCount))
    writer.append(recordedStepTime)
    writeInputs(&writer)
    writeJoints(&writer)
    writeGroups(&writer)
    if let base = unsafe packet.contents.baseAddress { unsafe writer.append(bytes: base, length: packet.count) }
    tap.commit(writer.count, kind: .tick)
  }

  private mutating func writeInputs(_ writer: inout RecordWriter) {
    for index in 0..<taken.runCount {
      let run = taken.runs[index]
      writer.append(run.device.index)
      writer.append(UInt8(0))
      writer.append(run.count)
      writer.append(UInt32(0))
      writer.append(run.first)
    }
    for index in 0..<taken.requestCount {
      writer.append(taken.requests[index].kind.rawValue)
      writer.append(taken.requests[index].groups.rawValue)
    }
    for index in 0..<taken.answerCount {
      writer.append(taken.answers[index].tick)
      writer.append(UInt8(truncatingIfNeeded: taken.answers[index].arm))
      writer.append(taken.answers[index].cost)
      for joint in 0..<10 { writer.append(taken.answers[index].joints[joint]) }
    }
  }

  private mutating func writeJoints(_ writer: inout RecordWriter) {
    let joints = command.count
    for joint in 0..<joints { writer.append(wanted[joint]) }
    for joint in 0..<joints { writer.append(command.q[joint]) }
    for joint in 0..<joints { writer.append(command.dq[joint]) }
    for joint in 0..<joints { writer.append(clipping[joint].rawValue) }
  }

  private mutating func writeGroups(_ writer: inout RecordWriter) {
    for index in 0..<JointGroup.count { writer.append(engagement.groups[index].weight) }
    for index in 0..<JointGroup.count { writer.append(engagement.groups[index].mismatch) }
    for index in 0..<JointGroup.count { writer.append(wantedForce[index]) }
    for index in 0..<JointGroup.count { writer.append(command.gripForce[index]) }
  }

  /// Writes the changes of state of this tick: see `ChangeRecord`.
  mutating func writeChanges(at now: Timestamp) {
    for index in 0..<engagement.changeCount {
      let change = engagement.changes[index]
      guard let memory = unsafe tap.reserve(ChangeRecord.length) else { continue }
      var writer = unsafe RecordWriter(memory, capacity: ChangeRecord.length)
      writer.append(now)
      writer.append(change.group.rawValue)
      writer.append(change.from.rawValue)
      writer.append(change.to.rawValue)
      writer.append(change.reason.rawValue)
      writer.append(change.joint)
      writer.append(change.value)
      tap.commit(writer.count, kind: .change)
    }
  }

  /// Notes what became of the tick's packet, with the times that the thread took at its borders.
  /// Changes nothing that is sent: it is what the latency figures are made of.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func noteSent(_ outcome: WriteOutcome, began: Timestamp, stepped: Timestamp, sent: Timestamp, arrived: Timestamp) {
    guard let memory = unsafe tap.reserve(SentRecord.length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: SentRecord.length)
    writer.append(tick)
    writer.append(began)
    writer.append(stepped)
    writer.append(sent)
    writer.append(arrived)
    writer.append(UInt8(outcome.rawValue))
    tap.commit(writer.count, kind: .sent)
  }
}

/// What became of one tick's packet, and when its thread passed its borders.
package struct SentRecord: BitwiseCopyable, Sendable {
  /// [B] In a tap.
  static var length: Int { 41 }
  package var tick: UInt64
  /// Right before `step`.
  package var began: Timestamp
  /// Right after `step`.
  package var stepped: Timestamp
  /// Right after the send returned.
  package var sent: Timestamp
  /// When the bytes arrived that started the tick; `.never` where a timer started it.
  package var arrived: Timestamp
  package var outcome: WriteOutcome

  /// Reads a record, or nil where it is too short to be one.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    tick = reader.read(UInt64(0))
    began = reader.read(Timestamp.never)
    stepped = reader.read(Timestamp.never)
    sent = reader.read(Timestamp.never)
    arrived = reader.read(Timestamp.never)
    outcome = WriteOutcome(rawValue: reader.read(UInt8(0))) ?? .failed
    if reader.isShort { return nil }
  }
}

/// A joint group's change of state.
package struct ChangeRecord: BitwiseCopyable, Sendable {
  /// [B] In a tap.
  static var length: Int { 24 }
  package var time: Timestamp
  package var change: Engagement.Change

  /// Reads a record, or nil where it is no such record.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    time = reader.read(Timestamp.never)
    let group = JointGroup(rawValue: reader.read(UInt8(0)))
    let from = EngagementState(rawValue: reader.read(UInt8(0)))
    let to = EngagementState(rawValue: reader.read(UInt8(0)))
    let reason = Reason(rawValue: reader.read(UInt8(0)))
    let joint = reader.read(Int32(0))
    let value = reader.read(0.0)
    guard !reader.isShort, let group, let from, let to, let reason else { return nil }
    change = Engagement.Change(group: group, from: from, to: to, reason: reason, joint: joint, value: value)
  }
}
