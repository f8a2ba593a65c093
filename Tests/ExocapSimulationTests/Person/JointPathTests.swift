import Testing

@testable import ExocapSimulation

struct JointPathTests {
  private func knot(_ elbow: Double) -> ArmAngles {
    var angles = ArmAngles()
    angles[.elbow] = elbow
    return angles
  }

  @Test func goesThroughItsKnots() {
    let path = JointPath([0, 1, 4, 2, -3].map(knot))
    for (index, value) in [0.0, 1, 4, 2, -3].enumerated() {
      #expect(abs(path.angles(at: Double(index) / 4)[.elbow] - value) < 1e-15)
    }
    #expect(path.angles(at: -1) == path.start && path.angles(at: 2) == path.end)
  }

  @Test func isStraightBetweenKnotsOnALine() {
    for count in 2...6 {
      let path = JointPath((0..<count).map { knot(Double($0)) })
      for step in 0...50 {
        let part = Double(step) / 50
        #expect(abs(path.angles(at: part)[.elbow] - part * Double(count - 1)) < 1e-14)
      }
    }
  }

  @Test func hasTheCatmullRomValueInTheMiddle() {
    // By hand: between b and c of a, b, c, d the middle is (-a + 9b + 9c - d) / 16.
    let path = JointPath([1, 3, 4, 10].map(knot))
    #expect(abs(path.angles(at: 0.5)[.elbow] - (-1 + 27 + 36 - 10) / 16) < 1e-14)
  }

  @Test func turnsWithoutACorner() {
    let path = JointPath([0, 1, 4, 2, -3].map(knot))
    for place in [0.25, 0.5, 0.75] {
      let before = (path.angles(at: place)[.elbow] - path.angles(at: place - 1e-6)[.elbow]) / 1e-6
      let after = (path.angles(at: place + 1e-6)[.elbow] - path.angles(at: place)[.elbow]) / 1e-6
      #expect(abs(before - after) < 1e-3)
    }
  }
}
