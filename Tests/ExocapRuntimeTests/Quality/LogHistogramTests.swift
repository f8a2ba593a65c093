import Testing

@testable import ExocapRuntime

struct LogHistogramTests {
  @Test func quantilesAreRightToThreePercent() {
    var histogram = LogHistogram()
    for number in 1...1000 { histogram.note(Double(number) * 1e-3) }
    for share in [0.01, 0.5, 0.9, 0.99, 1] {
      #expect(abs(histogram.quantile(share) / share - 1) < 0.032, "\(share)")
    }
    #expect(histogram.largest == 1)
    #expect(abs(histogram.share(above: 0.75) - 0.25) < 0.04)
  }

  @Test func whatIsOutOfRangeIsCountedAtTheEndsAndWhatIsNoNumberNotAtAll() {
    var histogram = LogHistogram()
    for number in [0, -1, 1e-30, 1e30, .nan, .infinity] { histogram.note(number) }
    #expect(histogram.count == 4)
    #expect(histogram.quantile(0.5) < 1e-7)
    #expect(histogram.largest == 1e30)
    #expect(LogHistogram().quantile(0.5).isNaN)
    #expect(LogHistogram().share(above: 1).isNaN)
  }
}
