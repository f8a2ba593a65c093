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
/// *Encoder*: with a centre a value lies within half a turn of it, wherever the counts begin anew and however often they did.
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
    hasForces = steps.contains(where: \.isForce)
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
    var bit: UInt64 = 1
    for place in 0..<plan.count {
      defer { bit &<<= 1 }
      let index = plan.first &+ place
      let step = unsafe UnsafePointer(steps + index)
      if let reading = unsafe Calibration.convert(step, &raw) {
        measured |= bit
        atEnd |= bit &* (reading.isSaturated ? 1 : 0)
        switch unsafe states[unchecked: index].take(reading, step, plan.period) {
        case .believed:
          believed |= bit
          if unsafe tare.isUnderWay && step.pointee.isForce { addToTare(reading, index) }
        case .refused: break
        case .jumped: noteJump(index)
        }
      }
      // SAFETY: init allows a device no more values than a vector holds, over all its streams.
      unsafe sample.values.elements[unchecked: place] = states[unchecked: index].value - states[unchecked: index].tare
      unsafe sample.ages[unchecked: place] = raw.arrived - states[unchecked: index].at
      unsafe sample.rates.elements[unchecked: place] = Calibration.scaled(step, step.pointee.rateField, step.pointee.rateScale, &raw)
      unsafe sample.efforts.elements[unchecked: place] = Calibration.scaled(step, step.pointee.effortField, step.pointee.effortScale, &raw)
    }
    sample.valid = believed
    sample.saturated = atEnd
    let first = UInt64(truncatingIfNeeded: plan.first)
    saturated = (saturated & ~(measured &<< first)) | (atEnd &<< first)
    jumping &= ~(believed &<< first)
  }

  @inline(never)
  private mutating func noteJump(_ index: Int) {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
    if jumping & bit == 0 {
      jumping |= bit
      unreportedJumps |= bit
    }
  }
}
