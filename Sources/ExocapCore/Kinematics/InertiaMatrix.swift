/// A symmetric matrix of moments of inertia [kg·m²].
struct InertiaMatrix: BitwiseCopyable, Sendable {
  var xx: Double
  var xy: Double
  var xz: Double
  var yy: Double
  var yz: Double
  var zz: Double

  @inline(__always)
  static var zero: InertiaMatrix { InertiaMatrix(xx: 0, xy: 0, xz: 0, yy: 0, yz: 0, zz: 0) }

  @inline(__always)
  static func + (left: InertiaMatrix, right: InertiaMatrix) -> InertiaMatrix {
    InertiaMatrix(
      xx: left.xx + right.xx, xy: left.xy + right.xy, xz: left.xz + right.xz,
      yy: left.yy + right.yy, yz: left.yz + right.yz, zz: left.zz + right.zz)
  }

  @inline(__always)
  static func * (left: InertiaMatrix, right: Vec3) -> Vec3 {
    Vec3(
      left.xx * right.x + left.xy * right.y + left.xz * right.z,
      left.xy * right.x + left.yy * right.y + left.yz * right.z,
      left.xz * right.x + left.yz * right.y + left.zz * right.z)
  }

  /// The same body's in the frame that `rotation` is given in: R I Rᵀ.
  @inline(__always)
  func turned(by rotation: Rotation) -> InertiaMatrix {
    let back = rotation.inverse
    // Rows of R are the columns of its inverse: element (i, j) is row i · I row j.
    let (ix, iy, iz) = (self * back.x, self * back.y, self * back.z)
    return InertiaMatrix(
      xx: back.x.dot(ix), xy: back.x.dot(iy), xz: back.x.dot(iz), yy: back.y.dot(iy), yz: back.y.dot(iz), zz: back.z.dot(iz))
  }

  /// Of `mass` [kg] in one point at `place` [m] from the origin.
  @inline(__always)
  static func point(mass: Double, at place: Vec3) -> InertiaMatrix {
    let (x, y, z) = (place.x * mass, place.y * mass, place.z * mass)
    return InertiaMatrix(
      xx: y * place.y + z * place.z, xy: -(x * place.y), xz: -(x * place.z),
      yy: x * place.x + z * place.z, yz: -(y * place.z), zz: x * place.x + y * place.y)
  }
}
