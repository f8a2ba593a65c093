// Recordings/ looks into recordings: what they are, what is in them over time, and whether they replay. It knows no daemon.
internal import ExocapCore
internal import ExocapRuntime

/// A recording as curves over time, read once from front to back.
struct RecordingTrace {
  /// What one stream of a device measured.
  struct Stream {
    var name: String
    var kind: SampleKind
    /// [Hz] What the profile says.
    var nominalRate: Double
    var valueNames: [String]
    /// [s] Arrivals since the recording's start.
    var times: [Double] = []
    /// [s] From measurement to arrival.
    var ages: [Double] = []
    /// [SI] By value, then sample; NaN where it was not valid.
    var values: [[Double]]

    /// [Hz] Over the whole recording, gaps included; NaN with fewer than two samples.
    var rate: Double {
      guard let first = times.first, let last = times.last, last > first else { return .nan }
      return Double(times.count - 1) / (last - first)
    }

    /// Intervals of more than 2.5 nominal periods, and the longest interval of all [s].
    var gaps: (count: Int, longest: Double) {
      var (count, longest) = (0, 0.0)
      for index in times.indices.dropFirst() {
        let gap = times[index] - times[index - 1]
        longest = max(longest, gap)
        if nominalRate > 0, gap > 2.5 / nominalRate { count += 1 }
      }
      return (count, longest)
    }
  }

  /// A device, worn or the state of a robot.
  struct Device {
    var role: String
    var streams: [Stream]
  }

  /// One robot's ticks.
  struct Robot {
    var id: String
    var joints: [RobotJoint]
    /// [s] Since the recording's start.
    var times: [Double] = []
    /// Their numbers.
    var ticks: [UInt64] = []
    /// [rad | m] By joint, then tick; NaN where nothing is known.
    var wanted: [[Double]]
    var limited: [[Double]]
    var sent: [[Double]]
    /// Rules of the limiter, by joint, then tick.
    var clipping: [[UInt8]]
    /// `EngagementState` by group, then tick.
    var states: [[UInt8]]
    /// [N] By group, then tick.
    var wantedForces: [[Double]]
    var forces: [[Double]]
    /// [ns] By stage.
    var latency = StageLatencies()
    /// [s] Tick and how long the way from arrival to the end of the send took.
    var sendTimes: [Double] = []
    var sendDelays: [Double] = []
    /// By sequence: when the command was sent.
    var commands: [UInt64: Timestamp] = [:]
    var faultTicks: [(name: String, ticks: Int)] = []
    /// Of the tick whose send was not noted yet; 0: none.
    var pendingSequence: UInt64 = 0
  }

  /// Something on the time line.
  struct Event {
    /// [s] Since the recording's start.
    var time: Double
    var isWarning: Bool
    var source: String
    var kind: String
    var text: String
    /// Of an engagement; nil for everything else.
    var change: Engagement.Change?
  }

  let rig: Rig
  private(set) var devices: [Device]
  private(set) var robots: [Robot]
  private(set) var events: [Event] = []
  /// Records that were lost on the way to the file.
  private(set) var lostRecords = 0
  private let start: Timestamp
  private var faultsSeen: [[String: Double]]

  /// Reads all of `recording`.
  init(_ recording: Recording, rig: Rig) {
    let taps = recording.taps()
    self.init(rig: rig, start: recording.start, devices: taps.devices, robots: taps.robots)
  }

  /// Reads the taps of any session; times count from `start`.
  init(rig: Rig, start: Timestamp, devices taps: [TapStream], robots robotTaps: [TapStream]) {
    self.rig = rig
    self.start = start
    devices = rig.sampleSources.enumerated().map { index, profile in
      Device(
        role: rig.role(of: DeviceID(index)),
        streams: profile.streams.map { stream in
          Stream(
            name: stream.name, kind: stream.kind, nominalRate: stream.rate, valueNames: stream.values.map(\.name),
            values: stream.values.map { _ in [] })
        })
    }
    robots = rig.robots.map { robot in
      let joints: [[Double]] = robot.profile.joints.map { _ in [] }
      let groups: [[Double]] = JointGroup.allCases.map { _ in [] }
      return Robot(
        id: robot.id, joints: robot.profile.joints, wanted: joints, limited: joints, sent: joints, clipping: joints.map { _ in [] },
        states: groups.map { _ in [] }, wantedForces: groups, forces: groups)
    }
    faultsSeen = rig.robots.map { _ in [:] }
    read(taps, robotTaps)
    events.sort { $0.time < $1.time }
  }

  /// [s] From the recording's start to its last tick or sample.
  var duration: Double {
    let last = robots.compactMap(\.times.last) + devices.flatMap { $0.streams.compactMap(\.times.last) }
    return last.max() ?? 0
  }

