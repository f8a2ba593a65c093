import ExocapCore
import ExocapSimulation

/// A simulated device, a driver and a calibration on one perfect line, in virtual time.
struct DeviceBench: ~Copyable {
  var device: SimulatedDevice
  var driver: DeviceDriver
  var calibration: Calibration
  /// The newest sample of each stream.
  var samples: [Sample]
  /// How many turns or packets were read.
  var count = 0
  /// How many samples each stream had.
  var counts: [Int]
  var now = Timestamp(nanoseconds: 0)
  private var raw = RawSample()
  private var request = PacketBuffer()

  init(_ profile: DeviceProfile, _ numbers: DeviceCalibration) {
    device = SimulatedDevice(profile: profile, calibration: numbers, start: now)
    driver = DeviceDriver(profile.wire, line: profile.line)
    calibration = Calibration(profile: profile, calibration: numbers, device: DeviceID(0))
    samples = profile.streams.enumerated().map {
      Sample(device: DeviceID(0), stream: StreamIndex($0.offset), kind: $0.element.kind, count: $0.element.values.count)
    }
    counts = samples.map { _ in 0 }
    driver.opened(at: now)
  }

  /// Runs for `time` in steps of `step`: what a thread on a USB adapter of that latency sees.
  mutating func run(for time: Interval, step: Interval = .microseconds(250)) {
    let end = now + time
    while now < end {
      now = now + step
      for byte in device.poll(now: now) where driver.receive(byte, at: now, into: &raw) { take() }
      request.clear()
      let outcome = driver.poll(now: now, into: &request, raw: &raw)
      if outcome.hasSample { take() }
      if outcome.hasRequest {
        device.receive(request.toArray(), at: now)
        driver.wrote(.taken, at: now)
      }
    }
  }

  private mutating func take() {
    count += 1
    for stream in samples.indices where raw.streams & (1 << UInt64(stream)) != 0 {
      calibration.apply(&raw, stream: stream, into: &samples[stream])
      counts[stream] += 1
    }
  }

  func value(_ stream: Int, _ place: Int) -> Double { samples[stream].values[place] }
}

extension DeviceBench {
  /// Changes the servos behind the driver's back.
  mutating func changeChain(_ change: (inout SimulatedServoChain) -> Void) {
    guard case .servos(var chain) = device else { return }
    change(&chain)
    device = .servos(chain)
  }
}

extension DeviceBench {
  /// Changes a device of packets behind the driver's back.
  mutating func changePackets(_ change: (inout SimulatedPacketDevice) -> Void) {
    guard case .packets(var device) = device else { return }
    change(&device)
    self.device = .packets(device)
  }
}
