import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct FingerBoxTests {
  static func solve(_ hessian: [[Double]], _ gradient: [Double], _ lower: [Double], _ upper: [Double]) -> ([Double], Bool) {
    var box = FingerBox()
    let count = gradient.count
    for row in 0..<count {
      for column in 0..<count { box.hessian[row * 6 + column] = hessian[row][column] }
      (box.gradient[row], box.lower[row], box.upper[row]) = (gradient[row], lower[row], upper[row])
    }
    let isExact = box.solve(count)
    let answer = (0..<count).map { index in box.x[index] }
    return (answer, isExact)
  }

  /// By hand: H = [[2, 1], [1, 2]], g = [-4, -5]. Free: x = (1, 2). With x₁ ≤ 1.5: x₀ = (4 - 1.5)/2 = 1.25.
  @Test func findsMinimaInsideAndAtABound() {
    let hessian = [[2.0, 1], [1, 2]]
    let inside = Self.solve(hessian, [-4, -5], [-9, -9], [9, 9])
    #expect(abs(inside.0[0] - 1) < 1e-14 && abs(inside.0[1] - 2) < 1e-14 && inside.1)
    let bounded = Self.solve(hessian, [-4, -5], [-9, -9], [9, 1.5])
    #expect(abs(bounded.0[0] - 1.25) < 1e-14 && bounded.0[1] == 1.5 && bounded.1)
  }

  @Test func aJointWithoutRoomStaysWhereItIs() {
    let found = Self.solve([[2, 1], [1, 2]], [-4, -5], [0, -9], [0, 9])
    #expect(found.0[0] == 0 && abs(found.0[1] - 2.5) < 1e-14)
  }

  /// Convex and bounded: x is the minimum where the gradient vanishes inside, and points outwards at bounds (Karush, Kuhn, Tucker).
  @Test func randomProblemsMeetTheConditionsOfTheMinimum() {
    var random = SeededGenerator.printed()
    for _ in 0..<3000 {
      let count = Int.random(in: 1...6, using: &random)
      let rows = (0..<3).map { _ in (0..<count).map { _ in Double.random(in: -1...1, using: &random) } }
      let hessian = (0..<count).map { i in
        (0..<count).map { j in rows.reduce(i == j ? 1e-3 : 0) { $0 + $1[i] * $1[j] } }
      }
      let gradient = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
      let lower = (0..<count).map { _ in Double.random(in: -1...0, using: &random) }
      let upper = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
      let (x, isExact) = Self.solve(hessian, gradient, lower, upper)
      #expect(isExact)
      for i in 0..<count {
        let slope = (0..<count).reduce(gradient[i]) { $0 + hessian[i][$1] * x[$1] }
        #expect(x[i] >= lower[i] && x[i] <= upper[i])
        if x[i] > lower[i] { #expect(slope < 1e-9) }
        if x[i] < upper[i] { #expect(slope > -1e-9) }
      }
    }
  }
}
