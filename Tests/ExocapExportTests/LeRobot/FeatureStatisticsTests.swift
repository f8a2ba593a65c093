import ExocapRuntime
import Testing

@testable import ExocapExport

struct FeatureStatisticsTests {
  /// Two columns, 1 2 4 8 and four times 3: mean 3.75, deviation of the population √7.1875.
  @Test func momentsAndExtremesByHand() {
    let statistics = FeatureStatistics(.floats([1, 3, 2, 3, 8, 3, 4, 3]), width: 2)
    #expect(statistics.smallest == [1, 3] && statistics.largest == [8, 3])
    #expect(statistics.mean == [3.75, 3])
    #expect(abs(statistics.deviation[0] - 7.1875.squareRoot()) < 1e-12 && statistics.deviation[1] == 0)
    #expect(statistics.quantiles[2] == [3, 3])
    #expect(statistics.count == 4 && !statistics.isWhole)
  }

  @Test func timesSince1970KeepTheirNanoseconds() {
    let start: Int64 = 1_795_938_731_325_262_303
    let statistics = FeatureStatistics(.integers([start, start + 2, start + 1]), width: 1)
    #expect(statistics.smallestWhole == [start] && statistics.largestWhole == [start + 2])
    #expect(abs(statistics.deviation[0] - (2.0 / 3).squareRoot()) < 1e-12)
    #expect(statistics.isWhole)
  }

  /// Of 1 3 and of 5 5 5 5: mean 24 / 6, and the deviation of all six numbers, √(14 / 6).
  @Test func partsComeToTheWhole() {
    let sum = FeatureStatistics(sum: [FeatureStatistics(.floats([1, 3]), width: 1), FeatureStatistics(.floats([5, 5, 5, 5]), width: 1)])
    #expect(sum.count == 6 && sum.smallest == [1] && sum.largest == [5])
    #expect(abs(sum.mean[0] - 4) < 1e-12)
    #expect(abs(sum.deviation[0] - (14.0 / 6).squareRoot()) < 1e-12)
    // LeRobot's own rule: the mean of the parts' quantiles, by count.
    #expect(abs(sum.quantiles[2][0] - (2.0 * 2 + 5 * 4) / 6) < 1e-12)
  }

  @Test func whatIsWrittenIsReadBackBitForBit() throws {
    for statistics in [
      FeatureStatistics(.floats([0.1, -3.7e-5, 12345.678, 1 / 3]), width: 2), FeatureStatistics(.integers([1 << 60, -5, 3]), width: 1),
      FeatureStatistics(.booleans([true, false, true]), width: 1),
    ] {
      let line = statistics.json().line
      #expect(FeatureStatistics(try JSONParser.parse(Array(line.utf8))) == statistics)
    }
  }
}
