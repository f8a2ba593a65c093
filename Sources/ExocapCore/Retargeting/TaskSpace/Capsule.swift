/// A rounded rod that stands for a link where collisions are looked for.
package struct Capsule: BitwiseCopyable, Sendable, Equatable {
  /// Index of the link in the model.
  package var link: Int
  /// [m] Ends of the rod in the link's frame; the same point for a ball.
  package var start: Vec3
  package var end: Vec3
  /// [m]
  package var radius: Double

  package init(link: Int, start: Vec3, end: Vec3, radius: Double) {
    self.link = link
    self.start = start
    self.end = end
    self.radius = radius
  }

  /// Where two rods are nearest.
  package struct Nearest: BitwiseCopyable, Sendable {
    /// [m] On the first and on the second.
    package var first: Vec3
    package var second: Vec3
  }

  /// The nearest points of the segments a–b and c–d (Ericson, Real-Time Collision Detection, 2005, §5.1.9).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package static func nearest(_ a: Vec3, _ b: Vec3, _ c: Vec3, _ d: Vec3) -> Nearest {
    let (u, v, w) = (b - a, d - c, a - c)
    let (uu, vv) = (u.dot(u), v.dot(v))
    let f = v.dot(w)
    var (s, t) = (0.0, 0.0)
    if uu < 1e-18 {
      t = vv < 1e-18 ? 0 : clamped(f / vv)
    } else {
      let g = u.dot(w)
      if vv < 1e-18 {
        s = clamped(-g / uu)
      } else {
        let uv = u.dot(v)
        let area = uu * vv - uv * uv
        // Parallel rods: any s will do.
        s = area > 1e-12 * uu * vv ? clamped((uv * f - g * vv) / area) : 0
        t = (uv * s + f) / vv
        if t < 0 {
          t = 0
          s = clamped(-g / uu)
        } else if t > 1 {
          t = 1
          s = clamped((uv - g) / uu)
        }
      }
    }
    return Nearest(first: a + u * s, second: c + v * t)
  }

  @inline(__always)
  private static func clamped(_ x: Double) -> Double { min(max(x, 0), 1) }
}
