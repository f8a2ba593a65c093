// Hand/ makes a dexterous hand's fingers point where the operator's do. It knows no arm, no device's wire and no state machine.

/// Where an operator's hand is: 21 keypoints, wrist first, then four for each finger from the thumb on.
///
/// Of a hand that is not measured by keypoints, only wrist, knuckles and tips are there.
package struct HandPoints: BitwiseCopyable, Sendable {
  /// [m] In the hand's own frame, or any other that does not move within one reading.
  package var points: InlineArray<21, Vec3> = InlineArray(repeating: .zero)
  /// [m] From knuckle to tip along each finger, thumb first; NaN where it has no such finger.
  package var lengths: InlineArray<5, Double> = InlineArray(repeating: .nan)

  package init() {}

  /// The number of coordinates of 21 keypoints.
  package static var coordinates: Int { 63 }

  /// Sets the lengths to what the keypoints' phalanges add up to.
  package mutating func measureLengths() {
    for finger in 0..<5 {
      // The thumb's first phalanx belongs to the palm.
      let first = finger == 0 ? 2 : finger &* 4 &+ 1
      var length = 0.0
      for point in first..<finger &* 4 &+ 4 { length += (points[point &+ 1] - points[point]).length }
      lengths[finger] = length
    }
  }
}
