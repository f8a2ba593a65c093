internal import CExocapMath

extension MotionFilter {
  /// [s] The longest step of a filter, and the longest time that it bridges (IsaacTeleop clamps to the same).
  @inline(__always) static var longestStep: Double { 0.1 }
  /// [s] The shortest.
  @inline(__always) static var shortestStep: Double { 1e-4 }

  /// [s] The step that a filter takes where `time` passed.
  @inline(__always)
  static func step(_ time: Double) -> Double { time > shortestStep ? min(time, longestStep) : shortestStep }

  /// [-] How much of the way to a sample a first-order low-pass of `cutoff` [Hz] goes in `time` [s]: T / (T + 1/(2πf)).
  @inline(__always)
  static func share(_ cutoff: Double, _ time: Double) -> Double {
    let turn = 2 * Double.pi * cutoff * time
    return turn / (1 + turn)
  }

  /// [-] θ = e^(-2πfT), the double pole of a critically damped α-β filter: α = 1 - θ², β = (1 - θ)².
  @inline(__always)
  static func fade(_ cutoff: Double, _ time: Double) -> Double { Math.exp(-2 * Double.pi * cutoff * time) }

  /// [s] By how much the filter lags behind steady motion of `speed` [rad/s | m/s], sampled each `period` [s].
  ///
  /// - Low-pass: on a ramp the error e obeys e = (1 - g)(e + vT), so that the lag is T(1 - g)/g. With g = T / (T + 1/(2πf))
  ///   that is 1/(2πf), whatever the period.
  /// - One-euro: the lag τ of a low-pass of f₀ + slope · u, where u = v(1 + τ/T), because Casiez's speed is taken against the last
  ///   answer: the root of 2πτ(f₀ + slope · v(1 + τ/T)) = 1. At rest, its worst, 1/(2πf₀).
  /// - α-β: none, for its rate follows the ramp.
  package func delay(at period: Double, speed: Double = 0) -> Double {
    switch self {
    case .none, .alphaBeta: return 0
    case .lowPass(let cutoff): return 1 / (2 * Double.pi * cutoff)
    case .oneEuro(let cutoff, let slope, _):
      let rise = slope * exocap_fabs(speed)
      let square = 2 * Double.pi * rise / max(period, MotionFilter.shortestStep)
      let linear = 2 * Double.pi * (cutoff + rise)
      return 2 / (linear + Math.sqrt(linear * linear + 4 * square))
    }
  }
}