  /// Takes the records of all threads in the order of their times, so that few wait in memory.
  private mutating func read(_ devices: [TapStream], _ robots: [TapStream]) {
    let sources: [(stream: TapStream, device: Int?, robot: Int?)] =
      devices.enumerated().map { ($1, $0, nil) } + robots.enumerated().map { ($1, nil, $0) }
    var heads = sources.map { $0.stream.peek()?.orderTime }
    while true {
      var earliest: Int?
      for (index, head) in heads.enumerated() {
        guard let head else { continue }
        if earliest.flatMap({ heads[$0] }).map({ head < $0 }) ?? true { earliest = index }
      }
      guard let earliest, let record = sources[earliest].stream.take() else { return }
      lostRecords += Int(record.lostBefore)
      if let device = sources[earliest].device { take(record, device: device) }
      if let robot = sources[earliest].robot { take(record, robot: robot) }
      heads[earliest] = sources[earliest].stream.peek()?.orderTime
    }
  }

  private func seconds(_ time: Timestamp) -> Double { time == .never ? .nan : (time - start).seconds }

  // MARK: Devices

  private mutating func take(_ record: TapRecord, device: Int) {
    guard device < devices.count else { return }
    switch record.kind {
    case .sample: if let sample = record.sample { take(sample, device: device) }
    case .deviceEvent: if let event = record.deviceEvent { take(event, device: device) }
    case .opened:
      events.append(
        Event(time: seconds(record.time), isWarning: false, source: devices[device].role, kind: "opened", text: "the device is there"))
    case .closed:
      events.append(
        Event(time: seconds(record.time), isWarning: true, source: devices[device].role, kind: "closed", text: "the device is gone"))
    case .receive, .poll, .wrote, .request, .felt, .checkpoint, .tick, .sent, .change: break
    }
  }

  private mutating func take(_ sample: SampleRecord, device: Int) {
    let stream = Int(sample.stream.index)
    guard stream < devices[device].streams.count else { return }
    devices[device].streams[stream].times.append(seconds(sample.arrived))
    devices[device].streams[stream].ages.append((sample.arrived - sample.captured).seconds)
    for index in devices[device].streams[stream].values.indices {
      let isValid = index < sample.values.count && sample.valid & (1 << UInt64(index)) != 0
      devices[device].streams[stream].values[index].append(isValid ? sample.values[index] : .nan)
    }
    let robot = device - rig.devices.count
    if robot >= 0, devices[device].streams[stream].kind == .lease { noteAccepted(sample, robot: robot) }
  }

  /// From the send of the command to the robot's word that it took it, less the age of that word.
  private mutating func noteAccepted(_ sample: SampleRecord, robot: Int) {
    guard robot < robots.count, sample.values.count > LeaseField.acceptedAge.rawValue else { return }
    let sequence = sample.values[LeaseField.acceptedSequence.rawValue]
    let age = sample.values[LeaseField.acceptedAge.rawValue]
    guard sequence >= 1, sequence < 0x1p53, age >= 0, let sent = robots[robot].commands.removeValue(forKey: UInt64(sequence)) else {
      return
    }
    robots[robot].latency.add(.accepted, (sample.arrived - sent).seconds - age)
  }

  private mutating func take(_ record: DeviceEventRecord, device: Int) {
    let streams = devices[device].streams
    let names = Int(record.stream) < streams.count ? streams[Int(record.stream)].valueNames : []
    let name = Int(record.value) < names.count ? names[Int(record.value)] : "value \(record.value)"
    let (kind, text, isWarning) =
      switch CalibrationEvent.Kind(rawValue: record.kind) {
      case .tareDone: ("tare_done", "\(name): \(record.amount.text(2)) N taken off", false)
      case .tareRefused: ("tare_refused", "\(name): the force was not still", true)
      case .saturationBegan: ("saturation_began", "\(name) is at the end of its range", true)
      case .saturationEnded: ("saturation_ended", "\(name) is back in its range", false)
      case .jumpRefused: ("jump_refused", "\(name) jumped faster than it can move and was refused", true)
      case nil: ("device_event", name, false)
      }
    events.append(Event(time: seconds(record.time), isWarning: isWarning, source: devices[device].role, kind: kind, text: text))
  }

  // MARK: Robots

  private mutating func take(_ record: TapRecord, robot: Int) {
    guard robot < robots.count else { return }
    switch record.kind {
    case .tick: if let tick = record.tick { take(tick, robot: robot) }
    case .sent: if let sent = record.sent { take(sent, robot: robot) }
    case .change: if let change = record.change { take(change, robot: robot) }
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sample, .deviceEvent, .checkpoint: break
    }
  }

