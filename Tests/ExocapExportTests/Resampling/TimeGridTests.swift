import Testing

@testable import ExocapExport

struct TimeGridTests {
  /// Thirds of a second by hand: 0, 333333333.3, 666666666.7, 1000000000 ns.
  @Test func rowsAreRoundedAndNeverDrift() {
    let grid = TimeGrid(start: 5, end: 1_000_000_005, fps: 3)
    #expect(grid.count == 4)
    #expect((0..<4).map { grid.time($0) } == [5, 333_333_338, 666_666_672, 1_000_000_005])
    let day = TimeGrid(start: 0, end: 86_400_000_000_000, fps: 30)
    #expect(day.count == 86_400 * 30 + 1)
    #expect(day.time(86_400 * 30) == 86_400_000_000_000)
  }

  @Test func theLastRowIsNotBehindTheEnd() {
    #expect(TimeGrid(start: 0, end: 333_333_332, fps: 3).count == 1)
    #expect(TimeGrid(start: 0, end: 333_333_333, fps: 3).count == 2)
    // 2/3 s rounds up.
    #expect(TimeGrid(start: 0, end: 666_666_666, fps: 3).count == 2)
    #expect(TimeGrid(start: 0, end: 666_666_667, fps: 3).count == 3)
    #expect(TimeGrid(start: 0, end: 0, fps: 1000).count == 1)
    #expect(TimeGrid(start: 1, end: 0, fps: 30).count == 0)
  }
}
