package import ExocapCore

/// Draws that are the same on every machine and for every version of the toolchain: xoshiro256** seeded by SplitMix64.
///
/// Generator: Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, 2021 (prng.di.unimi.it).
/// It does not conform to `RandomNumberGenerator`: the standard library's `random(in:using:)` may change how it draws.
package struct SeededRandom: Sendable, Hashable {
  /// The generator's 256 bits; never all zero.
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64
  /// The second normal value of the last pair; nil where none is left.
  private var spareNormal: Double?

  /// The generator that `seed` stands for.
  ///
  /// Every seed is good, also zero.
  package init(seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    self.init(state: (mixer.next(), mixer.next(), mixer.next(), mixer.next()))
  }

  /// The generator in a given state, for published vectors.
  ///
  /// All zero is a bug of ours and traps.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(state.0 | state.1 | state.2 | state.3 != 0, "xoshiro256** stands still at zero")
    s0 = state.0
    s1 = state.1
    s2 = state.2
    s3 = state.3
    spareNormal = nil
  }

  /// 64 random bits.
  package mutating func next() -> UInt64 {
    let scrambled = s1 &* 5
    let result = ((scrambled &<< 7) | (scrambled &>> 57)) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 &<< 45) | (s3 &>> 19)
    return result
  }

  /// A generator of its own for a part of the world, so that what one part draws does not move another's draws.
  package mutating func split() -> SeededRandom { SeededRandom(seed: next()) }

  /// 0 ..< bound, each as likely.
  ///
  /// Lemire, Fast Random Integer Generation in an Interval, 2019: at most one retry in 2^64 / bound draws. A bound of
  /// zero is a bug of ours and traps.
  package mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A whole number of the range, each as likely.
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    if width == .max { return Int(truncatingIfNeeded: next()) }
    return range.lowerBound &+ Int(truncatingIfNeeded: below(width + 1))
  }

  /// 0 ..< 1 in steps of 2^-53.
  package mutating func unit() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// A number of the range, its ends included by rounding only.
  package mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// True with the given probability, 0 … 1.
  package mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// Mean 0, standard deviation 1: the polar method (Marsaglia and Bray, 1964), with our own logarithm.
  package mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * unit() - 1
      let y = 2 * unit() - 1
      let square = x * x + y * y
      // The unit disc is 79 % of the square: a hundred misses in a row have probability 10^-67.
      guard square < 1, square > 0 else { continue }
      let factor = Math.sqrt(-2 * Math.log(square) / square)
      spareNormal = y * factor
      return x * factor
    }
  }

  /// Mean 1, above 0: the waiting time of a process without memory, by inversion.
  package mutating func exponential() -> Double { -Math.log(1 - unit()) }

  /// A span between zero and, in the rare case, 20 means: exponential about `mean`.
  package mutating func exponential(mean: Interval) -> Interval {
    if mean <= .zero { return .zero }
    let factor = exponential()
    return .seconds(rounding: mean.seconds * (factor < 20 ? factor : 20))
  }

  /// A span of the range, each nanosecond as likely.
  package mutating func interval(in range: ClosedRange<Interval>) -> Interval {
    .nanoseconds(Int64(integer(in: Int(range.lowerBound.nanoseconds)...Int(range.upperBound.nanoseconds))))
  }
}

/// A generator with 64 bits of state, for seeding: Steele, Lea and Flood, Fast Splittable Pseudorandom Number
/// Generators, 2014, with the constants of Vigna's splitmix64.c.
package struct SplitMix64: Sendable, Hashable {
  /// Any value.
  package var state: UInt64

  package init(state: UInt64) { self.state = state }

  /// 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed &>> 31)
  }
}
