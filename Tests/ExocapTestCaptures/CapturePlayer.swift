package import ExocapCore

/// Runs a capture through a driver and its calibration.
package struct CapturePlayer: ~Copyable {
  /// Samples of every stream, in order.
  package private(set) var samples: [Sample] = []
  /// Polls that wrote something else than the capture.
  package private(set) var differences: [String] = []
  private var driver: DeviceDriver
  private var calibration: Calibration
  private var latest: [Sample]
  private var raw = RawSample()
  private var request = PacketBuffer()

  package init(_ profile: DeviceProfile, _ numbers: DeviceCalibration) {
    driver = DeviceDriver(profile.wire, line: profile.line)
    calibration = Calibration(profile: profile, calibration: numbers, device: DeviceID(0))
    latest = profile.streams.enumerated().map {
      Sample(device: DeviceID(0), stream: StreamIndex($0.offset), kind: $0.element.kind, count: 0)
    }
  }

  package mutating func play(_ event: Capture.Event) {
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
