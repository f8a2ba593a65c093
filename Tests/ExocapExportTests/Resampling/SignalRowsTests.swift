import Testing

@testable import ExocapExport

/// Rows at 0, 100, 200 … ms; samples and expectations by hand.
struct SignalRowsTests {
  private static let ms: Int64 = 1_000_000

  private func fill(
    _ rule: ResamplingRule, rows: Int, gap: Int64, _ samples: [(Int64, [Double])], judged: Range<Int> = 0..<1
  ) -> SignalRows {
    let grid = TimeGrid(start: 0, end: Int64(rows - 1) * 100 * Self.ms, fps: 10)
    let demand = RowFiller.Demand(rule: rule, longestGap: gap * Self.ms, judged: judged)
    var filler = RowFiller(grid: grid, width: samples[0].1.count, demand: demand)
    for (time, numbers) in samples { filler.take(numbers, at: time * Self.ms) }
    filler.finish()
    return filler.rows
  }

  @Test func jointsLieOnTheLineBetweenSamples() {
    let rows = fill(.linear, rows: 4, gap: 300, [(-50, [0]), (50, [1]), (250, [3]), (300, [10])])
    #expect(rows.numbers == [0.5, 1.5, 2.5, 10])
    #expect(rows.isValid == [true, true, true, true])
    #expect(rows.captured == [-50, 50, 50, 300].map { $0 * Self.ms })
  }

  @Test func commandsHold() {
    let rows = fill(.hold, rows: 4, gap: 300, [(-50, [0]), (50, [1]), (250, [3]), (300, [10])])
    #expect(rows.numbers == [0, 1, 1, 10])
    #expect(rows.isValid == [true, true, true, true])
  }

  @Test func nothingIsInterpolatedAcrossAGap() {
    let samples: [(Int64, [Double])] = [(0, [0]), (100, [1]), (450, [8]), (500, [9])]
    let line = fill(.linear, rows: 6, gap: 300, samples)
    // What was known last stands, and is marked from the first row inside the gap on.
    #expect(line.numbers == [0, 1, 1, 1, 1, 9])
    #expect(line.isValid == [true, true, false, false, false, true])
    // A held command ages: it is good for as long as the gap's limit.
    let held = fill(.hold, rows: 6, gap: 200, samples)
    #expect(held.numbers == [0, 1, 1, 1, 1, 9])
    #expect(held.isValid == [true, true, true, true, false, true])
  }

  @Test func beforeTheFirstSampleNothingIsKnown() {
    let rows = fill(.hold, rows: 3, gap: 300, [(150, [7])])
    #expect(rows.numbers[0].isNaN && rows.numbers[1].isNaN && rows.numbers[2] == 7)
    #expect(rows.isValid == [false, false, true])
    #expect(rows.captured == [SignalRows.none, SignalRows.none, 150 * Self.ms])
  }

  @Test func aNumberThatIsNotKnownIsNotInvented() {
    let rows = fill(.linear, rows: 4, gap: 300, [(0, [0, 5]), (150, [3, .nan]), (300, [6, 8])], judged: 0..<2)
    #expect(rows.number(1, 0) == 2 && rows.number(2, 0) == 4)
    // The line of the second number has no end: the last one stands, then there is none.
    #expect(rows.number(1, 1) == 5 && rows.number(2, 1).isNaN && rows.number(3, 1) == 8)
    #expect(rows.isValid == [true, false, false, true])
    let unasked = fill(.linear, rows: 4, gap: 300, [(0, [0, 5]), (150, [3, .nan]), (300, [6, 8])], judged: 0..<1)
    #expect(unasked.isValid == [true, true, true, true])
  }

  @Test func aSampleThatIsNotLaterIsPassedOver() {
    let rows = fill(.hold, rows: 3, gap: 300, [(0, [1]), (100, [2]), (100, [3]), (50, [4]), (200, [5])])
    #expect(rows.numbers == [1, 2, 5])
  }
}