  private mutating func take(_ tick: TickRecord, robot: Int) {
    let command = CommandPacket(tick.packet)
    robots[robot].times.append(seconds(tick.time))
    robots[robot].ticks.append(tick.tick)
    for joint in robots[robot].joints.indices where joint < tick.wanted.count {
      robots[robot].wanted[joint].append(tick.wanted[joint])
      robots[robot].limited[joint].append(tick.limited[joint])
      robots[robot].clipping[joint].append(tick.clipping[joint].rawValue)
      robots[robot].sent[joint].append(command?.position(of: joint) ?? .nan)
    }
    for group in 0..<JointGroup.count {
      robots[robot].states[group].append(tick.states[group])
      robots[robot].wantedForces[group].append(tick.wantedForces[group])
      robots[robot].forces[group].append(tick.forces[group])
    }
    if let command { robots[robot].pendingSequence = command.sequence }
    note(tick.faults, at: seconds(tick.time), robot: robot)
  }

  /// A fault begins where it was not there for a second; what the limiter does is shown joint by joint and is no event.
  private mutating func note(_ faults: Fault, at time: Double, robot: Int) {
    for (fault, name) in Fault.names where faults.contains(fault) {
      if let index = robots[robot].faultTicks.firstIndex(where: { $0.name == name }) {
        robots[robot].faultTicks[index].ticks += 1
      } else {
        robots[robot].faultTicks.append((name, 1))
      }
      let last = faultsSeen[robot].updateValue(time, forKey: name)
      if fault == .limited || last.map({ time - $0 < 1 }) ?? false { continue }
      events.append(Event(time: time, isWarning: true, source: robots[robot].id, kind: "fault_began", text: name))
    }
  }

  private mutating func take(_ record: SentRecord, robot: Int) {
    let latency = [
      (StageLatencies.Stage.step, record.stepped - record.began), (.send, record.sent - record.stepped),
    ]
    for (stage, length) in latency { robots[robot].latency.add(stage, length.seconds) }
    if record.arrived != .never {
      robots[robot].latency.add(.arrivalToTick, (record.began - record.arrived).seconds)
      robots[robot].latency.add(.arrivalToSent, (record.sent - record.arrived).seconds)
    }
    robots[robot].sendTimes.append(seconds(record.began))
    robots[robot].sendDelays.append((record.sent - (record.arrived == .never ? record.began : record.arrived)).seconds)
    if robots[robot].pendingSequence > 0 { robots[robot].commands[robots[robot].pendingSequence] = record.sent }
    robots[robot].pendingSequence = 0
  }

  private mutating func take(_ record: ChangeRecord, robot: Int) {
    let change = record.change
    let joints = robots[robot].joints
    let joint = joints.indices.contains(Int(change.joint)) ? ", \(joints[Int(change.joint)].name)" : ""
    events.append(
      Event(
        time: seconds(record.time), isWarning: change.to == .holding || change.to == .faulted, source: robots[robot].id,
        kind: "engagement", text: "\(change.group.name): \(change.from.name) → \(change.to.name) (\(change.reason.name)\(joint))",
        change: change))
  }
}

extension TapRecord {
  /// When it was made, for the order among threads; a record without a time goes at once.
  fileprivate var orderTime: Timestamp {
    switch kind {
    case .sample, .sent: .never
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .deviceEvent, .checkpoint, .tick, .change: time
    }
  }
}

/// What a tick's command datagram tells the robot.
struct CommandPacket {
  private let bytes: [UInt8]
  /// Numbers commands within an epoch.
  let sequence: UInt64
  private let jointCount: Int

  /// Nil where the datagram is no whole command.
  init?(_ bytes: [UInt8]) {
    guard bytes.count > LinkPacket.jointCommands, bytes[LinkPacket.Header.kind] == LinkKind.command.rawValue else { return nil }
    self.bytes = bytes
    jointCount = Int(bytes[LinkPacket.Header.jointCount]) | Int(bytes[LinkPacket.Header.jointCount + 1]) << 8
    guard bytes.count == LinkPacket.length(of: .command, joints: jointCount) else { return nil }
    var number: UInt64 = 0
    for index in 0..<8 { number |= UInt64(bytes[LinkPacket.Header.sequence + index]) << UInt64(8 * index) }
    sequence = number
  }

  /// [rad | m] As the robot reads it; NaN where it is told nothing.
  func position(of joint: Int) -> Double {
    guard joint < jointCount else { return .nan }
    let offset = LinkPacket.jointCommands + joint * LinkPacket.jointCommandLength
    var bits: UInt32 = 0
    for index in 0..<4 { bits |= UInt32(bytes[offset + index]) << UInt32(8 * index) }
    return Double(Float(bitPattern: bits))
  }
}
