import ExocapCore

/// One device of hand-made values, fed field by field.
struct CalibrationBench: ~Copyable {
  var calibration: Calibration
  var raw = RawSample()
  var sample: Sample
  /// Every event since the start.
  var events: [CalibrationEvent] = []

  /// `values` by name with their calibration; one stream of `rate` [Hz].
  init(_ values: [(ValueProfile, ValueCalibration?)], kind: SampleKind = .joints, rate: Double = 100) {
    let profile = DeviceProfile(
      name: "d", title: "d", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
      streams: [StreamProfile(name: "s", kind: kind, rate: rate, staleAfter: .seconds(1), values: values.map(\.0))],
      provenAgainst: "test")
    var numbers: [String: ValueCalibration] = [:]
    for (value, calibration) in values { numbers[value.name] = calibration }
    calibration = Calibration(
      profile: profile, calibration: DeviceCalibration(profile: "d", label: "t", serial: nil, values: numbers), device: DeviceID(3))
    sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: kind, count: 0)
  }

  /// Feeds counts that were read at `milliseconds`; nil: not read this time.
  mutating func feed(_ counts: [Double?], at milliseconds: Int64) {
    let now = Timestamp(nanoseconds: milliseconds * 1_000_000)
    raw.count = counts.count
    raw.arrived = now
    raw.valid = 0
    for (field, counts) in counts.enumerated() {
      guard let counts else { continue }
      raw.fields[field] = counts
      raw.readAt[field] = now
      raw.valid |= 1 << UInt64(field)
    }
    calibration.apply(&raw, stream: 0, into: &sample)
    while let event = calibration.takeEvent() { events.append(event) }
  }

  /// The first value, nil where not valid.
  var value: Double? { sample.isValid(0) ? sample.values[0] : nil }
}
