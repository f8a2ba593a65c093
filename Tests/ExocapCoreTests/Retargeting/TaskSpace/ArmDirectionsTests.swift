import ExocapCore
import Testing

@Suite struct ArmDirectionsTests {
  @Test func theyAreWhatWasGiven() {
    let directions = ArmDirections(upper: Vec3(0, 0, -1), fore: Vec3(1, 0, 0), hand: .identity)
    #expect(directions == ArmDirections(upper: Vec3(0, 0, -1), fore: Vec3(1, 0, 0), hand: .identity))
    #expect(directions.upper.dot(directions.fore) == 0)
  }
}
