package import ExocapCore

/// The shoulder and the arm's length, from where the hand was while a straight arm swung about the shoulder.
///
/// A hand at p on a sphere of radius r about c obeys 2p·c + (r² - |c|²) = |p|², which is linear in c and r² - |c|²: a start without a
/// guess (Kåsa 1976). It is refined by Gauss–Newton on the distances |p - c| - r with Huber's weights, then once more without the places
/// that are farther off than four standard deviations.
package struct ShoulderFit: Sendable, Equatable {
  /// Fewer places are no swing: 100 places 5 mm apart are half a metre.
  package static let leastPoints = 100
  /// [m] From shoulder to hand: from a child's to a tall person's with a tool in the hand. What is outside is a wrong length or zero.
  package static let armLengths = 0.3...1.1
  /// [m] Room for the shoulder blade, which moves along. An elbow that bends by 40° changes 600 mm by 36 mm: 2 · 300 · (1 - cos 20°).
  package static let largestResidual = 0.025
  /// [-] More places than this that do not fit: the arm was bent too often.
  package static let mostLeftOut = 0.25

  /// [m] In the device's root frame.
  package private(set) var shoulder: Vec3
  /// [m]
  package private(set) var armLength: Double
  /// [m] Root mean square of the distances from the sphere, of the places that count.
  package private(set) var residual = 0.0
  /// Places that count, and those that were left out.
  package private(set) var pointCount = 0
  package private(set) var leftOutCount = 0
  package private(set) var coverage = SwingCoverage(directions: [])

  /// Fits places of the hand [m] in the device's root frame, in any order. Those that are not finite do not count.
  package init(_ places: [Vec3]) throws(CalibrationFailure) {
    let points = places.filter { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }
    guard points.count >= ShoulderFit.leastPoints else { throw .tooFewPoints(points.count) }
    guard let start = ShoulderFit.algebraic(points) else { throw .tooLittleCoverage(SwingCoverage(directions: [])) }
    (shoulder, armLength) = start
    for _ in 0..<30 {
      let errors = errors(of: points)
      let bend = 1.345 * ShoulderFit.deviation(errors)
      guard let step = refine(points, errors, weights: errors.map { min(1, bend / max($0.magnitude, 1e-300)) }) else { break }
      if step < 1e-10 { break }
    }
    var kept = points
    for _ in 0..<3 {
      let errors = errors(of: points)
      let bound = 4 * ShoulderFit.deviation(errors)
      let near = zip(points, errors).filter { $0.1.magnitude <= bound }.map(\.0)
      // Fewer than half would be another sphere than the one that was found.
      guard near.count * 2 >= points.count else { break }
      kept = near
      guard refine(kept, self.errors(of: kept), weights: nil) != nil else { break }
    }
    coverage = SwingCoverage(directions: kept.map { ($0 - shoulder) * (1 / max(($0 - shoulder).length, 1e-9)) })
    let square = errors(of: kept).reduce(0) { $0 + $1 * $1 } / Double(kept.count)
    residual = Math.sqrt(square)
    (pointCount, leftOutCount) = (kept.count, points.count - kept.count)
    try check()
  }

  private func check() throws(CalibrationFailure) {
    guard coverage.spread >= SwingCoverage.leastSpread else { throw .tooLittleCoverage(coverage) }
    let leftOut = Double(leftOutCount) / Double(pointCount + leftOutCount)
    guard residual <= ShoulderFit.largestResidual, leftOut <= ShoulderFit.mostLeftOut else {
      throw .notASphere(residual: residual, leftOut: leftOut)
    }
    guard ShoulderFit.armLengths.contains(armLength) else { throw .armLength(armLength) }
  }

  /// The calibration's numbers, to a tenth of a millimetre.
  package var wearer: WearerFit {
    func rounded(_ x: Double) -> Double { (x * 1e4).rounded() / 1e4 + 0 }
    return WearerFit(
      shoulder: Vec3(rounded(shoulder.x), rounded(shoulder.y), rounded(shoulder.z)), armLength: rounded(armLength))
  }

  /// About the mean of the places, where the equations for c and for the rest part. Nil where the places lie in a plane.
  private static func algebraic(_ points: [Vec3]) -> (Vec3, Double)? {
    let share = 1 / Double(points.count)
    let mean = points.reduce(Vec3.zero) { $0 + $1 } * share
    var (moment, square) = (Vec3.zero, 0.0)
    for point in points {
      let d = point - mean
      moment = moment + d * (d.dot(d) * share)
      square += d.dot(d) * share
    }
    guard let centre = PrincipalAxes(SymmetricMatrix(spreadOf: points, about: mean)).solve(moment * 0.5) else { return nil }
    return (mean + centre, Math.sqrt(square + centre.dot(centre)))
  }

  /// [m] How far outside the sphere each place is.
  private func errors(of points: [Vec3]) -> [Double] { points.map { ($0 - shoulder).length - armLength } }

  /// [m] The standard deviation that the middle of the errors tells, whatever the rest is; never quite 0.
  private static func deviation(_ errors: [Double]) -> Double {
    let sorted = errors.map(\.magnitude).sorted()
    return max(1.4826 * sorted[sorted.count / 2], 1e-6)
  }

  /// One step of Gauss–Newton; its length [m], or nil where the places leave it open.
  ///
  /// Each place asks u·δc + δr = error, u the direction from the shoulder. About the mean u the equations for δc and δr part.
  private mutating func refine(_ points: [Vec3], _ errors: [Double], weights: [Double]?) -> Double? {
    let directions = points.map { ($0 - shoulder) * (1 / max(($0 - shoulder).length, 1e-9)) }
    var (total, mean, middle) = (0.0, Vec3.zero, 0.0)
    for index in points.indices {
      let weight = weights?[index] ?? 1
      total += weight
      mean = mean + directions[index] * weight
      middle += weight * errors[index]
    }
    (mean, middle) = (mean * (1 / total), middle / total)
    var moment = Vec3.zero
    for index in points.indices {
      moment = moment + (directions[index] - mean) * ((weights?[index] ?? 1) * (errors[index] - middle) / total)
    }
    let spread = SymmetricMatrix(spreadOf: directions, about: mean, weights: weights)
    guard let move = PrincipalAxes(spread).solve(moment) else { return nil }
    shoulder = shoulder + move
    armLength += middle - mean.dot(move)
    return move.length
  }
}
