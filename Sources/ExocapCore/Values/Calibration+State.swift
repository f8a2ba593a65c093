extension Calibration {
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

    /// What became of a reading.
    enum Verdict: UInt8, BitwiseCopyable {
      /// In its range, and no jump or one that settled: the new value.
      case believed
      /// Out of its range, or no number.
      case refused
      /// Too far from the last believed value.
      case jumped
    }

    /// Takes a reading; `period` is the least time that its speed is judged over.
    @inline(__always)
    mutating func take(_ reading: Reading, _ step: UnsafePointer<CalibrationStep>, _ period: Interval) -> Verdict {
      let new = reading.value
      guard unsafe new >= step.pointee.lower && new <= step.pointee.upper else { return .refused }
      let fastest = unsafe step.pointee.fastest
      if fastest < .infinity && at != .never {
        let isRound = unsafe step.pointee.isRound
        let elapsed = max(reading.at - at, period)
        if State.distance(new, value, isRound: isRound) > fastest * elapsed.seconds {
          guard settles(reading, fastest, isRound: isRound, period) else { return .jumped }
        }
      }
      value = new
      at = reading.at
      agreeing = 0
      refusedAt = .never
      return .believed
    }

    /// Takes note of a jump. True where it has lasted and agreed with itself for long enough to be the truth.
    @inline(never)
    private mutating func settles(_ reading: Reading, _ fastest: Double, isRound: Bool, _ period: Interval) -> Bool {
      let elapsed = max(reading.at - refusedAt, period)
      let agrees = refusedAt != .never && State.distance(reading.value, refused, isRound: isRound) <= fastest * elapsed.seconds
      agreeing = agrees ? agreeing &+ 1 : 0
      refused = reading.value
      refusedAt = reading.at
      return agreeing >= Calibration.settledAfter
    }

    @inline(__always)
    private static func distance(_ left: Double, _ right: Double, isRound: Bool) -> Double {
      let difference = left - right
      return abs(isRound ? Math.wrapAngle(difference) : difference)
    }
  }
}
