internal import CExocapMath

extension Math {
  /// An angle as a quarter turn and the small angle that is left.
  struct ReducedAngle: BitwiseCopyable {
    /// 0 … 3 quarter turns.
    var quadrant: Int
    /// [rad] Within ±π/4 (one ulp of rounding beyond it at most).
    var high: Double
    /// [rad] What `high` leaves over, so that high + low is good to 100 bits.
    var low: Double
  }

  /// Takes whole quarter turns off a finite angle [rad].
  ///
  /// Up to 2^20 quarter turns by three parts of π/2 with 33 bits each, whose multiples are exact (Cody and Waite,
  /// Software Manual for the Elementary Functions, 1980; constants as in fdlibm e_rem_pio2.c); beyond that in integers.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  static func reduce(_ x: Double) -> ReducedAngle {
    let magnitude = exocap_fabs(x)
    if magnitude <= 0x1.921fb54442d18p-1 { return ReducedAngle(quadrant: 0, high: x, low: 0) }
    if magnitude > 0x1.8p20 { return reduceLarge(x) }
    let turns = exocap_rint(x * 0x1.45f306dc9c883p-1)
    let first = x - turns * 0x1.921fb544p+0
    let second = exactSum(first, -(turns * 0x1.0b4611a6p-34))
    let third = exactSum(second.high, -(turns * 0x1.3198a2ep-69))
    let rest = (second.low + third.low) - turns * 0x1.b839a252049c1p-104
    let sum = third.high + rest
    return ReducedAngle(quadrant: Int(turns) & 3, high: sum, low: (third.high - sum) + rest)
  }

  /// Takes whole quarter turns off an angle over 2^20 rad: x · 2/π modulo 4 in integers (Payne and Hanek, 1983).
  ///
  /// 192 bits of 2/π, from the first that is not worth a multiple of four quarter turns, leave an error under 2^-126
  /// of a quarter turn; no double comes nearer than 2^-62 to a multiple of one (Muller, Elementary Functions, §11.3.2).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  static func reduceLarge(_ x: Double) -> ReducedAngle {
    let bits = x.bitPattern
    let mantissa = (bits & 0xF_FFFF_FFFF_FFFF) | 0x10_0000_0000_0000
    let start = Int((bits >> 52) & 0x7FF) - 1075 - 2
    let low = twoOverPi(from: start + 128).multipliedFullWidth(by: mantissa)
    let middle = twoOverPi(from: start + 64).multipliedFullWidth(by: mantissa)
    let (word, carry) = middle.low.addingReportingOverflow(low.high)
    let top = (twoOverPi(from: start) &* mantissa) &+ middle.high &+ (carry ? 1 : 0)
    // Two bits of whole quarter turns, then the fraction, which a sign bit rounds to the nearest whole.
    let fraction = ((UInt128(top) &<< 64) | UInt128(word)) &<< 2
    let isUp = fraction >> 127 != 0
    let quadrant = Int(top >> 62) &+ (isUp ? 1 : 0)
    let magnitude = isUp ? 0 &- fraction : fraction
    if magnitude == 0 { return ReducedAngle(quadrant: (x < 0 ? -quadrant : quadrant) & 3, high: 0, low: 0) }
    let shift = magnitude.leadingZeroBitCount
    let normal = magnitude &<< UInt128(shift)
    let scale = Double(bitPattern: UInt64(1023 - shift) << 52)
    let head = Double(UInt64(truncatingIfNeeded: normal >> 75)) * 0x1p-53 * scale
    let tail = Double(UInt64(truncatingIfNeeded: normal >> 22) & 0x1F_FFFF_FFFF_FFFF) * 0x1p-106 * scale
    let product = exactProduct(head, 0x1.921fb54442d18p+0)
    let rest = product.low + (head * 0x1.1a62633145c07p-54 + tail * 0x1.921fb54442d18p+0)
    let sum = product.high + rest
    let residual = (product.high - sum) + rest
    let isNegative = isUp != (x < 0)
    return ReducedAngle(
      quadrant: (x < 0 ? -quadrant : quadrant) & 3, high: isNegative ? -sum : sum, low: isNegative ? -residual : residual)
  }

  /// 64 bits of 2/π from `bit` (0 is worth 1/2), which may be negative: 2/π has no whole part.
  @inline(__always)
  static func twoOverPi(from bit: Int) -> UInt64 {
    let offset = UInt64(bit & 63)
    let word = twoOverPiWord(bit >> 6)
    return offset == 0 ? word : (word &<< offset) | (twoOverPiWord((bit >> 6) + 1) &>> (64 - offset))
  }

  /// Bits 64·index ..< 64·index + 64 of 2/π, computed with mpmath; 1280 bits are what the largest double asks for.
  static func twoOverPiWord(_ index: Int) -> UInt64 {
    switch index {
    case 0: 0xa2f9_836e_4e44_1529
    case 1: 0xfc27_57d1_f534_ddc0
    case 2: 0xdb62_9599_3c43_9041
    case 3: 0xfe51_63ab_debb_c561
    case 4: 0xb724_6e3a_424d_d2e0
    case 5: 0x0649_2eea_09d1_921c
    case 6: 0xfe1d_eb1c_b129_a73e
    case 7: 0xe882_35f5_2ebb_4484
    case 8: 0xe99c_7026_b45f_7e41
    case 9: 0x3991_d639_8353_39f4
    case 10: 0x9c84_5f8b_bdf9_283b
    case 11: 0x1ff8_97ff_de05_980f
    case 12: 0xef2f_118b_5a0a_6d1f
    case 13: 0x6d36_7ecf_27cb_09b7
    case 14: 0x4f46_3f66_9e5f_ea2d
    case 15: 0x7527_bac7_ebe5_f17b
    case 16: 0x3d07_39f7_8a52_92ea
    case 17: 0x6bfb_5fb1_1f8d_5d08
    case 18: 0x5603_3046_fc7b_6bab
    case 19: 0xf0cf_bc20_9af4_361d
    default: 0
    }
  }
}
