// Math/ holds the arithmetic whose bits must not depend on the machine: elementary functions in fixed order,
// vectors and rotations. It knows no joint, no device and no robot.

/// Three Cartesian components, in metres, newtons or whatever the name that holds it says.
@frozen
package struct Vec3: BitwiseCopyable, Sendable, Hashable {
  /// Component along x.
  package var x: Double
  /// Component along y.
  package var y: Double
  /// Component along z.
  package var z: Double

  @inlinable @inline(__always)
  package init(_ x: Double, _ y: Double, _ z: Double) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The vector of length zero.
  @inlinable @inline(__always)
  package static var zero: Vec3 { Vec3(0, 0, 0) }

  @inlinable @inline(__always)
  package static func + (left: Vec3, right: Vec3) -> Vec3 { Vec3(left.x + right.x, left.y + right.y, left.z + right.z) }

  @inlinable @inline(__always)
  package static func - (left: Vec3, right: Vec3) -> Vec3 { Vec3(left.x - right.x, left.y - right.y, left.z - right.z) }

  @inlinable @inline(__always)
  package static prefix func - (vector: Vec3) -> Vec3 { Vec3(-vector.x, -vector.y, -vector.z) }

  @inlinable @inline(__always)
  package static func * (left: Vec3, right: Double) -> Vec3 { Vec3(left.x * right, left.y * right, left.z * right) }

  /// Inner product.
  @inlinable @inline(__always)
  package func dot(_ other: Vec3) -> Double { x * other.x + y * other.y + z * other.z }

  /// Right-handed outer product, `self` × `other`.
  @inlinable @inline(__always)
  package func cross(_ other: Vec3) -> Vec3 {
    Vec3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
  }

  /// Euclidean length.
  package var length: Double { Math.sqrt(dot(self)) }
}
