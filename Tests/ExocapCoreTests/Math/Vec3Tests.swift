import ExocapCore
import Testing

@Suite struct Vec3Tests {
  @Test func outerProductIsRightHanded() {
    #expect(Vec3(1, 0, 0).cross(Vec3(0, 1, 0)) == Vec3(0, 0, 1))
    #expect(Vec3(2, 3, 4).cross(Vec3(5, 6, 7)) == Vec3(-3, 6, -3))
  }

  @Test func innerProductAndLength() {
    #expect(Vec3(2, 3, 4).dot(Vec3(5, 6, 7)) == 56)
    #expect(Vec3(2, 3, 6).length == 7)
    #expect(-(Vec3(1, 2, 3) - Vec3(1, 1, 1)) * 2 + Vec3(0, 2, 4) == .zero)
  }
}
