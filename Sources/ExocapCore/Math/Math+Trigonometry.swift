internal import CExocapMath

extension Math {
  /// The sine of an angle [rad].
  ///
  /// Error under 0.8 ulp for every finite angle; ±0 keeps its sign; NaN and infinities give NaN.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func sin(_ x: Double) -> Double { sincos(x).sin }

  /// The cosine of an angle [rad].
  ///
  /// Error under 0.8 ulp for every finite angle; NaN and infinities give NaN.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func cos(_ x: Double) -> Double { sincos(x).cos }

  /// Sine and cosine of one angle [rad], bit for bit those of `sin` and `cos`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func sincos(_ x: Double) -> (sin: Double, cos: Double) {
    let magnitude = exocap_fabs(x)
    guard magnitude < .infinity else { return (.nan, .nan) }
    // Below 2^-27 the next terms are under half a unit in the last place; -0 stays -0.
    if magnitude < 0x1p-27 { return (x, 1) }
    let angle = reduce(x)
    let sine = kernelSine(angle.high, angle.low)
    let cosine = kernelCosine(angle.high, angle.low)
    switch angle.quadrant {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// The same direction within ±π [rad]: `x` itself where it is there already, else good to one ulp.
  ///
  /// NaN and infinities give NaN.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  @inline(__always)
  package static func wrapAngle(_ x: Double) -> Double {
    exocap_fabs(x) <= 0x1.921fb54442d18p+1 ? x : wrapLargeAngle(x)
  }

  /// The same where it is not within ±π.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  private static func wrapLargeAngle(_ x: Double) -> Double {
    guard exocap_fabs(x) < .infinity else { return .nan }
    let angle = reduce(x)
    switch angle.quadrant {
    case 0: return angle.high
    case 1: return sum(angle, 0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)
    case 3: return sum(angle, -0x1.921fb54442d18p+0, -0x1.1a62633145c07p-54)
    default:
      return angle.high > 0
        ? sum(angle, -0x1.921fb54442d18p+1, -0x1.1a62633145c07p-53) : sum(angle, 0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53)
    }
  }

  /// A reduced angle plus a multiple of a quarter turn, given in two parts.
  @inline(__always)
  private static func sum(_ angle: ReducedAngle, _ high: Double, _ low: Double) -> Double {
    let total = exactSum(high, angle.high)
    return total.high + (total.low + (low + angle.low))
  }

  /// The sine of x + tail, |x| ≤ π/4.
  ///
  /// Polynomial of fdlibm k_sin.c (Sun Microsystems, 1993), error under 2^-58 of it.
  @inline(__always)
  private static func kernelSine(_ x: Double, _ tail: Double) -> Double {
    let z = x * x
    let v = z * x
    let high = -0x1.ae5e68a2b9cebp-26 + z * 0x1.5d93a5acfd57cp-33
    let r = 0x1.111111110f8a6p-7 + z * (-0x1.a01a019c161d5p-13 + z * (0x1.71de357b1fe7dp-19 + z * high))
    return x - ((z * (0.5 * tail - v * r) - tail) + v * 0x1.5555555555549p-3)
  }

  /// The cosine of x + tail, |x| ≤ π/4.
  ///
  /// Polynomial of fdlibm k_cos.c, error under 2^-58.
  @inline(__always)
  private static func kernelCosine(_ x: Double, _ tail: Double) -> Double {
    let z = x * x
    let near = z * (0x1.555555555554cp-5 + z * (-0x1.6c16c16c15177p-10 + z * 0x1.a01a019cb1590p-16))
    let far = -0x1.27e4f809c52adp-22 + z * (0x1.1ee9ebdb4b1c4p-29 + z * -0x1.8fae9be8838d4p-37)
    let r = near + (z * z) * (z * z) * far
    let half = 0.5 * z
    let w = 1 - half
    return w + (((1 - w) - half) + (z * r - x * tail))
  }
}
