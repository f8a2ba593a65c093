internal import CExocapMath

extension Math {
  /// Sine and cosine of two angles [rad] at once, each bit for bit that of `sincos` but for the sign of zero.
  ///
  /// The same arithmetic in both lanes: no branch on an angle's size but for those over 2^20 quarter turns.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  @inline(__always)
  static func sincos(_ x: SIMD2<Double>) -> (sin: SIMD2<Double>, cos: SIMD2<Double>) {
    guard exocap_fabs(x[0]) <= 0x1.8p20, exocap_fabs(x[1]) <= 0x1.8p20 else { return oneByOne(x) }
    let magic = SIMD2<Double>(repeating: 0x1.8p52)
    let shifted = x * 0x1.45f306dc9c883p-1 + magic
    let turns = shifted - magic
    let first = x - turns * 0x1.921fb544p+0
    let second = exactSum(first, -(turns * 0x1.0b4611a6p-34))
    let third = exactSum(second.high, -(turns * 0x1.3198a2ep-69))
    let rest = (second.low + third.low) - turns * 0x1.b839a252049c1p-104
    let high = third.high + rest
    let low = (third.high - high) + rest
    let sine = bits(kernelSine(high, low))
    let cosine = bits(kernelCosine(high, low))
    // The last bits of the shifted number are the quarter turns: odd ones swap sine and cosine, then signs follow.
    let quadrant = bits(shifted)
    let one = SIMD2<UInt64>(repeating: 1)
    let two = SIMD2<UInt64>(repeating: 2)
    let isOdd = SIMD2<UInt64>(repeating: 0) &- (quadrant & one)
    let sign = (quadrant & two) &<< SIMD2<UInt64>(repeating: 62)
    let otherSign = ((quadrant &+ one) & two) &<< SIMD2<UInt64>(repeating: 62)
    let s = ((cosine & isOdd) | (sine & ~isOdd)) ^ sign
    let c = ((sine & isOdd) | (cosine & ~isOdd)) ^ otherSign
    return (numbers(s), numbers(c))
  }

  // SAFETY: both are two times eight bytes, of which every pattern is a value.
  @inline(__always)
  private static func bits(_ x: SIMD2<Double>) -> SIMD2<UInt64> { unsafe unsafeBitCast(x, to: SIMD2<UInt64>.self) }

  // SAFETY: as in bits.
  @inline(__always)
  private static func numbers(_ x: SIMD2<UInt64>) -> SIMD2<Double> { unsafe unsafeBitCast(x, to: SIMD2<Double>.self) }

  private static func oneByOne(_ x: SIMD2<Double>) -> (sin: SIMD2<Double>, cos: SIMD2<Double>) {
    let (first, second) = (sincos(x[0]), sincos(x[1]))
    return (SIMD2(first.sin, second.sin), SIMD2(first.cos, second.cos))
  }

  /// As that of one number.
  @inline(__always)
  private static func exactSum(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> (high: SIMD2<Double>, low: SIMD2<Double>) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }

  /// As that of one number.
  @inline(__always)
  private static func kernelSine(_ x: SIMD2<Double>, _ tail: SIMD2<Double>) -> SIMD2<Double> {
    let z = x * x
    let v = z * x
    let high = -0x1.ae5e68a2b9cebp-26 + z * 0x1.5d93a5acfd57cp-33
    let r = 0x1.111111110f8a6p-7 + z * (-0x1.a01a019c161d5p-13 + z * (0x1.71de357b1fe7dp-19 + z * high))
    return x - ((z * (0.5 * tail - v * r) - tail) + v * 0x1.5555555555549p-3)
  }

  /// As that of one number.
  @inline(__always)
  private static func kernelCosine(_ x: SIMD2<Double>, _ tail: SIMD2<Double>) -> SIMD2<Double> {
    let z = x * x
    let near = z * (0x1.555555555554cp-5 + z * (-0x1.6c16c16c15177p-10 + z * 0x1.a01a019cb1590p-16))
    let far = -0x1.27e4f809c52adp-22 + z * (0x1.1ee9ebdb4b1c4p-29 + z * -0x1.8fae9be8838d4p-37)
    let r = near + (z * z) * (z * z) * far
    let half = 0.5 * z
    let w = 1 - half
    return w + (((1 - w) - half) + (z * r - x * tail))
  }
}
