/// How large a number was over many ticks.
package struct Spread: Sendable, Equatable {
  /// How many ticks.
  package var count: Int
  /// [rad | m] The mean; NaN of none.
  package var mean: Double
  /// [rad | m] Nineteen of twenty were not greater.
  package var p95: Double
  /// [rad | m]
  package var greatest: Double

  /// Of the finite ones of `values`.
  package init(_ values: [Double]) {
    let known = values.filter(\.isFinite).sorted()
    count = known.count
    mean = known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
    p95 = Spread.quantile(known, 0.95)
    greatest = known.last ?? .nan
  }

  /// The nearest-rank quantile of sorted values; NaN of none.
  package static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    return sorted[min(max(Int((share * Double(sorted.count)).rounded(.up)) - 1, 0), sorted.count - 1)]
  }
}
