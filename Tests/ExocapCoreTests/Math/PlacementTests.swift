import ExocapCore
import Testing

@Suite struct PlacementTests {
  let turned = Placement(rotation: Rotation(axis: Vec3(0, 0, 1), angle: .pi / 2), position: Vec3(1, 2, 3))

  /// Hand calculation: x becomes y, then the origin is added.
  @Test func takesPointsToTheParent() {
    #expect((turned * Vec3(1, 0, 0) - Vec3(1, 3, 3)).length < 1e-15)
  }

  @Test func inverseUndoes() {
    let none = turned.inverse * turned
    #expect(none.position.length < 1e-15)
    #expect((none.rotation * Vec3(1, 2, 3) - Vec3(1, 2, 3)).length < 1e-14)
  }
}
