import Testing

@testable import exocap

@Suite struct DecimationTests {
  @Test func keepsAllOfAShortCurve() {
    #expect(Decimation.places(count: 3, limit: 4) == [0, 1, 2])
    #expect(Decimation.extremes([1, 2, 3], limit: 4) == [1, 2, 3])
  }

  /// Eight values in four points: two stretches of four, each with its least and greatest in their order.
  @Test func keepsTheLeastAndTheGreatestOfEachStretchInTheirOrder() {
    let values = [5.0, 1, 9, 2, .nan, 7, 6, 8]
    #expect(Decimation.extremes(values, limit: 4) == [1, 9, 6, 8])
    #expect(Decimation.places(count: 8, limit: 4) == [0, 2, 4, 6])
  }

  @Test func aStretchWithoutNumbersIsAGap() {
    let kept = Decimation.extremes([.nan, .nan, .nan, .nan, 1, 2, 3, 4], limit: 4)
    #expect(kept[0].isNaN && kept[1].isNaN)
    #expect(kept[2...] == [1, 4])
  }

  @Test(arguments: [1, 7, 100, 8_000, 8_001, 100_000])
  func pointsAndTimesAreAsMany(count: Int) {
    let values = (0..<count).map(Double.init)
    let kept = Decimation.extremes(values, limit: 8_000)
    #expect(kept.count == Decimation.places(count: count, limit: 8_000).count)
    #expect(kept.count <= 8_002)
  }
}
