import ExocapTestSupport
import Testing

@testable import ExocapExport

struct OrderStatisticsTests {
  @Test func findsWhatTheStandardLibrarySorts() {
    var random = SeededGenerator.printed()
    for count in [1, 2, 100, 1_024, 5_000, 20_000] {
      var values = (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
      for turn in 0..<4 {
        // Then with many that are equal, with a few that are far away, and with one that is farther than can be told.
        if turn == 1 { for index in values.indices where index % 3 > 0 { values[index] = 0.5 } }
        if turn == 2 { values += [0, -Float.leastNonzeroMagnitude, 1e30, -1e30] }
        if turn == 3 { values.append(.infinity) }
        let places = Set([0, values.count - 1] + (0..<9).map { _ in Int.random(in: 0..<values.count, using: &random) }).sorted()
        let sorted = values.sorted()
        #expect(OrderStatistics.numbers(at: places, of: values) == places.map { sorted[$0] })
      }
    }
    #expect(OrderStatistics.numbers(at: [0, 1_500, 1_999], of: [Float](repeating: 2, count: 2_000)) == [2, 2, 2])
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
