/// How a force follows from counts where a straight line is not enough: points of known loads, joined by straight pieces.
///
/// Outside of the points the first and the last piece go on: a load cell goes on behind the heaviest load that was laid on it, and its
/// empty reading drifts below the first. What lies beyond the sensor's own end is marked by the profile's `saturates_at`.
package struct ForceCurve: Sendable, BitwiseCopyable, Equatable {
  /// The most points: more tell nothing of a sensor that follows its load at all.
  @inline(__always) package static var capacity: Int { 16 }

  /// How many points there are, 2 ... `capacity`.
  package let count: Int
  /// [counts] Rising.
  let counts: InlineArray<16, Double>
  /// [N] Rising all the way, or falling.
  let newtons: InlineArray<16, Double>

  /// The curve through points in any order; nil where there are fewer than 2 or more than `capacity`, where one is no finite number, where
  /// two have the same counts, or where the force turns back on its way.
  package init?(_ points: [(counts: Double, newtons: Double)]) {
    guard (2...ForceCurve.capacity).contains(points.count), points.allSatisfy({ $0.counts.isFinite && $0.newtons.isFinite }) else {
      return nil
    }
    let sorted = points.sorted { $0.counts < $1.counts }
    let isRising = sorted[0].newtons < sorted[1].newtons
    for (left, right) in zip(sorted, sorted.dropFirst()) {
      guard left.counts < right.counts, left.newtons != right.newtons, (left.newtons < right.newtons) == isRising else { return nil }
    }
    var counts = InlineArray<16, Double>(repeating: 0)
    var newtons = InlineArray<16, Double>(repeating: 0)
    for (index, point) in sorted.enumerated() {
      counts[index] = point.counts
      newtons[index] = point.newtons
    }
    count = sorted.count
    self.counts = counts
    self.newtons = newtons
  }

  /// The points, counts rising. Not on the real-time path.
  package var points: [(counts: Double, newtons: Double)] { (0..<count).map { (counts[$0], newtons[$0]) } }

  package static func == (left: ForceCurve, right: ForceCurve) -> Bool {
    left.count == right.count
      && (0..<left.count).allSatisfy { left.counts[$0] == right.counts[$0] && left.newtons[$0] == right.newtons[$0] }
  }
}
