import ExocapTestSupport
import Testing

/// Multiprecision vectors of Tests/Vectors/math, made by its generate.py with mpmath: arguments, then the true value
/// as the sum of two doubles.
struct MathVectors {
  /// The arguments and the true value of one row.
  struct Row {
    var arguments: [Double]
    var high: Double
    var low: Double

    /// How far `value` is from the truth, in units in the last place of the truth.
    func error(of value: Double) -> Double {
      guard value.isFinite else { return high.isFinite ? .infinity : 0 }
      return abs((value - high) - low) / high.ulp
    }
  }

  var rows: [Row]

  /// Reads Tests/Vectors/math/`name`.csv; no rows where it is missing or broken.
  init(_ name: String) {
    let numbers = TextFile(checkout: "Tests/Vectors/math/\(name).csv")?.numbers ?? []
    rows = numbers.map { Row(arguments: Array($0.dropLast(2)), high: $0[$0.count - 2], low: $0[$0.count - 1]) }
  }

  /// The largest error of `function` over all rows, and where.
  func worst(_ function: ([Double]) -> Double) -> (error: Double, at: [Double]) {
    var worst = (error: 0.0, at: [Double]())
    for row in rows {
      let error = row.error(of: function(row.arguments))
      if !(error <= worst.error) { worst = (error, row.arguments) }
    }
    return worst
  }
}
