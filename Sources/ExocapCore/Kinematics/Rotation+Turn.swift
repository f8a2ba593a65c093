internal import CExocapMath

extension Rotation {
  /// [rad] The turn that leads from this orientation to `target`, as axis times angle in the outer frame: log(target · selfᵀ).
  ///
  /// Its length is within 0 … π. At π both directions of the axis lead there; the one nearer to the skew part is taken.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func turn(to target: Rotation) -> Vec3 {
    let skew = (x.cross(target.x) + y.cross(target.y) + z.cross(target.z)) * 0.5
    let cosine = 0.5 * (x.dot(target.x) + y.dot(target.y) + z.dot(target.z) - 1)
    let square = skew.dot(skew)
    if cosine > 0, square < 2.5e-3 {
      // The series of asin(s)/s up to s¹²: what is left out is under 1e-18 of it.
      let near = 1 + square * (1.0 / 6 + square * (3.0 / 40 + square * (15.0 / 336)))
      let far = 105.0 / 3456 + square * (945.0 / 42240 + square * (10395.0 / 599_040))
      return skew * (near + (square * square) * (square * square) * far)
    }
    let sine = Math.sqrt(square)
    // Where the sine is small the axis stands in the symmetric part alone.
    if cosine > 0 || sine > 1e-3 { return skew * (Math.atan2(sine, cosine) / sine) }
    return axisNearHalfTurn(to: target, cosine, skew) * Math.atan2(sine, cosine)
  }

  /// Turned about the outer frame's axes by the rotation vector `turn` [rad], and made orthonormal again.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func turned(by turn: Vec3) -> Rotation {
    let angle = turn.length
    if angle < 1e-12 { return self }
    let next = Rotation(axis: turn * (1 / angle), angle: angle) * self
    let x = next.x * (1 / next.x.length)
    let y = next.y - x * x.dot(next.y)
    let unit = y * (1 / y.length)
    return Rotation(x: x, y: unit, z: x.cross(unit))
  }

  /// The unit axis of a turn near π: cos θ I + (1 - cos θ) a aᵀ is the symmetric part of target · selfᵀ.
  private func axisNearHalfTurn(to target: Rotation, _ cosine: Double, _ skew: Vec3) -> Vec3 {
    // Columns of target · selfᵀ are Σ target_k (self_k)_j; the symmetric part adds the transposed.
    let (tx, ty, tz) = (target.x, target.y, target.z)
    let xx = tx.x * x.x + ty.x * y.x + tz.x * z.x - cosine
    let yy = tx.y * x.y + ty.y * y.y + tz.y * z.y - cosine
    let zz = tx.z * x.z + ty.z * y.z + tz.z * z.z - cosine
    let xy = 0.5 * (tx.x * x.y + ty.x * y.y + tz.x * z.y + tx.y * x.x + ty.y * y.x + tz.y * z.x)
    let xz = 0.5 * (tx.x * x.z + ty.x * y.z + tz.x * z.z + tx.z * x.x + ty.z * y.x + tz.z * z.x)
    let yz = 0.5 * (tx.y * x.z + ty.y * y.z + tz.y * z.z + tx.z * x.y + ty.z * y.y + tz.z * z.y)
    var axis = Vec3(xy, yy, yz)
    if xx >= yy && xx >= zz { axis = Vec3(xx, xy, xz) } else if zz >= yy { axis = Vec3(xz, yz, zz) }
    axis = axis * (1 / axis.length)
    return axis.dot(skew) < 0 ? -axis : axis
  }
}
