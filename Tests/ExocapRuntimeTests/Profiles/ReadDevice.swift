internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// The host's side of a device: driver and calibration of its profile, and what they made of its bytes.
struct ReadDevice: ~Copyable {
  let profile: DeviceProfile
  var driver: DeviceDriver
  /// The newest sample of each stream, and how many there were.
  private(set) var samples: [Sample]
  private(set) var counts: [Int]
  private(set) var pings: [PingExchange] = []
  private var calibration: Calibration
  private var raw = RawSample()
  private var request = PacketBuffer()

  init(_ profile: DeviceProfile, _ numbers: DeviceCalibration, openedAt now: Timestamp) {
    self.profile = profile
    driver = DeviceDriver(profile.wire, line: profile.line)
    calibration = Calibration(profile: profile, calibration: numbers, device: DeviceID(0))
    samples = profile.streams.enumerated().map {
      Sample(device: DeviceID(0), stream: StreamIndex($0.offset), kind: $0.element.kind, count: $0.element.values.count)
    }
    counts = samples.map { _ in 0 }
    driver.opened(at: now)
  }

  /// Takes what was read. `note` sees every raw sample.
  mutating func receive(_ bytes: [UInt8], at now: Timestamp, note: (borrowing RawSample) -> Void = { _ in }) {
    for byte in bytes where driver.receive(byte, at: now, into: &raw) {
      note(raw)
      take()
    }
    if let ping = driver.takePing() { pings.append(ping) }
  }

  /// What is to be written now.
  mutating func requests(at now: Timestamp) -> [UInt8] {
    guard now >= driver.deadline else { return [] }
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    if outcome.hasSample { take() }
    if outcome.hasRequest { driver.wrote(.taken, at: now) }
    return request.toArray()
  }

  private mutating func take() {
    for stream in samples.indices where raw.streams & (1 << UInt64(stream)) != 0 {
      calibration.apply(&raw, stream: stream, into: &samples[stream])
      counts[stream] += 1
    }
  }

  /// The newest values by their names; those that are not valid are not there.
  func values() -> [String: Double] {
    var found: [String: Double] = [:]
    for (stream, own) in profile.streams.enumerated() {
      for (place, value) in own.values.enumerated() where samples[stream].isValid(place) {
        found[value.name] = samples[stream].values[place]
      }
    }
    return found
  }
}

/// A profile that must be good, without a word.
func deviceProfile(_ source: SourceText, location: SourceLocation = #_sourceLocation) throws -> DeviceProfile {
  let diagnostics = Diagnostics()
  let profile = DeviceProfileReader.read(source, diagnostics: diagnostics)
  #expect(diagnostics.isClean, "\(diagnostics.text)", sourceLocation: location)
  return try #require(profile, sourceLocation: location)
}
