import Testing

@testable import ExocapCore

@Suite struct PlacementPairTests {
  private let one = Placement(rotation: Rotation(rollPitchYaw: Vec3(0.3, -0.4, 1.1)), position: Vec3(1, 2, 3))
  private let other = Placement(rotation: Rotation(rollPitchYaw: Vec3(-1.2, 0.2, 0.5)), position: Vec3(-4, 0.5, 2))

  @Test func lanesHaveTheBitsOfPlacements() {
    let pair = PlacementPair(one, other) * PlacementPair(other, one)
    #expect(pair.first == one * other && pair.second == other * one)
    let point = PlacementPair(one, other).turned(Vec3Pair(Vec3(1, 2, 3), Vec3(3, 2, 1)))
    #expect(point.first == one.rotation * Vec3(1, 2, 3) && point.second == other.rotation * Vec3(3, 2, 1))
    var turned = PlacementPair(one, other)
    turned.turn(by: other.rotation, one.rotation)
    #expect(turned.first.rotation == one.rotation * other.rotation && turned.second.rotation == other.rotation * one.rotation)
  }

  @Test func aTurnAboutAnAxisOfItsOwnLeavesThatAxis() {
    for (index, axis) in [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)].enumerated() {
      var pair = PlacementPair(one, other)
      let stays = pair.turn(about: index, by: SIMD2(0.7, -2.1))
      #expect((stays.first - one.rotation * axis).length == 0 && (stays.second - other.rotation * axis).length == 0)
      // Rodrigues' formula, which knows no lanes.
      let expected = other.rotation * Rotation(axis: axis, angle: -2.1)
      #expect(pair.second.rotation.turn(to: expected).length < 1e-14)
      #expect(pair.second.position == other.position)
    }
  }
}
