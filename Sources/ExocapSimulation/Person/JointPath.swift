/// A way of an arm through evenly spaced knots, smooth in direction and speed: what the solver found, ready to be moved along.
struct JointPath: Sendable, Equatable {
  /// At least two.
  let knots: [ArmAngles]

  init(_ knots: [ArmAngles]) {
    precondition(knots.count >= 2, "a way has two ends")
    self.knots = knots
  }

  /// The first knot.
  var start: ArmAngles { knots[0] }
  /// The last knot.
  var end: ArmAngles { knots[knots.count - 1] }

  /// The angles at `part` of the way, 0 … 1: a cubic Hermite curve through the knots (Catmull and Rom, 1974).
  func angles(at part: Double) -> ArmAngles {
    if part >= 1 { return end }
    let place = max(part, 0) * Double(knots.count - 1)
    let index = min(Int(place), knots.count - 2)
    let t = place - Double(index)
    let before = knots[max(index - 1, 0)]
    let left = knots[index]
    let right = knots[index + 1]
    let after = knots[min(index + 2, knots.count - 1)]
    var result = left
    for joint in ArmJoint.allCases {
      let (a, b) = (left[joint], right[joint])
      // At the ends the chord stands for the missing neighbour.
      let slopeA = index == 0 ? b - a : (b - before[joint]) / 2
      let slopeB = index + 2 == knots.count ? b - a : (after[joint] - a) / 2
      let bend = 3 * (b - a) - 2 * slopeA - slopeB
      let twist = slopeA + slopeB - 2 * (b - a)
      result[joint] = a + t * (slopeA + t * (bend + t * twist))
    }
    return result
  }
}
