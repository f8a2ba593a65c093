import ExocapCore
import Testing

@Suite struct HandPointsTests {
  /// Three phalanges of each finger, and of the thumb two: its first belongs to the palm.
  @Test func lengthsAreTheSumsOfThePhalanges() {
    var hand = HandPoints()
    for point in 0..<21 { hand.points[point] = Vec3(0.03 * Double(point % 4), 0, 0.04 * Double((point / 2) % 2)) }
    // Index: points 5 to 8 at x 0.03 0.06 0.09 0, z 0 0.04 0.04 0: 0.05, 0.03, 0.0984885780179610.
    hand.measureLengths()
    #expect(abs(hand.lengths[1] - 0.178488578017961) < 1e-15)
    // Thumb: points 2 to 4 at x 0.06 0.09 0, z 0.04 0.04 0: 0.03, 0.0984885780179610.
    #expect(abs(hand.lengths[0] - 0.128488578017961) < 1e-15)
  }
}
