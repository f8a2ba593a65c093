// Filters/ takes noise out of an operator's motion, by real time stamps. It knows numbers and placements; no robot, stream or limit.
internal import CExocapMath

/// Filters one joint's position as its rig asks.
///
/// A value that is not finite gives NaN and leaves the state; the time until the next finite one counts as one step. After more than
/// 100 ms without a value the filter starts anew, exactly at the next.
package struct JointFilter: BitwiseCopyable, Sendable {
  private let filter: MotionFilter
  /// [rad | m] NaN: nothing was taken yet.
  private var value = Double.nan
  /// [rad/s | m/s] What the cut-off follows.
  private var rate = 0.0
  /// [s] Since the last finite value.
  private var gap = 0.0

  package init(_ filter: MotionFilter) { self.filter = filter }

  /// Forgets everything but its settings.
  package mutating func reset() { self = JointFilter(filter) }

  /// Takes `x` [rad | m], `time` [s] after the last call; says where the joint is. NaN where `x` is not finite.
  ///
  /// A `time` below 0.1 ms, or NaN, counts as 0.1 ms; over 100 ms as 100 ms.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func take(_ x: Double, time: Double) -> Double {
    gap += MotionFilter.step(time)
    guard x.isFinite else { return .nan }
    guard value.isFinite, gap <= MotionFilter.longestStep else { return start(x) }
    advance(x, gap)
    // Values near the end of Double's range overflow a rate.
    guard value.isFinite, rate.isFinite else { return start(x) }
    gap = 0
    return value
  }

  private mutating func start(_ x: Double) -> Double {
    (value, rate, gap) = (x, 0, 0)
    return x
  }

  private mutating func advance(_ x: Double, _ time: Double) {
    switch filter {
    case .none:
      value = x
    case .lowPass(let cutoff):
      value += MotionFilter.share(cutoff, time) * (x - value)
    case .oneEuro(let cutoff, let slope, let derivative):
      // The speed is taken against the last answer, not the last sample: Casiez 2012, algorithm 1.
      rate += MotionFilter.share(derivative, time) * ((x - value) / time - rate)
      value += MotionFilter.share(cutoff + slope * exocap_fabs(rate), time) * (x - value)
    case .alphaBeta(let cutoff, let slope):
      let fade = MotionFilter.fade(cutoff + slope * exocap_fabs(rate), time)
      let missing = x - (value + rate * time)
      value += rate * time + (1 - fade * fade) * missing
      rate += (1 - fade) * (1 - fade) * missing / time
    }
  }

  /// Saves or restores what moves; the settings are configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&value)
    archive.field(&rate)
    archive.field(&gap)
  }
}
