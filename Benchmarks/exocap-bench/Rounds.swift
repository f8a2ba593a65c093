/// Times of alternating rounds of one contender.
struct Rounds: Sendable {
  private var values: [Double] = []

  init(_ values: [Double] = []) { self.values = values }

  mutating func add(_ value: Double) { values.append(value) }

  /// At `part` (0 … 1) of the sorted values; nearest rank.
  func quantile(_ part: Double) -> Double {
    if values.isEmpty { return .nan }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
  }

  var median: Double { quantile(0.5) }

  /// "127 (119 … 134)": median, first and third quartile.
  var summary: String {
    values.isEmpty || median.isNaN ? "–" : "\(Int(median.rounded())) (\(Int(quantile(0.25).rounded())) … \(Int(quantile(0.75).rounded())))"
  }
}
