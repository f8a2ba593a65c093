import ExocapCore
import Testing

@Suite struct ReasonTests {
  /// Reasons and obstacles are numbers in recordings: without a gap, so that a table can be indexed by them.
  @Test func numbersHaveNoGap() {
    #expect(Reason.allCases.map(\.rawValue) == Array(0..<UInt8(Reason.allCases.count)))
    #expect(Obstacle.allCases.map(\.rawValue) == Array(0..<UInt8(Obstacle.allCases.count)))
  }

  @Test func namesAreUnique() {
    #expect(Set(Reason.allCases.map(\.name)).count == Reason.allCases.count)
    #expect(Set(Obstacle.allCases.map(\.name)).count == Obstacle.allCases.count)
  }

  @Test func nothingIsZero() {
    #expect(Reason.none.rawValue == 0)
    #expect(Obstacle.none.rawValue == 0)
  }
}
