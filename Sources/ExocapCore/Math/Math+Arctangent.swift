internal import CExocapMath

extension Math {
  /// The angle of the vector (x, y) from the x axis [rad], within ±π.
  ///
  /// Error under 0.8 ulp.
  ///
  /// Zeros and infinities as in IEEE 754: the sign of `y` decides the half, atan2(±0, -0) = ±π. NaN where either is NaN.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func atan2(_ y: Double, _ x: Double) -> Double {
    guard x == x, y == y else { return .nan }
    var a = exocap_fabs(x)
    var b = exocap_fabs(y)
    let isLeft = x.sign == .minus
    if a == .infinity || b == .infinity {
      // As the diagonal, or as an axis where only one is infinite.
      let isDiagonal = a == b
      b = isDiagonal ? 1 : (b == .infinity ? 1 : 0)
      a = isDiagonal ? 1 : 1 - b
    }
    if a == 0 && b == 0 { a = 1 }
    // Powers of two leave the quotient. With the larger side in 1 ... 2^924 the exact product has room on both ends,
    // unless the quotient is under 2^-900, where it is not asked for.
    let larger = a > b ? a : b
    let scale = larger < 1 ? 0x1p900 : (larger > 0x1p900 ? 0x1p-100 : 1.0)
    a *= scale
    b *= scale
    let angle = b > a ? steepAngle(a, b, isLeft: isLeft) : flatAngle(a, b, isLeft: isLeft)
    return y.sign == .minus ? -angle : angle
  }

  /// The angle of (±a, b) for 0 ≤ b ≤ a: atan(b/a) from the nearer end of the x axis.
  @inline(__always)
  private static func flatAngle(_ a: Double, _ b: Double, isLeft: Bool) -> Double {
    let t = arctangent(b, a)
    if isLeft { return difference(0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53, t) }
    return t.high + t.low
  }

  /// The angle of (±a, b) for a < b: a quarter turn minus or plus atan(a/b).
  @inline(__always)
  private static func steepAngle(_ a: Double, _ b: Double, isLeft: Bool) -> Double {
    let t = arctangent(a, b)
    return difference(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, isLeft ? Pair(-t.high, -t.low) : t)
  }

  @inline(__always)
  private static func difference(_ high: Double, _ low: Double, _ t: Pair) -> Double {
    let sum = exactSum(high, -t.high)
    return sum.high + (sum.low + (low - t.low))
  }

  /// atan(y/x) for 0 ≤ y ≤ x as a sum of two doubles.
  ///
  /// The quotient is taken about the nearest of 0, 1/2 and 1, atan(y/x) = atan(c) + atan((y - c·x) / (x + c·y)), with
  /// what its rounding leaves over; then the polynomial of fdlibm s_atan.c (Sun Microsystems, 1993).
  @inline(__always)
  private static func arctangent(_ y: Double, _ x: Double) -> Pair {
    let c: Double
    let base: Pair
    if y < 0.4375 * x {
      c = 0
      base = Pair(0, 0)
    } else if y < 0.6875 * x {
      c = 0.5
      base = Pair(0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56)
    } else {
      c = 1
      base = Pair(0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55)
    }
    let numerator = exactSum(y, -(c * x))
    let denominator = exactSum(x, c * y)
    let u = numerator.high / denominator.high
    let product = exactProduct(u, denominator.high)
    let over = ((numerator.high - product.high) - product.low) + (numerator.low - u * denominator.low)
    // The exact product needs room below it; a quotient this small is its own arctangent, and rounded once.
    let rest = u.magnitude < 0x1p-900 ? 0 : over / denominator.high
    let z = u * u
    let w = z * z
    let odd = -0x1.dde2d52defd9ap-5 + w * -0x1.2b4442c6a6c2fp-5
    let s2 = w * (-0x1.999999998ebc4p-3 + w * (-0x1.c71c6fe231671p-4 + w * (-0x1.3b0f2af749a6dp-4 + w * odd)))
    let even = 0x1.10d66a0d03d51p-4 + w * (0x1.97b4b24760debp-5 + w * 0x1.0ad3ae322da11p-6)
    let s1 = z * (0x1.555555555550dp-2 + w * (0x1.24924920083ffp-3 + w * (0x1.745cdc54c206ep-4 + w * even)))
    let sum = exactSum(base.high, u)
    return Pair(sum.high, sum.low + (base.low + (rest - u * (s1 + s2))))
  }
}
