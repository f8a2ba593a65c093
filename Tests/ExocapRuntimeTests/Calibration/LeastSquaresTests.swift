import Testing

@testable import ExocapRuntime

@Suite struct LeastSquaresTests {
  /// y = 2 + 3x through three points is exact; (0, 0), (1, 1), (2, 1) leaves y = 1/6 + x/2 (by hand).
  @Test func linesByHand() throws {
    var exact = LeastSquares(unknowns: 2)
    for x in [-1.0, 0, 4] { exact.add([1, x], 2 + 3 * x) }
    let line = try #require(exact.solution)
    #expect(abs(line[0] - 2) < 1e-12 && abs(line[1] - 3) < 1e-12)
    var rest = LeastSquares(unknowns: 2)
    for (x, y) in [(0.0, 0.0), (1, 1), (2, 1)] { rest.add([1, x], y) }
    let nearest = try #require(rest.solution)
    #expect(abs(nearest[0] - 1.0 / 6) < 1e-12 && abs(nearest[1] - 0.5) < 1e-12)
  }

  @Test func whatIsLeftOpenHasNoSolution() {
    var one = LeastSquares(unknowns: 2)
    one.add([1, 2], 3)
    one.add([2, 4], 6)
    #expect(one.solution == nil)
    #expect(LeastSquares(unknowns: 1).solution == nil)
  }
}
