/// An orientation as a unit quaternion x i + y j + z k + w, Hamilton's product, active: `Rotation(q) * v` = q v q*.
///
/// `q` and `-q` are the same orientation. Order in files and messages is x, y, z, w (as in ROS).
@frozen
package struct Quaternion: BitwiseCopyable, Sendable, Hashable {
  /// Component of i.
  package var x: Double
  /// Component of j.
  package var y: Double
  /// Component of k.
  package var z: Double
  /// The real component: cosine of half the angle.
  package var w: Double

  @inlinable @inline(__always)
  package init(x: Double, y: Double, z: Double, w: Double) {
    self.x = x
    self.y = y
    self.z = z
    self.w = w
  }

  /// No turn.
  @inlinable @inline(__always)
  package static var identity: Quaternion { Quaternion(x: 0, y: 0, z: 0, w: 1) }

  /// The orientation of `rotation`, with `w` ≥ 0 where it is the largest (Shepperd, 1978).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package init(_ rotation: Rotation) {
    let (a, b, c) = (rotation.x, rotation.y, rotation.z)
    let trace = a.x + b.y + c.z
    // The largest component is the well-conditioned one to divide by.
    if trace >= a.x && trace >= b.y && trace >= c.z {
      let root = Math.sqrt(1 + trace)
      let f = 0.5 / root
      self.init(x: (b.z - c.y) * f, y: (c.x - a.z) * f, z: (a.y - b.x) * f, w: 0.5 * root)
    } else if a.x >= b.y && a.x >= c.z {
      let root = Math.sqrt(1 + a.x - b.y - c.z)
      let f = 0.5 / root
      self.init(x: 0.5 * root, y: (a.y + b.x) * f, z: (c.x + a.z) * f, w: (b.z - c.y) * f)
    } else if b.y >= c.z {
      let root = Math.sqrt(1 - a.x + b.y - c.z)
      let f = 0.5 / root
      self.init(x: (a.y + b.x) * f, y: 0.5 * root, z: (b.z + c.y) * f, w: (c.x - a.z) * f)
    } else {
      let root = Math.sqrt(1 - a.x - b.y + c.z)
      let f = 0.5 / root
      self.init(x: (c.x + a.z) * f, y: (b.z + c.y) * f, z: 0.5 * root, w: (a.y - b.x) * f)
    }
  }

  /// First `right`, then `left`.
  @inlinable @inline(__always)
  package static func * (left: Quaternion, right: Quaternion) -> Quaternion {
    Quaternion(
      x: left.w * right.x + left.x * right.w + left.y * right.z - left.z * right.y,
      y: left.w * right.y - left.x * right.z + left.y * right.w + left.z * right.x,
      z: left.w * right.z + left.x * right.y - left.y * right.x + left.z * right.w,
      w: left.w * right.w - left.x * right.x - left.y * right.y - left.z * right.z)
  }

  /// The opposite turn.
  @inlinable @inline(__always)
  package var conjugate: Quaternion { Quaternion(x: -x, y: -y, z: -z, w: w) }
}
