internal import ExocapCore

/// What a device's tap says of it. Under the board's lock.
struct DeviceFigures {
  let role: String
  private let streamProfiles: [StreamProfile]
  private(set) var streams: [StreamFigures]
  /// When its port was opened; `.never` while it is closed.
  private(set) var openSince: Timestamp = .never
  /// When it was closed last; `.never` before.
  private var closedAt: Timestamp = .never
  /// How long it was closed before it was opened last; `.distant` where it was never open before.
  private(set) var closedFor: Interval = .distant
  private(set) var lostRecords: UInt64 = 0
  /// Whether no value is valid because its pose is not believed: where it is is still looked at.
  private var isDistrusted = false
  private var ages: SampleAges

  /// `robots`: how many may take its samples.
  init(role: String, profile: DeviceProfile, robots: Int) {
    self.role = role
    ages = SampleAges(streams: profile.streams.count, robots: robots)
    streamProfiles = profile.streams
    streams = profile.streams.map { StreamFigures($0) }
  }

  /// Takes one record of the device's tap.
  mutating func take(_ kind: RecordKind, lostBefore: UInt32, _ fields: RecordFields, now: Timestamp, events: EventQueue) {
    if lostBefore > 0 {
      lostRecords += UInt64(lostBefore)
      ages.forgetSamples()
      events.put(.gap(lostBefore, source: role, at: now))
    }
    let time = Timestamp(nanoseconds: fields.signed64(at: 0))
    switch kind {
    case .opened:
      openSince = time
      closedFor = closedAt == .never ? .distant : time - closedAt
      isDistrusted = false
      for index in streams.indices { streams[index].forgetValues() }
      put("opened", .information, "the device is there", at: time, to: events)
    case .closed:
      openSince = .never
      closedAt = time
      put("closed", .warning, "the device is gone", at: time, to: events)
    case .sample:
      let sample = SampleFields(fields)
      let stream = Int(fields.byte(at: 1))
      guard stream < streams.count else { return }
      let arrived = Timestamp(nanoseconds: fields.signed64(at: 32))
      ages.take(fields.unsigned64(at: 8), stream: stream, captured: Timestamp(nanoseconds: fields.signed64(at: 24)))
      streams[stream].take(arrived: arrived, valid: sample.valid, saturated: sample.saturated, count: sample.count)
      for place in 0..<min(sample.count, streams[stream].lastValid.count)
      where isDistrusted || sample.valid & (1 << UInt64(place)) != 0 {
        streams[stream].note(sample.written(place), at: place)
      }
    case .deviceEvent: takeDeviceEvent(fields, at: time, events)
    case .request:
      let request = DeviceRequest(rawValue: fields.byte(at: 16))
      if request == .distrust || request == .trust { isDistrusted = request == .distrust }
    case .receive, .poll, .wrote, .felt, .checkpoint, .tick, .sent, .change: break
    }
  }

  /// [Hz] Of a stream, over the last second.
  mutating func rate(of stream: Int, at now: Timestamp) -> Double { streams[stream].rate(at: now) }

  /// Takes a tick of a robot, and the number of the last sample that it took from this device; nil: it took none.
  mutating func take(tick time: Timestamp, of robot: RobotID, newest: UInt64?) {
    ages.take(tick: time, of: Int(robot.index), newest: newest)
  }

  /// Ticks of a robot are missing: what they took is not known.
  mutating func forgetTicks(of robot: RobotID) { ages.forgetTicks(of: Int(robot.index)) }

  /// Looks at the time: ages of the last second, and streams that are older than their deadline.
  mutating func look(at now: Timestamp, _ events: EventQueue) {
    if ages.roll(at: now) {
      for index in streams.indices { streams[index].tickAge = ages.lastSecond[index] }
    }
    for index in streams.indices where streams[index].look(at: now, openSince: openSince) {
      let profile = streamProfiles[index]
      // A port that was closed has been told already.
      guard openSince != .never else { continue }
      let isStale = streams[index].isStale
      let milliseconds = profile.staleAfter.nanoseconds / 1_000_000
      var event = DaemonEvent(
        isStale ? "stale" : "fresh", isStale ? .warning : .information, source: role,
        isStale ? "\(profile.name): nothing for \(milliseconds) ms" : "\(profile.name): samples come again", at: now)
      event.members = [JSONMember("stream", .string(profile.name))]
      events.put(event)
    }
  }

  private func put(_ kind: String, _ severity: EventSeverity, _ text: String, at time: Timestamp, to events: EventQueue) {
    var event = DaemonEvent(kind, severity, source: role, text, at: time)
    event.isTapped = true
    events.put(event)
  }

  private mutating func takeDeviceEvent(_ fields: RecordFields, at time: Timestamp, _ events: EventQueue) {
    guard let kind = CalibrationEvent.Kind(rawValue: fields.byte(at: 9)) else { return }
    let stream = Int(fields.byte(at: 10))
    let value = Int(fields.byte(at: 11))
    let amount = fields.double(at: 12)
    guard stream < streamProfiles.count, value < streamProfiles[stream].values.count else { return }
    streams[stream].note(kind)
    let name = streamProfiles[stream].values[value].name
    var event: DaemonEvent
    switch kind {
    case .tareDone:
      event = DaemonEvent("tare_done", .information, source: role, "\(name): a new zero, \(amount.shortText) N", at: time)
    case .tareRefused:
      event = DaemonEvent("tare_refused", .warning, source: role, "\(name): the force was not still; the old zero stays", at: time)
      event.remedy = "let go of the sensor for a second, then tare again"
    case .saturationBegan:
      event = DaemonEvent("saturation_began", .warning, source: role, "\(name) is at the end of its range, \(amount.shortText)", at: time)
    case .saturationEnded:
      event = DaemonEvent("saturation_ended", .information, source: role, "\(name) is back in its range, \(amount.shortText)", at: time)
    case .jumpRefused:
      event = DaemonEvent(
        "jump_refused", .warning, source: role, "\(name) jumped faster than it can move; \(amount.shortText) was believed last", at: time)
    }
    event.value = amount
    event.isTapped = true
    event.members = [JSONMember("stream", .string(streamProfiles[stream].name)), JSONMember("joint", .string(name))]
    events.put(event)
  }
}

extension DaemonEvent {
  /// Records that did not fit in a tap.
  static func gap(_ lost: UInt32, source: String, at time: Timestamp) -> DaemonEvent {
    let text = "\(lost) record\(lost == 1 ? "" : "s") did not fit in the tap: what they held cannot be replayed"
    var event = DaemonEvent("gap", .warning, source: source, text, at: time)
    event.value = Double(lost)
    event.isTapped = true
    return event
  }
}

extension Double {
  /// Three decimals at most, for sentences.
  var shortText: String {
    guard isFinite, magnitude < 1e15 else { return description }
    return ((self * 1000).rounded() / 1000).description
  }
}
