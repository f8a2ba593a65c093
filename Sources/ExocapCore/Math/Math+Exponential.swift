internal import CExocapMath

extension Math {
  /// e to the power of `x`.
  ///
  /// Error at most 1 ulp, also where the result is subnormal; overflows to infinity over 709.78,
  /// underflows to zero below -745.13; NaN gives NaN.
  ///
  /// Argument reduced by a multiple of ln 2 in two parts, then the rational form of fdlibm e_exp.c (Sun Microsystems, 2004).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func exp(_ x: Double) -> Double {
    guard x == x else { return .nan }
    if x > 0x1.62e42fefa39efp+9 { return .infinity }
    if x < -0x1.74910d52d3051p+9 { return 0 }
    let turns = exocap_rint(x * 0x1.71547652b82fep+0)
    let high = x - turns * 0x1.62e42feep-1
    let low = turns * 0x1.a39ef35793c76p-33
    let r = high - low
    let t = r * r
    let p = -0x1.6c16c16bebd93p-9 + t * (0x1.1566aaf25de2cp-14 + t * (-0x1.bbd41c5d26bf1p-20 + t * 0x1.6376972bea4d0p-25))
    let c = r - t * (0x1.555555555553ep-3 + t * p)
    let value = 1 + ((r * c / (2 - c) - low) + high)
    // Two factors: 2^turns itself may be out of range; only the last product rounds.
    let power = Int(turns)
    let bias = power > 1000 ? 500 : (power < -1000 ? -500 : 0)
    return value * powerOfTwo(power - bias) * powerOfTwo(bias)
  }

  /// The natural logarithm.
  ///
  /// Error under 0.9 ulp; log(0) is -infinity, below zero and NaN give NaN.
  ///
  /// x = 2^k (1 + f) with 1 + f in √½ … √2, then the polynomial of fdlibm e_log.c (Sun Microsystems, 1993).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func log(_ x: Double) -> Double {
    guard x >= 0 else { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    let isSubnormal = x < 0x1p-1022
    let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
    // 0x3FE6A09E… is √½: adding its distance from 1 carries into the exponent exactly from √2 on.
    let shifted = bits &+ (0x3FF0_0000_0000_0000 - 0x3FE6_A09E_0000_0000)
    let k = Double(Int(shifted >> 52) - 1023 - (isSubnormal ? 54 : 0))
    let reduced = Double(bitPattern: (shifted & 0xF_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_0000_0000)
    let f = reduced - 1
    let half = 0.5 * f * f
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let t1 = w * (0x1.999999997fa04p-2 + w * (0x1.c71c51d8e78afp-3 + w * 0x1.39a09d078c69fp-3))
    let t3 = w * (0x1.7466496cb03dep-3 + w * 0x1.2f112df3e5244p-3)
    let t2 = z * (0x1.5555555555593p-1 + w * (0x1.2492494229359p-2 + t3))
    let r = t2 + t1
    return ((s * (half + r) + k * 0x1.a39ef35793c76p-33) - half) + f + k * 0x1.62e42feep-1
  }

  /// 2 to the power of `exponent`, -1022 ...
  ///
  /// 1023.
  @inline(__always)
  private static func powerOfTwo(_ exponent: Int) -> Double { Double(bitPattern: UInt64(exponent + 1023) << 52) }
}
