internal import CExocapMath

/// The orientation of a child frame in its parent: the three columns of an orthonormal matrix of determinant 1.
///
/// `rotation * v` takes components in the child frame to components in the parent frame.
@frozen
package struct Rotation: BitwiseCopyable, Sendable, Hashable {
  /// The child's x axis in the parent frame.
  package var x: Vec3
  /// The child's y axis in the parent frame.
  package var y: Vec3
  /// The child's z axis in the parent frame.
  package var z: Vec3

  @inlinable @inline(__always)
  package init(x: Vec3, y: Vec3, z: Vec3) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// Child axes along the parent's.
  @inlinable @inline(__always)
  package static var identity: Rotation { Rotation(x: Vec3(1, 0, 0), y: Vec3(0, 1, 0), z: Vec3(0, 0, 1)) }

  /// Turns by `angle` [rad] about `axis`, a unit vector, by the right hand (Rodrigues' formula).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package init(axis: Vec3, angle: Double) {
    let (s, c) = Math.sincos(angle)
    let v = 1 - c
    let (xs, ys, zs) = (axis.x * s, axis.y * s, axis.z * s)
    let (xv, yv, zv) = (axis.x * v, axis.y * v, axis.z * v)
    x = Vec3(axis.x * xv + c, axis.y * xv + zs, axis.z * xv - ys)
    y = Vec3(axis.x * yv - zs, axis.y * yv + c, axis.z * yv + xs)
    z = Vec3(axis.x * zv + ys, axis.y * zv - xs, axis.z * zv + c)
  }

  /// Turns about the parent's fixed x by roll, then y by pitch, then z by yaw [rad]: Rz Ry Rx, as URDF's rpy.
  package init(rollPitchYaw angles: Vec3) {
    let (sr, cr) = Math.sincos(angles.x)
    let (sp, cp) = Math.sincos(angles.y)
    let (sy, cy) = Math.sincos(angles.z)
    x = Vec3(cy * cp, sy * cp, -sp)
    y = Vec3(cy * sp * sr - sy * cr, sy * sp * sr + cy * cr, cp * sr)
    z = Vec3(cy * sp * cr + sy * sr, sy * sp * cr - cy * sr, cp * cr)
  }

  /// Reads a unit quaternion.
  @inlinable
  package init(_ q: Quaternion) {
    x = Vec3(1 - 2 * (q.y * q.y + q.z * q.z), 2 * (q.x * q.y + q.z * q.w), 2 * (q.x * q.z - q.y * q.w))
    y = Vec3(2 * (q.x * q.y - q.z * q.w), 1 - 2 * (q.x * q.x + q.z * q.z), 2 * (q.y * q.z + q.x * q.w))
    z = Vec3(2 * (q.x * q.z + q.y * q.w), 2 * (q.y * q.z - q.x * q.w), 1 - 2 * (q.x * q.x + q.y * q.y))
  }

  @inlinable @inline(__always)
  package static func * (left: Rotation, right: Vec3) -> Vec3 {
    Vec3(
      left.x.x * right.x + left.y.x * right.y + left.z.x * right.z,
      left.x.y * right.x + left.y.y * right.y + left.z.y * right.z,
      left.x.z * right.x + left.y.z * right.y + left.z.z * right.z)
  }

  /// First `right`, then `left`: the grandchild's orientation in the parent.
  @inlinable @inline(__always)
  package static func * (left: Rotation, right: Rotation) -> Rotation {
    Rotation(x: left * right.x, y: left * right.y, z: left * right.z)
  }

  /// The parent's orientation in the child frame, which is the transposed matrix.
  @inlinable @inline(__always)
  package var inverse: Rotation {
    Rotation(x: Vec3(x.x, y.x, z.x), y: Vec3(x.y, y.y, z.y), z: Vec3(x.z, y.z, z.z))
  }
}
