import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct BoxQPRowsTests {
  /// Rows over a box problem, as plain arrays.
  struct Rows {
    var normals: [[Double]]
    var bounds: [Double]

    /// Some nearly parallel, as those of neighbouring capsules are, and some that no unknown can keep.
    static func random(_ count: Int, _ n: Int, _ random: inout SeededGenerator) -> Rows {
      var rows = Rows(normals: [], bounds: [])
      for index in 0..<count {
        var normal = (0..<n).map { _ in Double.random(in: -0.5...0.5, using: &random) }
        if index % 3 == 2 { normal = zip(rows.normals[index - 1], normal).map { $0 + 1e-3 * $1 } }
        rows.normals.append(normal)
        rows.bounds.append(.random(in: -0.5...1, using: &random))
      }
      return rows
    }

    func load(_ qp: inout BoxQP) {
      qp.removeRows()
      for (normal, bound) in zip(normals, bounds) {
        let row = qp.addRow(bound: bound)!
        for index in normal.indices { qp.setRow(row, index, to: normal[index]) }
      }
    }

    /// How far x is from a minimum of the cost with the rows' penalty: slope zero between the bounds, outwards on them.
    func violation(_ problem: BoxQPTests.Problem, _ x: [Double], stiffness: Double) -> Double {
      var g = problem.g
      for (normal, bound) in zip(normals, bounds) {
        let missing = bound - zip(normal, x).reduce(0) { $0 + $1.0 * $1.1 }
        if missing > 0 { for index in g.indices { g[index] -= stiffness * missing * normal[index] } }
      }
      var open = problem
      open.g = g
      return open.violation(x)
    }
  }

  private func values(_ qp: borrowing BoxQP) -> [Double] { (0..<qp.size).map { qp.value($0) } }

  @Test func everyRandomProblemMeetsTheConditionsOfAMinimum() {
    var random = SeededGenerator.printed()
    var worst = 0.0
    var (settled, asked) = (0, 0)
    for n in [1, 2, 7, 14, 17] {
      var qp = BoxQP(size: n)
      for turn in 0..<300 {
        let problem = BoxQPTests.Problem.random(n, &random, ridge: [1.0, 1e-2, 1e-4][turn % 3], rank: n)
        let rows = Rows.random(1 + turn % 12, n, &random)
        problem.load(&qp)
        rows.load(&qp)
        let outcome = qp.solve()
        #expect(outcome.isExact)
        worst = max(worst, rows.violation(problem, values(qp), stiffness: qp.rowStiffness))
        asked += 1
        if qp.solveMultipliers() != nil { settled += 1 }
      }
    }
    // Slopes are sums of up to 1e4 times what a row is short of. Where rows are nearly parallel (1e-3 apart: a condition of 1e6) and H is
    // nearly flat (1e4), rounding leaves up to 1e-16 · 1e10 of that.
    #expect(worst < 1e-4)
    // Where the small system turns in a circle the penalty's own solver answers; that is seldom.
    #expect(settled > asked * 9 / 10, "\(settled) of \(asked)")
  }

  @Test func twoBlocksWithRowsBetweenThemAreOneProblem() {
    var random = SeededGenerator.printed()
    for _ in 0..<100 {
      let (a, b) = (
        BoxQPTests.Problem.random(7, &random, ridge: 1e-2, rank: 7), BoxQPTests.Problem.random(7, &random, ridge: 1e-2, rank: 7)
      )
      let zeros = [Double](repeating: 0, count: 7)
      let whole = BoxQPTests.Problem(
        h: a.h.map { $0 + zeros } + b.h.map { zeros + $0 }, g: a.g + b.g, lower: a.lower + b.lower, upper: a.upper + b.upper)
      let rows = Rows.random(5, 14, &random)
      var qp = BoxQP(size: 14)
      whole.load(&qp)
      qp.border = 7
      rows.load(&qp)
      let outcome = qp.solve()
      #expect(outcome.isExact)
      #expect(rows.violation(whole, values(qp), stiffness: qp.rowStiffness) < 1e-5)
    }
  }

  /// Least |x|²/2 with x₀ + x₁ ≥ 1 and x₁ ≥ 2: (0, 2) with multipliers 0 and 2; the first row is kept by itself.
  @Test func aRowThatAnotherKeepsHasNoMultiplier() throws {
    var qp = BoxQP(size: 2)
    BoxQPTests.Problem(h: [[1, 0], [0, 1]], g: [0, 0], lower: [-5, -5], upper: [5, 5]).load(&qp)
    Rows(normals: [[1, 1], [0, 1]], bounds: [1, 2]).load(&qp)
    let outcome = qp.solve()
    #expect(outcome.isExact)
    #expect(abs(qp.value(0)) < 1e-12 && abs(qp.value(1) - 2) < 1e-3)
  }
}
