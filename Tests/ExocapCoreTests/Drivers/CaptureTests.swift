import ExocapCore
import ExocapTestCaptures
import Testing

@Suite struct CaptureTests {
  /// The link has its own conformance cases.
  @Test func everySerialProtocolHasACapture() {
    for name in WireProtocol.names where name != "link" { #expect(Capture.names.contains { $0.hasPrefix(name + "/") }) }
  }

  @Test(arguments: Capture.names) func readsWhatWasExpected(_ name: String) throws {
    let capture = try #require(Capture(name))
    let device = try #require(CaptureDevices.named(capture.device))
    #expect(!capture.source.isEmpty)
    var player = CapturePlayer(device.profile, device.calibration)
    for event in capture.events { player.play(event) }
    #expect(player.differences.isEmpty, "\(player.differences)")
    #expect(player.samples.count == capture.expectations.count)
    for (sample, expected) in zip(player.samples, capture.expectations) { Self.compare(sample, expected) }
  }

  static func compare(_ sample: Sample, _ expected: Capture.Expectation) {
    #expect(sample.arrived == expected.arrived)
    #expect(Int(sample.stream.index) == expected.stream)
    #expect(sample.count == expected.values.count)
    for index in 0..<min(sample.count, expected.values.count) {
      let value = sample.values[index]
      #expect(sample.isValid(index) == expected.isValid[index], "value \(index) at \(expected.arrived)")
      #expect((sample.saturated & (1 << UInt64(index)) != 0) == expected.isSaturated[index], "value \(index) at \(expected.arrived)")
      if let wanted = expected.values[index] {
        #expect(abs(value - wanted) < 1e-9, "value \(index) at \(expected.arrived)")
      } else {
        #expect(value.isNaN)
      }
    }
  }
}

/// Runs a capture through a driver and its calibration.
struct CapturePlayer: ~Copyable {
  /// Samples of every stream, in order.
  var samples: [Sample] = []
  /// Polls that wrote something else than the capture.
  var differences: [String] = []
  private var driver: DeviceDriver
  private var calibration: Calibration
  private var latest: [Sample]
  private var raw = RawSample()
  private var request = PacketBuffer()

  init(_ profile: DeviceProfile, _ numbers: DeviceCalibration) {
    driver = DeviceDriver(profile.wire, line: profile.line)
    calibration = Calibration(profile: profile, calibration: numbers, device: DeviceID(0))
    latest = profile.streams.enumerated().map {
      Sample(device: DeviceID(0), stream: StreamIndex($0.offset), kind: $0.element.kind, count: 0)
    }
  }

  mutating func play(_ event: Capture.Event) {
    switch event.verb {
    case .open: driver.opened(at: event.time)
    case .close: driver.closed(at: event.time)
    case .rx: for byte in event.bytes where driver.receive(byte, at: event.time, into: &raw) { take() }
    case .tx, .poll:
      request.clear()
      let outcome = driver.poll(now: event.time, into: &request, raw: &raw)
      if outcome.hasSample { take() }
      if outcome.hasRequest { driver.wrote(.taken, at: event.time) }
      let written = request.toArray()
      if written != event.bytes { differences.append("\(event.time.nanoseconds): wrote \(written), the capture has \(event.bytes)") }
    }
  }

  private mutating func take() {
    for stream in latest.indices where raw.streams & (1 << UInt64(stream)) != 0 {
      calibration.apply(&raw, stream: stream, into: &latest[stream])
      samples.append(latest[stream])
    }
  }
}
