// Retargeting/ maps what the operator does to what the robot shall do. It knows no protocol and no state machine.

/// Follows one value whose samples come slower than the tick, and says where it is now.
///
/// An α-β filter (critically damped: β = 2(2 - α) - 4√(1 - α), Kalata 1984) gives position and rate at each sample;
/// between samples the rate goes on for two periods, then decays to zero at the hold time (or stops there where two periods are longer), so that a lost stream stops softly.
package struct Tracker: BitwiseCopyable, Sendable {
  /// [-] α = 0.75 and its critical β: a step is followed to 94 % within two samples.
  @inline(__always) static var alpha: Double { 0.75 }
  @inline(__always) static var beta: Double { 0.5 }

  private var value: Double = .nan
  private var rate: Double = 0
  private var measured: Timestamp = .never

  package init() {}

  /// Forgets everything.
  package mutating func reset() { self = Tracker() }

  /// Takes a sample `x` measured at `time`; `period` is the stream's nominal one. Not finite or not newer: ignored.
  package mutating func take(_ x: Double, at time: Timestamp, period: Interval) {
    guard x.isFinite else { return }
    guard value.isFinite, time - measured < .seconds(1) else {
      (value, rate, measured) = (x, 0, time)
      return
    }
    let elapsed = (time - measured).seconds
    guard elapsed > 0 else { return }
    let predicted = value + rate * elapsed
    let residual = x - predicted
    value = predicted + Tracker.alpha * residual
    rate += Tracker.beta * residual / max(elapsed, period.seconds * 0.5)
    measured = time
  }

  /// Where the value is at `now`; NaN before the first sample.
  /// The extrapolation lasts `full` at the whole rate, but no longer than `hold`, and then fades until `hold`, both since the last sample.
  package func estimate(at now: Timestamp, full: Interval, hold: Interval) -> Double {
    let age = (now - measured).seconds
    guard value.isFinite, age > 0 else { return value }
    let whole = min(full, hold).seconds
    if age <= whole { return value + rate * age }
    // The rate falls linearly to zero over `fade`: its integral is s - s²/(2·fade).
    let fade = hold.seconds - whole
    guard fade > 0 else { return value + rate * whole }
    let s = min(age - whole, fade)
    return value + rate * (whole + s - s * s / (2 * fade))
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&value)
    archive.field(&rate)
    archive.field(&measured)
  }
}
