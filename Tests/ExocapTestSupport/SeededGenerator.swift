internal import Glibc

/// Random numbers that come again from the same seed. SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
public struct SeededGenerator: RandomNumberGenerator {
  /// Where the numbers began.
  public let seed: UInt64
  private var state: UInt64

  public init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  /// Prints the seed that it draws, or takes it from `EXOCAP_SEED`, so that a failure can be run again.
  public static func printed(_ test: String = #function) -> SeededGenerator {
    let given = unsafe getenv("EXOCAP_SEED").flatMap { UInt64(unsafe String(cString: $0)) }
    let seed = given ?? UInt64.random(in: 1 ... .max)
    print("seed of \(test): EXOCAP_SEED=\(seed)")
    return SeededGenerator(seed: seed)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
