internal import ExocapCore
internal import MCAP

/// What the messages of a recording mean, checked while they pass by: numbers, times, ages, limits.
struct ContentAccount {
  private let recording: Recording
  private let rig: Rig?
  private var decoder: TapDecoder
  private var health: HealthAccount
  private var devices: [ThreadAccount]
  private var robots: [ThreadAccount]
  private var witnesses: [SentWitness]
  private var packets: [(tick: UInt64, bytes: [UInt8])?]
  private let channels: [UInt16: Channel]
  private let eventChannel: UInt16?
  private let outChannels: [UInt16: Int]
  /// Times that are not the file's, by channel: told once each.
  private var misdated: [UInt16: UInt64] = [:]
  private(set) var calls: UInt64 = 0
  private(set) var samples: UInt64 = 0
  private(set) var ticks: UInt64 = 0
  /// Records that `gap` events tell of.
  private(set) var toldRecords: UInt64 = 0

  /// [s] Nothing that is worn measures so long before its bytes arrive.
  private static let oldest = 1.0
  /// Stages of a tick that took longer were not run: clocks were wrong.
  private static let longestStage = Interval.seconds(60)

  init(_ recording: Recording, rig: Rig?) {
    self.recording = recording
    self.rig = rig
    channels = recording.channels
    decoder = TapDecoder(recording.channels)
    health = HealthAccount(recording.channels)
    devices = Array(repeating: ThreadAccount(), count: min(recording.deviceCount, DeviceID.capacity))
    robots = Array(repeating: ThreadAccount(), count: min(recording.robotCount, RobotID.capacity))
    witnesses = rig?.robots.map { SentWitness($0) } ?? []
    packets = Array(repeating: nil, count: robots.count)
    eventChannel = recording.channels.first { $0.value.metadata["holds"] == "events" }?.key
    var out: [UInt16: Int] = [:]
    for (id, channel) in recording.channels where channel.metadata["holds"] == "datagrams" {
      out[id] = channel.metadata["source"].flatMap { Int($0.dropFirst("robot:".count)) }
    }
    outChannels = out
  }

  /// Records that the file says are missing.
  var lostRecords: UInt64 { (devices + robots).reduce(0) { $0 + $1.lost } }
  /// Commands that were held against limits.
  var commands: UInt64 { witnesses.reduce(0) { $0 + $1.commands } }

  /// Something could not be read: what it held is not missed.
  mutating func noteDamage() {
    for index in devices.indices { devices[index].noteDamage() }
    for index in robots.indices { robots[index].noteDamage() }
    for index in witnesses.indices { witnesses[index].noteGap() }
    for index in packets.indices { packets[index] = nil }
  }

  /// Takes the next message; what is wrong with it.
  mutating func take(_ message: Message, at offset: Int) -> [RecordingFinding] {
    var problems: [(kind: String, text: String)] = []
    if message.channelID == eventChannel { takeEvent(message) }
    if let robot = outChannels[message.channelID] { problems += takeDatagram(message, robot: robot) }
    let malformed = decoder.malformed
    if let (source, record) = decoder.decode(message) {
      problems += take(record, of: source)
      if let text = dateProblem(record, message) { problems.append(("log_time", text)) }
    }
    if let text = health.take(message) { problems.append(("health", text)) }
    if decoder.malformed > malformed { problems.append(("message", "the message is not what its schema says")) }
    return problems.map { finding($0.kind, $0.text, message, at: offset) }
  }

  private func finding(_ kind: String, _ text: String, _ message: Message, at offset: Int) -> RecordingFinding {
    let start = recording.start == .never ? 0 : recording.start.nanoseconds &+ recording.clockOffset
    return RecordingFinding(
      kind: kind, isWarning: false, offset: offset, time: Double(Int64(clamping: message.logTime) &- start) * 1e-9,
      topic: channels[message.channelID]?.topic, text: text, advice: ContentAccount.advice(for: kind))
  }

  private static func advice(for kind: String) -> String {
    switch kind {
    case "limits": "do not replay it to a robot; report the file with the rig"
    case "age": "look at the device's clock and at its estimated delay in the profile"
    default: "do not train on what is around it; report the file: exocap does not write such"
    }
  }

