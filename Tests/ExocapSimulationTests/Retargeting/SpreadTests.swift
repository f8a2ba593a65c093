import Testing

@testable import ExocapSimulation

@Suite struct SpreadTests {
  /// By hand: of 1 … 40 the nearest rank of 95 % is the 38th.
  @Test func hasMeanRankAndGreatest() {
    let spread = Spread((1...40).reversed().map(Double.init) + [.nan])
    #expect(spread.count == 40)
    #expect(spread.mean == 20.5)
    #expect(spread.p95 == 38)
    #expect(spread.greatest == 40)
  }

  @Test func ofNothingIsNoNumber() {
    let spread = Spread([.nan, .infinity])
    #expect(spread.count == 0)
    #expect(spread.mean.isNaN && spread.p95.isNaN && spread.greatest.isNaN)
  }
}
