import ExocapCore
import Testing

@Suite struct QuaternionTests {
  /// Hand calculation: half the angle's sine on the axis, half the angle's cosine.
  @Test func thirdOfATurnAboutTheDiagonalIsAllHalves() {
    // Takes x to y, y to z, z to x.
    let q = Quaternion(Rotation(x: Vec3(0, 1, 0), y: Vec3(0, 0, 1), z: Vec3(1, 0, 0)))
    #expect(q == Quaternion(x: 0.5, y: 0.5, z: 0.5, w: 0.5))
  }

  @Test func productTurnsFirstByTheRight() {
    let a = Rotation(axis: Vec3(0, 0, 1), angle: 0.7)
    let b = Rotation(axis: Vec3(1, 0, 0), angle: -0.4)
    let both = Rotation(Quaternion(a) * Quaternion(b)) * Vec3(1, 2, 3)
    #expect((both - a * (b * Vec3(1, 2, 3))).length < 1e-14)
  }

  @Test func conjugateUndoes() {
    let q = Quaternion(Rotation(axis: Vec3(0.6, 0.8, 0), angle: 2))
    let none = q * q.conjugate
    #expect(abs(none.w - 1) < 1e-15 && Vec3(none.x, none.y, none.z).length < 1e-15)
  }
}
