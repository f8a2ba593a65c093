import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct BoxQPTests {
  /// A problem as plain arrays.
  struct Problem {
    var h: [[Double]]
    var g: [Double]
    var lower: [Double]
    var upper: [Double]

    /// H = Aᵀ A + ridge: as near to singular as an arm near its singularity.
    static func random(_ n: Int, _ random: inout SeededGenerator, ridge: Double, rank: Int) -> Problem {
      let a = (0..<rank).map { _ in (0..<n).map { _ in Double.random(in: -1...1, using: &random) } }
      var problem = Problem(h: [], g: [], lower: [], upper: [])
      for i in 0..<n {
        problem.h.append((0..<n).map { j in a.reduce(i == j ? ridge : 0) { $0 + $1[i] * $1[j] } })
        problem.g.append(.random(in: -1...1, using: &random))
        let (p, q) = (Double.random(in: -1...1, using: &random), Double.random(in: -1...1, using: &random))
        problem.lower.append(min(p, q))
        // Some joints cannot move at all.
        problem.upper.append(Int.random(in: 0..<10, using: &random) == 0 ? min(p, q) : max(p, q))
      }
      return problem
    }

    func load(_ qp: inout BoxQP) {
      for i in g.indices {
        qp.set(i, gradient: g[i], lower: lower[i], upper: upper[i])
        for j in i..<g.count { qp[i, j] = h[i][j] }
      }
    }

    func cost(_ x: [Double]) -> Double {
      var sum = 0.0
      for i in g.indices {
        sum += g[i] * x[i]
        for j in g.indices { sum += 0.5 * h[i][j] * x[i] * x[j] }
      }
      return sum
    }

    /// The largest violation of the conditions of a minimum: inside the box, slope zero between the bounds, outwards on them.
    func violation(_ x: [Double]) -> Double {
      var worst = 0.0
      for i in g.indices {
        worst = max(worst, lower[i] - x[i], x[i] - upper[i])
        if lower[i] == upper[i] { continue }
        let slope = g.indices.reduce(g[i]) { $0 + h[i][$1] * x[$1] }
        if x[i] == lower[i] {
          worst = max(worst, -slope)
        } else if x[i] == upper[i] {
          worst = max(worst, slope)
        } else {
          worst = max(worst, abs(slope))
        }
      }
      return worst
    }

    /// Every combination of free, lower and upper, by elimination without any cleverness.
    func bruteForce() -> [Double] {
      let n = g.count
      var best: [Double] = []
      var least = Double.infinity
      var code = 0
      var combinations = 1
      for _ in 0..<n { combinations *= 3 }
      while code < combinations {
        var places: [Int] = []
        var rest = code
        for _ in 0..<n {
          places.append(rest % 3)
          rest /= 3
        }
        code += 1
        var x = (0..<n).map { places[$0] == 1 ? lower[$0] : upper[$0] }
        let free = (0..<n).filter { places[$0] == 0 }
        var rows = free.map { i in free.map { h[i][$0] } + [(0..<n).reduce(-g[i]) { places[$1] == 0 ? $0 : $0 - h[i][$1] * x[$1] }] }
        for j in free.indices {
          for i in free.indices where i != j {
            let f = rows[i][j] / rows[j][j]
            for k in rows[i].indices { rows[i][k] -= f * rows[j][k] }
          }
        }
        for (j, i) in free.enumerated() { x[i] = rows[j][free.count] / rows[j][j] }
        let isInside = (0..<n).allSatisfy { x[$0] >= lower[$0] - 1e-12 && x[$0] <= upper[$0] + 1e-12 }
        if isInside, cost(x) < least { (least, best) = (cost(x), x) }
      }
      return best
    }
  }

  private func values(_ qp: borrowing BoxQP) -> [Double] { (0..<qp.size).map { qp.value($0) } }

  @Test func handCases() {
    var qp = BoxQP(size: 2)
    // x² + y² - x y - 3 x: the open minimum is at (2, 1).
    let h = [[2.0, -1], [-1, 2]]
    var problem = Problem(h: h, g: [-3, 0], lower: [-5, -5], upper: [5, 5])
    problem.load(&qp)
    var outcome = qp.solve()
    #expect(outcome == BoxQP.Outcome(isExact: true, factorizations: 1))
    #expect(abs(qp.value(0) - 2) < 1e-15 && abs(qp.value(1) - 1) < 1e-15)
    // x ≤ 1: then y = x/2.
    problem.upper[0] = 1
    problem.load(&qp)
    outcome = qp.solve()
    #expect(outcome.isExact && values(qp) == [1, 0.5])
    // y ≥ 1.5 as well, which pulls x to its bound.
    problem.lower[1] = 1.5
    problem.load(&qp)
    outcome = qp.solve()
    #expect(outcome.isExact && values(qp) == [1, 1.5])
  }

  @Test func anUnknownThatWasPutOnItsBoundTooSoonIsReleased() {
    var qp = BoxQP(size: 2)
    // The open minimum (-1, -2) leaves both bounds. On both, x's slope -1 points inwards; alone on y = 0, x goes to 1/3, where
    // y's slope 4 - 2/3 still points outwards.
    let problem = Problem(h: [[3, -2], [-2, 3]], g: [-1, 4], lower: [0, 0], upper: [9, 9])
    problem.load(&qp)
    let outcome = qp.solve()
    #expect(outcome.isExact)
    #expect(abs(qp.value(0) - 1.0 / 3) < 1e-15 && qp.value(1) == 0)
  }

  @Test func everyRandomProblemMeetsTheConditionsOfAMinimum() {
    var random = SeededGenerator.printed()
    var worst = 0.0
    var most = 0
    for n in 1...BoxQP.capacity {
      var qp = BoxQP(size: n)
      for turn in 0..<200 {
        let ridge = [1.0, 1e-3, 1e-5][turn % 3]
        let problem = Problem.random(n, &random, ridge: ridge, rank: turn % 2 == 0 ? n : max(1, n - 2))
        problem.load(&qp)
        let outcome = qp.solve()
        #expect(outcome.isExact)
        most = max(most, outcome.factorizations)
        worst = max(worst, problem.violation(values(qp)))
      }
    }
    #expect(worst < 1e-10)
    #expect(most <= 8 + 4 * BoxQP.capacity)
  }

  @Test func noCombinationOfBoundsIsBetter() {
    var random = SeededGenerator.printed()
    for n in 1...4 {
      var qp = BoxQP(size: n)
      for _ in 0..<100 {
        let problem = Problem.random(n, &random, ridge: 1e-3, rank: n)
        problem.load(&qp)
        _ = qp.solve()
        let best = problem.bruteForce()
        #expect(zip(values(qp), best).allSatisfy { abs($0 - $1) < 1e-9 })
      }
    }
  }

  @Test func blocksWithoutCommonPartsMayBeSolvedAlone() {
    var random = SeededGenerator.printed()
    let (a, b) = (Problem.random(7, &random, ridge: 1e-3, rank: 7), Problem.random(7, &random, ridge: 1e-3, rank: 7))
    var whole = BoxQP(size: 14)
    for i in 0..<7 {
      whole.set(i, gradient: a.g[i], lower: a.lower[i], upper: a.upper[i])
      whole.set(7 + i, gradient: b.g[i], lower: b.lower[i], upper: b.upper[i])
      for j in i..<7 {
        whole[i, j] = a.h[i][j]
        whole[7 + i, 7 + j] = b.h[i][j]
      }
    }
    _ = whole.solve()
    let together = values(whole)
    _ = whole.solve(from: 0, to: 7)
    _ = whole.solve(from: 7, to: 14)
    #expect(zip(values(whole), together).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func aRowIsKeptUpToItsStiffness() throws {
    var qp = BoxQP(size: 2)
    // Least |x - (2, 1)|²/2 with x₀ + x₁ ≤ 1: (1, 0), with multiplier 1.
    Problem(h: [[1, 0], [0, 1]], g: [-2, -1], lower: [-5, -5], upper: [5, 5]).load(&qp)
    let added = qp.addRow(bound: -1)
    let row = try #require(added)
    for index in 0..<2 { qp.setRow(row, index, to: -1) }
    let outcome = qp.solve()
    #expect(outcome.isExact)
    #expect(abs(qp.value(0) - 1) < 1e-3 && abs(qp.value(1)) < 1e-3)
    // It gives way by multiplier / stiffness.
    #expect(abs(qp.worstRowViolation() - 1e-4) < 1e-6)
  }

  @Test func theBoxWinsOverARow() throws {
    var qp = BoxQP(size: 1)
    Problem(h: [[1]], g: [0], lower: [-1], upper: [0.5]).load(&qp)
    let added = qp.addRow(bound: 2)
    qp.setRow(try #require(added), 0, to: 1)
    let outcome = qp.solve()
    #expect(outcome.isExact && qp.value(0) == 0.5)
    #expect(abs(qp.worstRowViolation() - 1.5) < 1e-15)
  }

  @Test func aMatrixThatIsNotPositiveGivesAPointInsideTheBox() {
    var qp = BoxQP(size: 2)
    Problem(h: [[1, 2], [2, 1]], g: [0.1, -0.3], lower: [-1, -1], upper: [1, 1]).load(&qp)
    var outcome = qp.solve()
    #expect(!outcome.isExact && abs(qp.value(0)) <= 1 && abs(qp.value(1)) <= 1)
    Problem(h: [[.nan, 0], [0, 1]], g: [0, 0], lower: [-1, -1], upper: [1, 1]).load(&qp)
    outcome = qp.solve()
    #expect(!outcome.isExact && abs(qp.value(0)) <= 1 && abs(qp.value(1)) <= 1)
  }
}
