internal import CExocapMath

/// Elementary functions whose bits are the same on every machine.
///
/// The C library's sin, cos, atan2 and exp choose other code, with other last bits, where the processor has FMA or
/// AVX2; a recording would then replay differently elsewhere. These use only additions, multiplications, divisions
/// and square roots of IEEE 754 doubles in a fixed order. Errors are about one unit in the last place (docs of each
/// function), held by multiprecision vectors in Tests/Vectors/math. Every NaN that they return is `Double.nan`.
///
/// Constants are written in hexadecimal inside the functions: a decimal literal is rounded twice on x86 (through
/// 80 bits), and a `static let` table locks on first use.
package enum Math {
  /// The square root, correctly rounded; NaN below zero.
  @inline(__always)
  package static func sqrt(_ x: Double) -> Double {
    x >= 0 ? exocap_sqrt(x) : (x == 0 ? x : .nan)
  }

  /// The length of the vector (x, y), without overflow on the way.
  ///
  /// Error under 0.51 ulp, 1 ulp where subnormal.
  ///
  /// Infinite where either is infinite (even beside NaN), else NaN where either is NaN (IEEE 754).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func hypot(_ x: Double, _ y: Double) -> Double {
    let a = exocap_fabs(x)
    let b = exocap_fabs(y)
    if a == .infinity || b == .infinity { return .infinity }
    guard a == a, b == b else { return .nan }
    let larger = a > b ? a : b
    let smaller = a > b ? b : a
    if larger == 0 { return 0 }
    // Squares overflow above 2^511 and lose bits below 2^-450; powers of two are exact.
    let scale = larger > 0x1p500 ? 0x1p-600 : (larger < 0x1p-400 ? 0x1p600 : 1.0)
    let p = exactProduct(larger * scale, larger * scale)
    let q = exactProduct(smaller * scale, smaller * scale)
    let sum = exactSum(p.high, q.high)
    let rest = sum.low + (p.low + q.low)
    let root = exocap_sqrt(sum.high + rest)
    // One Newton step on the part that the rounded root leaves over.
    let square = exactProduct(root, root)
    let residual = ((sum.high - square.high) - square.low) + rest
    return (root + residual / (2 * root)) * (1 / scale)
  }

  /// A sum or product held as the nearest double and what that leaves over.
  @frozen
  @usableFromInline
  struct Pair: BitwiseCopyable {
    @usableFromInline var high: Double
    @usableFromInline var low: Double

    @inline(__always)
    init(_ high: Double, _ low: Double) {
      self.high = high
      self.low = low
    }
  }

  /// `a + b` without error, for any order of magnitudes (Knuth's TwoSum).
  @inline(__always)
  static func exactSum(_ a: Double, _ b: Double) -> Pair {
    let sum = a + b
    let part = sum - a
    return Pair(sum, (a - (sum - part)) + (b - part))
  }

  /// `a · b` without error for factors under 2^970 and products over 2^-960 (Dekker's product, Veltkamp's splitting).
  @inline(__always)
  static func exactProduct(_ a: Double, _ b: Double) -> Pair {
    let splitter = 0x1.0000002p27
    let ta = a * splitter
    let ah = ta - (ta - a)
    let al = a - ah
    let tb = b * splitter
    let bh = tb - (tb - b)
    let bl = b - bh
    let product = a * b
    return Pair(product, ((ah * bh - product) + ah * bl + al * bh) + al * bl)
  }
}
