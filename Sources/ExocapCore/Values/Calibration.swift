/// Turns one device's raw samples, in counts, into samples in SI: the profile's sources and the unit's calibration, compiled.
///
/// A value is valid where the driver read it, it is calibrated, it lies in its range, and it did not jump.
///
/// *Jump*: a change faster than the profile's `fastest` since the last believed value. Times are arrivals, and lines that USB
/// delivers together arrive together, so the elapsed time counts as at least the stream's period. A jump is refused until three
/// samples in a row each agree with the one before: a spike never passes, and a joint that really is elsewhere (a plug was out,
/// a tooth slipped) is not locked out.
///
/// *Hall pair*: a point that lies nearer to the centre than half the calibrated radius, or beyond one and a half, belongs to no
/// magnet at its place, and is invalid.
///
/// *Force*: range and jump are judged before the tare. Used by the device's own thread.
@safe
package struct Calibration: ~Copyable {
  /// The most values of one device, over all its streams; a raw sample has no more fields.
  @inline(__always) package static var capacity: Int { 64 }
  /// After a jump, so many samples in a row that agree with the one before them are the new truth.
  @inline(__always) static var settledAfter: UInt8 { 3 }

  let device: DeviceID
  let streams: [Plan]
  /// One for each value of the device. By pointer, so that none is copied for its few numbers.
  let steps: UnsafeMutablePointer<CalibrationStep>
  let stepCount: Int
  let hasForces: Bool

  var states: InlineArray<64, State> = InlineArray(repeating: State())
  // Bit i: value i of the device, streams one after the other.
  var saturated: UInt64 = 0
  var reportedSaturated: UInt64 = 0
  var jumping: UInt64 = 0
  var unreportedJumps: UInt64 = 0
  var unreportedTares: UInt64 = 0
  var tare = Tare()

  /// One stream of the device.
  struct Plan: BitwiseCopyable, Sendable {
    var kind: SampleKind
    /// Place of its first value among those of the device.
    var first: Int
    var count: Int
    /// The least time between two samples that speed is judged over.
    var period: Interval
  }

  /// What is known of one value.
  struct State: BitwiseCopyable, Sendable {
    /// The last believed value, before the tare; NaN before the first.
    var value = Double.nan
    var at = Timestamp.never
    /// The last refused value, while it jumps.
    var refused = Double.nan
    var refusedAt = Timestamp.never
    /// Refused values in a row that agree with the one before them.
    var agreeing: UInt8 = 0
    /// [N] Taken off a force.
    var tare = 0.0
  }

  /// One value of a raw sample after conversion.
  struct Reading: BitwiseCopyable {
    var value: Double
    var at: Timestamp
    var isSaturated: Bool
  }

  /// `calibration` nil or without an entry: that value is never valid. The profile has at most 64 values over all its streams.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, device: DeviceID) {
    var plans: [Plan] = []
    var steps: [CalibrationStep] = []
    // The link's state is in SI on the wire: its driver fills samples itself.
    for (index, stream) in profile.streams.enumerated() where profile.wire != .link {
      let period: Interval = stream.rate > 0 ? .seconds(rounding: 1 / stream.rate) : .milliseconds(1)
      plans.append(Plan(kind: stream.kind, first: steps.count, count: stream.values.count, period: period))
      for (place, value) in stream.values.enumerated() {
        steps.append(CalibrationStep(value, calibration?.values[value.name], stream: index, place: place))
      }
    }
    precondition(plans.count <= StreamIndex.capacity, "a device has at most 4 streams")
    precondition(steps.count <= Calibration.capacity, "a device has at most 64 values")
    self.device = device
    streams = plans
    unsafe self.steps = UnsafeMutablePointer<CalibrationStep>.allocate(capacity: max(1, steps.count))
    stepCount = steps.count
    hasForces = steps.contains { $0.conversion == .force }
    for (index, step) in steps.enumerated() { unsafe (self.steps + index).initialize(to: step) }
  }

  deinit { unsafe steps.deallocate() }

  /// Writes stream `stream` of `raw` into `sample`: everything but the sequence number. Elements behind `count` stay as they were.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func apply(_ raw: inout RawSample, stream: Int, into sample: inout Sample) {
    let plan = streams[stream]
    sample.device = device
    sample.stream = StreamIndex(stream)
    sample.kind = plan.kind
    sample.count = plan.count
    sample.deviceTicks = raw.deviceTicks
    sample.captured = raw.arrived
    sample.arrived = raw.arrived
    if tare.isUnderWay && plan.kind == .forces { endTare(at: raw.arrived) }
    // Bit i: value i of the stream.
    var measured: UInt64 = 0
    var atEnd: UInt64 = 0
    var believed: UInt64 = 0
    for place in 0..<plan.count {
      let index = plan.first &+ place
      let step = unsafe UnsafePointer(steps + index)
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
      if let reading = unsafe Calibration.convert(step, &raw) {
        measured |= bit
        if reading.isSaturated { atEnd |= bit }
        if unsafe believes(reading, step, index, plan.period) {
          believed |= bit
          if unsafe tare.isUnderWay && step.pointee.conversion == .force { addToTare(reading, index) }
        }
      }
      sample.values[place] = states[index].value - states[index].tare
      sample.ages[place] = raw.arrived - states[index].at
      sample.rates[place] = unsafe Calibration.scaled(step, step.pointee.rateField, step.pointee.rateScale, &raw)
      sample.efforts[place] = unsafe Calibration.scaled(step, step.pointee.effortField, step.pointee.effortScale, &raw)
    }
    sample.valid = believed
    sample.saturated = atEnd
    let first = UInt64(truncatingIfNeeded: plan.first)
    saturated = (saturated & ~(measured &<< first)) | (atEnd &<< first)
    jumping &= ~(believed &<< first)
  }

  /// Whether the reading lies in its range and did not jump; then it is the value's new state, and it jumps no more.
  @inline(__always)
  private mutating func believes(_ reading: Reading, _ step: UnsafePointer<CalibrationStep>, _ index: Int, _ period: Interval) -> Bool {
    let value = reading.value
    guard unsafe value >= step.pointee.lower && value <= step.pointee.upper else { return false }
    let fastest = unsafe step.pointee.fastest
    if fastest < .infinity && states[index].at != .never {
      let isRound = unsafe step.pointee.conversion == .hallPair
      let elapsed = max(reading.at - states[index].at, period)
      let change = Calibration.distance(value, states[index].value, isRound: isRound)
      if change > fastest * elapsed.seconds {
        guard settles(reading, fastest, isRound: isRound, index, period) else { return false }
      }
    }
    states[index].value = value
    states[index].at = reading.at
    states[index].agreeing = 0
    states[index].refusedAt = .never
    return true
  }

  /// Takes note of a jump. True where it has lasted and agreed with itself for long enough to be the truth.
  private mutating func settles(_ reading: Reading, _ fastest: Double, isRound: Bool, _ index: Int, _ period: Interval) -> Bool {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
    if jumping & bit == 0 {
      jumping |= bit
      unreportedJumps |= bit
    }
    let elapsed = max(reading.at - states[index].refusedAt, period)
    let agrees =
      states[index].refusedAt != .never
      && Calibration.distance(reading.value, states[index].refused, isRound: isRound) <= fastest * elapsed.seconds
    states[index].agreeing = agrees ? states[index].agreeing &+ 1 : 0
    states[index].refused = reading.value
    states[index].refusedAt = reading.at
    return states[index].agreeing >= Calibration.settledAfter
  }

  @inline(__always)
  private static func distance(_ left: Double, _ right: Double, isRound: Bool) -> Double {
    let difference = left - right
    return abs(isRound ? Math.wrapAngle(difference) : difference)
  }
}
