import ExocapTestSupport
import Testing

@testable import ExocapExport

struct OrderStatisticsTests {
  @Test func sortsAsTheStandardLibrary() {
    var random = SeededGenerator.printed()
    for count in [1, 2, 100, 5_000] {
      var values =
        (0..<count).map { _ in Float.random(in: -3...3, using: &random) } + [0, -Float.leastNonzeroMagnitude, 1e30, -1e30, .infinity]
      let expected = values.sorted()
      OrderStatistics.sort(&values)
      #expect(values == expected)
    }
    var same = [Float](repeating: 2, count: 50)
    OrderStatistics.sort(&same)
    #expect(same == [Float](repeating: 2, count: 50))
  }

  /// numpy.quantile([1, 2, 4, 8], q) by hand: place q · 3.
  @Test func quantilesLieBetweenNeighbours() {
    let values = [1.0, 2, 4, 8]
    func quantile(_ q: Double) -> Double { OrderStatistics.quantile(q, count: 4) { values[$0] } }
    #expect(quantile(0) == 1 && quantile(1) == 8)
    #expect(quantile(0.5) == 3)
    #expect(abs(quantile(0.1) - 1.3) < 1e-12)
    #expect(abs(quantile(0.9) - 6.8) < 1e-12)
    #expect(OrderStatistics.quantile(0.99, count: 1) { _ in 5 } == 5)
  }
}
