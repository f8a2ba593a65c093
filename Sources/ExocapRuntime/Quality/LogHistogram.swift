/// How often which size of number came, in bins of a sixteenth of an octave: quantiles to 3 %, without memory that grows.
struct LogHistogram {
  private var bins: [UInt32]
  private(set) var count = 0
  /// [SI] Exact.
  private(set) var largest = 0.0

  /// From 60 ns to 2048 s, or whatever is counted in the same range.
  private static var binCount: Int { 35 * 16 }
  /// Exponent and first four bits of the fraction of 2^-24.
  private static var firstBin: Int { (1023 - 24) << 4 }

  init() { bins = Array(repeating: 0, count: Self.binCount) }

  /// Forgets everything, and keeps its memory.
  mutating func reset() {
    for bin in bins.indices { bins[bin] = 0 }
    count = 0
    largest = 0
  }

  /// Counts a number; what is not finite is passed over, what is not above zero is in the lowest bin.
  mutating func note(_ value: Double) {
    guard value.isFinite else { return }
    bins[Self.bin(of: value)] &+= 1
    count += 1
    largest = max(largest, value)
  }

  /// The number that `share` (0 … 1) of all are not above; NaN where there is none.
  func quantile(_ share: Double) -> Double {
    guard count > 0 else { return .nan }
    let rank = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for bin in 0..<bins.count {
      seen += Int(bins[bin])
      if seen >= rank { return min(Self.middle(of: bin), largest) }
    }
    return largest
  }

  /// 0 … 1 Which part of all is in bins above that of `limit`; NaN where there is none.
  func share(above limit: Double) -> Double {
    guard count > 0 else { return .nan }
    var above = 0
    for bin in (Self.bin(of: limit) + 1)..<max(bins.count, Self.bin(of: limit) + 1) { above += Int(bins[bin]) }
    return Double(above) / Double(count)
  }

  private static func bin(of value: Double) -> Int {
    guard value > 0 else { return 0 }
    return min(max(Int(value.bitPattern >> 48) - firstBin, 0), binCount - 1)
  }

  private static func middle(of bin: Int) -> Double { Double(bitPattern: UInt64(bin + firstBin) << 48 | 1 << 47) }
}
