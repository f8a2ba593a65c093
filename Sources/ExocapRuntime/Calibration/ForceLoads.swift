package import ExocapCore

/// A force sensor under known loads: nothing at all first, then as many as a person has.
package struct ForceLoads: Sendable {
  /// [-] A load must change the reading by so many times its noise.
  private static let clearOfNoise = 3.0
  /// [-] Of the range: how far points may lie from a straight line. A load cell keeps a thousandth, a bare film sensor a tenth.
  private static let largestBend = 0.2

  /// One load that was held.
  package struct Load: Sendable, Equatable {
    /// [N]
    package var newtons: Double
    /// [counts] Mean, and how far readings were apart.
    package var counts: Double
    package var noise: Double
  }

  package let value: ValueProfile
  private let field: Int
  /// [N/count] Of the profile; 0 where only loads can tell.
  private let scale: Double
  /// In the order in which they were laid on; the first is nothing.
  package private(set) var loads: [Load] = []

  /// nil where the value is no force.
  package init?(_ value: ValueProfile) {
    guard case .force(let field, let scale, _) = value.source else { return nil }
    (self.value, self.field, self.scale) = (value, field, scale)
  }

  /// Whether at least one known load must be laid on.
  package var needsLoad: Bool { scale == 0 }

  /// [counts] Of a raw sample; NaN where it was not read.
  package func counts(_ raw: RawSample) -> Double { raw.has(field) ? raw.fields[field] : .nan }

  /// Adds a load [N] that was held.
  package mutating func add(_ newtons: Double, counts: Double, noise: Double) {
    loads.append(Load(newtons: newtons, counts: counts, noise: noise))
  }

  /// The sensor's numbers, and how far the points are from a straight line [N]; nil with fewer than three.
  ///
  /// The same load laid on twice counts once, with the mean of both.
  package func calibration() throws(UnitRefusal) -> (ValueCalibration, rms: Double?) {
    guard let empty = loads.first else { throw .neverRead(value.name) }
    let points = merged
    guard points.count > 1 else {
      guard !needsLoad else { throw .noLoad(value.name) }
      return (ValueCalibration(zero: empty.counts * scale, sign: 1), nil)
    }
    for point in points where point.newtons != empty.newtons {
      let change = (point.counts - empty.counts).magnitude
      let noise = max(point.noise, empty.noise)
      guard change > ForceLoads.clearOfNoise * noise, change > 0 else {
        throw .loadNotSeen(value.name, newtons: point.newtons, counts: change, noise: noise)
      }
    }
    guard let curve = ForceCurve(points.map { ($0.counts, $0.newtons) }) else { throw .notMonotonic(value.name) }
    let rms = points.count > 2 ? ForceLoads.bend(points) : nil
    let forces = points.map(\.newtons)
    let range = (forces.max() ?? 0) - (forces.min() ?? 0)
    if let rms, rms > ForceLoads.largestBend * range { throw .notStraight(value.name, rms: rms, range: range) }
    return (ValueCalibration(zero: 0, sign: 1, curve: curve), rms)
  }

  private var merged: [Load] {
    var points: [Load] = []
    for load in loads where !points.contains(where: { $0.newtons == load.newtons }) {
      let same = loads.filter { $0.newtons == load.newtons }
      let mean = same.reduce(0) { $0 + $1.counts } / Double(same.count)
      points.append(Load(newtons: load.newtons, counts: mean, noise: same.map(\.noise).max() ?? 0))
    }
    return points
  }

  /// [N] Root mean square of the distances from the straight line that leaves the least.
  private static func bend(_ points: [Load]) -> Double? {
    let middle = points.reduce(0) { $0 + $1.counts } / Double(points.count)
    let size = points.map { ($0.counts - middle).magnitude }.max() ?? 1
    var line = LeastSquares(unknowns: 2)
    for point in points { line.add([1, (point.counts - middle) / size], point.newtons) }
    guard let x = line.solution else { return nil }
    let square = points.reduce(0) { sum, point in
      let off = point.newtons - x[0] - x[1] * (point.counts - middle) / size
      return sum + off * off
    }
    return Math.sqrt(square / Double(points.count))
  }
}
