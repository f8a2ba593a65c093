package import ExocapCore
internal import LinuxIO
internal import MCAP

extension EpisodeRecorder {
  /// Records something that happened outside of the core: an operator's note, a full disk, a lost thread.
  package func note(_ severity: EventSeverity, kind: String, text: String, source: TapSource? = nil, at time: Timestamp) {
    guard summary != nil else { return }
    write(RecordedEvent(time: time, severity: severity, kind: kind, text: text), of: source)
  }

  private func write(
    _ event: RecordedEvent, of source: TapSource?, record: (kind: RecordKind, fields: RecordFields, lostBefore: UInt32)? = nil
  ) {
    let name = source.map(title) ?? ""
    let length = record?.fields.count ?? 0
    var message = messages.begin(128 + length + name.utf8.count + event.kind.utf8.count + event.text.utf8.count)
    message.write(time: messages.wallTime(event.time))
    message.write(event.time.nanoseconds)
    message.write(event.severity.rawValue)
    if let source {
      message.write(source)
    } else {
      message.write(UInt8.max)
      message.write(UInt8.max)
    }
    message.write(record?.kind.rawValue ?? 0)
    message.write(record?.lostBefore ?? 0)
    message.write(event.value)
    if let record { message.write(bytes: record.fields) } else { message.writeSequenceCount(0) }
    message.write(name)
    message.write(event.kind)
    message.write(event.text)
    messages.end(message, channels.events, at: event.time, made: event.time)
  }

  /// The role of a device, or the id of a robot.
  private func title(_ source: TapSource) -> String {
    switch source {
    case .device(let device): rig.role(of: device)
    case .robot(let robot): rig.robots[Int(robot.index)].id
    }
  }

  /// Counts what a tap lost, and tells of all that the file lacks here.
  func note(_ loss: DeviceTrack.Loss, source: TapSource) {
    summary?.lostRecords += UInt64(loss.fresh)
    if loss.told > 0 { writeGap(loss.told, source: source, at: now) }
  }

  private func writeGap(_ lost: UInt32, source: TapSource, at time: Timestamp) {
    let text = "\(lost) record\(lost == 1 ? "" : "s") lost: what they held cannot be replayed"
    write(RecordedEvent(time: time, severity: .warning, kind: "gap", text: text, value: Double(lost)), of: source)
  }

  func writePort(_ device: DeviceID, isOpen: Bool, at time: Timestamp) {
    let event =
      isOpen
      ? RecordedEvent(time: time, kind: "opened", text: "the device is there")
      : RecordedEvent(time: time, severity: .warning, kind: "closed", text: "the device is gone")
    write(event, of: .device(device))
  }

  func writeDeviceEvent(_ device: DeviceID, _ lost: UInt32, _ fields: RecordFields) {
    let kind = CalibrationEvent.Kind(rawValue: fields.byte(at: 9))
    let amount = fields.double(at: 12)
    let streams = rig.sampleSources[Int(device.index)].streams
    let stream = Int(fields.byte(at: 10))
    let value = Int(fields.byte(at: 11))
    let name = stream < streams.count && value < streams[stream].values.count ? streams[stream].values[value].name : "value \(value)"
    var event = RecordedEvent(
      time: Timestamp(nanoseconds: fields.signed64(at: 0)), kind: "device_event", text: name, value: amount)
    switch kind {
    case .tareDone: (event.kind, event.text) = ("tare_done", "\(name): \(amount) N are taken off from now on")
    case .tareRefused:
      (event.kind, event.text) = ("tare_refused", "\(name): the force was not still (\(amount) N), the old zero stays")
      event.severity = .warning
    case .saturationBegan:
      (event.kind, event.text) = ("saturation_began", "\(name) is at the end of its range: \(amount)")
      event.severity = .warning
    case .saturationEnded: (event.kind, event.text) = ("saturation_ended", "\(name) is back in its range: \(amount)")
    case .jumpRefused:
      (event.kind, event.text) = ("jump_refused", "\(name) jumped faster than it can move; believed last: \(amount)")
      event.severity = .warning
    case nil: break
    }
    write(event, of: .device(device), record: (.deviceEvent, fields, lost))
  }

  func writeChange(_ robot: RobotID, _ lost: UInt32, _ fields: RecordFields) {
    var event = RecordedEvent(
      time: Timestamp(nanoseconds: fields.signed64(at: 0)), kind: "engagement", text: "", value: fields.double(at: 16))
    if let change = unsafe ChangeRecord(fields.bytes)?.change {
      let joints = rig.robots[Int(robot.index)].profile.joints
      let joint = joints.indices.contains(Int(change.joint)) ? ", \(joints[Int(change.joint)].name)" : ""
      event.text = "\(change.group.name): \(change.from.name) → \(change.to.name) (\(change.reason.name)\(joint))"
      if change.to == .holding { event.severity = .warning }
      if change.to == .faulted { event.severity = .error }
    }
    write(event, of: .robot(robot), record: (.change, fields, lost))
  }

  func writeFaults(_ robot: RobotID, began: Fault, ended: Fault, at time: Timestamp) {
    for (fault, name) in Fault.names {
      if began.contains(fault) {
        write(RecordedEvent(time: time, severity: .warning, kind: "fault_began", text: name), of: .robot(robot))
      }
      if ended.contains(fault) {
        write(RecordedEvent(time: time, kind: "fault_ended", text: "\(name), for a second now"), of: .robot(robot))
      }
    }
  }

  func writeSession(_ plan: EpisodePlan, run: String, rig: String, version: String) {
    let text = [plan.id.description, run, rig, plan.operatorName, plan.label, version]
    var message = messages.begin(text.reduce(64) { $0 + 8 + $1.utf8.count })
    message.write(time: messages.wallTime(now))
    for part in text { message.write(part) }
    message.write(messages.clockOffset)
    messages.end(message, channels.session, at: now, made: now)
  }

  func writeClock(_ clock: WallClockReading) {
    var estimated: Int64 = -1
    var maximum: Int64 = -1
    var state: UInt8 = 2
    switch clock.synchronisation {
    case .synchronised(let estimate, let most): (state, estimated, maximum) = (1, estimate.nanoseconds, most.nanoseconds)
    case .unsynchronised: state = 0
    case .unknown: state = 2
    }
    var message = messages.begin(64)
    message.write(time: messages.wallTime(clock.monotonic))
    message.write(clock.monotonic.nanoseconds)
    message.write(clock.realtime)
    message.write(clock.uncertainty.nanoseconds)
    message.write(state)
    message.write(estimated)
    message.write(maximum)
    messages.end(message, channels.clockSync, at: clock.monotonic, made: clock.monotonic)
  }

  func writeStatistics(_ status: RecordingStatus.Snapshot, queuedBytes: Int) {
    var message = messages.begin(80)
    message.write(time: messages.wallTime(now))
    message.write(messages.messages)
    message.write(messages.chunks)
    message.write(UInt64(status.bytes))
    message.write(UInt64(max(0, queuedBytes)))
    message.write(summary?.lostRecords ?? 0)
    message.write(messages.droppedChunks)
    message.write(status.longestWrite.seconds)
    message.write(status.longestSync.seconds)
    messages.end(message, channels.recorder, at: now, made: now)
  }
}
