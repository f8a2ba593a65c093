/// Times of alternating rounds of one contender.
struct Rounds {
  private var values: [Double] = []

  mutating func add(_ value: Double) { values.append(value) }

  /// At `part` (0 … 1) of the sorted values; nearest rank.
  func quantile(_ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
  }

  var median: Double { quantile(0.5) }

  /// "127 (119 … 134)": median, first and third quartile.
  var summary: String { "\(Int(median.rounded())) (\(Int(quantile(0.25).rounded())) … \(Int(quantile(0.75).rounded())))" }
}