  private mutating func take(_ record: TapRecord, of source: TapSource) -> [(kind: String, text: String)] {
    var problems: [(kind: String, text: String)] = []
    switch source {
    case .device(let device):
      guard Int(device.index) < devices.count else { return [("message", "device \(device.index) is not in the rig")] }
      problems += devices[Int(device.index)].take(record).map { ("missing", $0) }
      if record.kind == .sample {
        samples += 1
        problems += ageProblem(record).map { [("age", $0)] } ?? []
      } else if record.kind.isCall {
        calls += 1
      }
    case .robot(let robot):
      let index = Int(robot.index)
      guard index < robots.count else { return [("message", "robot \(robot.index) is not in the rig")] }
      problems += robots[index].take(record).map { ("missing", $0) }
      problems += take(record, robot: index)
    }
    return problems
  }

  private mutating func take(_ record: TapRecord, robot: Int) -> [(kind: String, text: String)] {
    if record.lostBefore > 0 {
      if robot < witnesses.count { witnesses[robot].noteGap() }
      packets[robot] = nil
    }
    switch record.kind {
    case .tick:
      ticks += 1
      guard let tick = record.tick else { return [] }
      packets[robot] = (tick.tick, tick.packet)
      guard robot < witnesses.count else { return [] }
      return witnesses[robot].take(tick).map { ("limits", $0) }
    case .sent:
      guard let sent = record.sent else { return [("message", "a note of a send is not whole")] }
      return stageProblem(sent).map { [("age", $0)] } ?? []
    case .change, .checkpoint, .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sample, .deviceEvent: return []
    }
  }

  /// A sample is measured before it arrives, and not long before.
  private func ageProblem(_ record: TapRecord) -> String? {
    guard let sample = record.sample, sample.captured != .never else { return nil }
    let age = (sample.arrived - sample.captured).seconds
    if age < 0 { return "sample \(sample.sequence) was measured \(-age) s after it arrived" }
    return age > ContentAccount.oldest ? "sample \(sample.sequence) was \(age) s old when it arrived" : nil
  }

  private func stageProblem(_ sent: SentRecord) -> String? {
    let isOrdered = sent.began <= sent.stepped && sent.stepped <= sent.sent && (sent.arrived == .never || sent.arrived <= sent.began)
    if !isOrdered { return "tick \(sent.tick): its times are not in their order: arrived, began, stepped, sent" }
    let longest = max(sent.sent - sent.began, sent.arrived == .never ? .zero : sent.began - sent.arrived)
    return longest > ContentAccount.longestStage ? "tick \(sent.tick): a stage took \(longest.seconds) s" : nil
  }

  /// Every log time is the record's time on the daemon's clock plus one constant of the file. Told once a channel.
  private mutating func dateProblem(_ record: TapRecord, _ message: Message) -> String? {
    let time: Timestamp? =
      switch record.kind {
      case .sample: record.sample?.arrived
      case .sent: record.sent?.sent
      case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .checkpoint, .tick, .change, .deviceEvent: record.time
      }
    guard let time, time != .never else { return nil }
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(recording.clockOffset)
    guard overflow || UInt64(max(0, sum)) != message.logTime else { return nil }
    misdated[message.channelID, default: 0] += 1
    guard misdated[message.channelID] == 1 else { return nil }
    return "its log time is not its own time plus the file's clock offset"
  }

  private mutating func takeEvent(_ message: Message) {
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      let event = try RecordedEvent(&reader)
      if event.kind == "gap", event.value > 0, event.value < 1e15 { toldRecords += UInt64(event.value) }
    } catch {
      // The decoder tells of it.
      return
    }
  }

  /// The datagram that was sent is the one that the tick made.
  private func takeDatagram(_ message: Message, robot: Int) -> [(kind: String, text: String)] {
    guard robot < packets.count, let packet = packets[robot] else { return [] }
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      let tick: UInt64 = try reader.read()
      for _ in 0..<4 { _ = try reader.read(Int64.self) }
      _ = try reader.read(UInt32.self)
      _ = try reader.read(UInt8.self)
      let bytes: [UInt8] = try reader.readSequence()
      guard tick == packet.tick, bytes != packet.bytes else { return [] }
      return [("packet", "tick \(tick): what was sent is not what the tick made")]
    } catch {
      return []
    }
  }

  /// What only the end shows.
  func finish() -> [RecordingFinding] {
    misdated.filter { $0.value > 1 }.sorted { $0.key < $1.key }.map { id, count in
      RecordingFinding(
        kind: "log_time", isWarning: false, topic: channels[id]?.topic, text: "\(count) messages have other log times than their own",
        advice: ContentAccount.advice(for: "log_time"))
    }
  }
}

extension RecordKind {
  /// Whether it is one of a device's numbered calls.
  var isCall: Bool {
    switch self {
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed: true
    case .sample, .deviceEvent, .checkpoint, .tick, .sent, .change: false
    }
  }
}
