package import ExocapCore

/// The ellipse on which a pair of Hall sensors moves, from places that it went through.
///
/// A conic whose quadratic part has the trace 2, (1 + a)x² + 2bxy + (1 - a)y² + dx + ey + f = 0, is linear in a, b, d, e and f, and can be
/// every ellipse, however it is turned (Gander, Golub and Strebel 1994, §3). Of an arc of 120° with two counts of noise on a radius of
/// 800 the angles come out within 2°, of 150° within 1°; below 120° the error explodes, and fitting distances instead makes it no better
/// (an independent program, 200 draws each). The matrix of the calibration is the symmetric root: turning it by any angle gives the same
/// circle, and the zero takes the angle up.
package struct EllipseFit: Sendable {
  /// [rad]
  package static let leastArc = 2 * Double.pi / 3
  /// Of the maker's own calibration.
  package static let leastPlaces = 60
  /// [-] Of the radius: 0.03 is 1.7° of angle.
  package static let largestResidual = 0.03
  /// [-] A pair whose axes differ by more is two magnets, or none.
  private static let flattest = 4.0

  /// Centre [counts] from the converter's middle, and matrix [1/counts].
  package let ellipse: HallEllipse
  /// [-] Root mean square of the places' distances from it, by its radius.
  package let residual: Double

  /// Fits places [counts] from the converter's middle; nil where they lie on no ellipse.
  package init?(_ places: [HallPlace]) {
    guard places.count >= 6 else { return nil }
    let share = 1 / Double(places.count)
    let mx = places.reduce(0) { $0 + $1.cosine } * share
    let my = places.reduce(0) { $0 + $1.sine } * share
    let square = places.reduce(0) { $0 + ($1.cosine - mx) * ($1.cosine - mx) + ($1.sine - my) * ($1.sine - my) } * share
    let size = Math.sqrt(square)
    guard size > 0 else { return nil }
    var equations = LeastSquares(unknowns: 5)
    for place in places {
      let (x, y) = ((place.cosine - mx) / size, (place.sine - my) / size)
      equations.add([x * x - y * y, 2 * x * y, x, y, 1], -(x * x + y * y))
    }
    guard let p = equations.solution else { return nil }
    // Q = [[1 + a, b], [b, 1 - a]]; the centre is where the gradient is 0, and k what is left there.
    let (q0, q1, q2) = (1 + p[0], p[1], 1 - p[0])
    let determinant = q0 * q2 - q1 * q1
    guard determinant > 0 else { return nil }
    let cx = -(q2 * p[2] - q1 * p[3]) / (2 * determinant)
    let cy = -(q0 * p[3] - q1 * p[2]) / (2 * determinant)
    let k = q0 * cx * cx + 2 * q1 * cx * cy + q2 * cy * cy - p[4]
    guard k > 0 else { return nil }
    // The root of a symmetric matrix M of two rows: (M + √det · 1) / √(trace + 2√det).
    let (m0, m1, m2) = (q0 / k, q1 / k, q2 / k)
    let root = Math.sqrt(m0 * m2 - m1 * m1)
    let scale = 1 / (Math.sqrt(m0 + m2 + 2 * root) * size)
    let spread = Math.sqrt((m0 - m2) * (m0 - m2) + 4 * m1 * m1)
    guard m0 + m2 - spread > 0, (m0 + m2 + spread) / (m0 + m2 - spread) <= EllipseFit.flattest * EllipseFit.flattest else { return nil }
    let made = HallEllipse(
      centreCosine: mx + cx * size, centreSine: my + cy * size, t00: (m0 + root) * scale, t01: m1 * scale, t10: m1 * scale,
      t11: (m2 + root) * scale)
    ellipse = made
    let errors = places.reduce(0) { sum, place in
      let off = made.radius(place) - 1
      return sum + off * off
    }
    residual = Math.sqrt(errors * share)
  }
}

/// What a pair of Hall sensors read at one moment [counts], from the converter's middle.
package struct HallPlace: Sendable, Equatable, BitwiseCopyable {
  package var cosine: Double
  package var sine: Double

  package init(cosine: Double, sine: Double) {
    self.cosine = cosine
    self.sine = sine
  }
}

extension HallEllipse {
  /// [rad] The angle of a place, -π … π, before the zero: as `Calibration` takes it.
  package func angle(_ place: HallPlace) -> Double {
    let (x, y) = (place.cosine - centreCosine, place.sine - centreSine)
    return Math.atan2(t10 * x + t11 * y, t00 * x + t01 * y)
  }

  /// [-] How far from the centre a place is; 1 on the ellipse.
  func radius(_ place: HallPlace) -> Double {
    let (x, y) = (place.cosine - centreCosine, place.sine - centreSine)
    return Math.hypot(t00 * x + t01 * y, t10 * x + t11 * y)
  }
}
