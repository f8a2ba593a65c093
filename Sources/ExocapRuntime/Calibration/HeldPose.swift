package import ExocapCore

/// A pose that is held still: the mean of every reading over the last second, once all of them stay where they are.
///
/// Works on whatever is put in, in its own unit: joints before their zeros, or counts of force sensors.
package struct HeldPose: Sendable {
  /// Over so long a reading must stay, and is averaged: as long as the maker's calibration of 50 lines takes, and longer.
  package static var time: Interval { .seconds(1) }
  /// [rad] A person who holds still trembles by less.
  package static let stillAngle = 1.5 * Double.pi / 180
  /// [m]
  package static let stillLength = 0.001
  /// Fewer readings in the time are none: 10 Hz is the slowest load cell.
  private static let leastReadings = 8
  /// Readings of a second at 10 kHz.
  private static let capacity = 10_000

  private let bounds: [Double]
  private var times: [Timestamp] = []
  private var readings: [[Double]] = []
  private var began = Timestamp.never

  /// - Parameter bounds: how far each reading may move, in its unit.
  package init(bounds: [Double]) { self.bounds = bounds }

  /// For joints [rad | m], in order.
  package init(_ values: [SweptValue]) {
    self.init(bounds: values.map { $0.value.isLength ? HeldPose.stillLength : HeldPose.stillAngle })
  }

  /// Takes one reading of each; NaN where one was not read, which is no reading at all.
  package mutating func take(_ given: [Double], at now: Timestamp) {
    precondition(given.count == bounds.count, "a held pose takes one reading of each")
    guard given.allSatisfy(\.isFinite) else { return }
    if began == .never { began = now }
    times.append(now)
    readings.append(given)
    let old = times.prefix { now - $0 > HeldPose.time }.count
    let drop = max(old, times.count - HeldPose.capacity)
    if drop > 0 {
      times.removeFirst(drop)
      readings.removeFirst(drop)
    }
  }

  /// [rad | m | counts] How far each reading moved in the last second; NaN before there are readings.
  package var spreads: [Double] {
    bounds.indices.map { index in
      let own = readings.map { $0[index] }
      return (own.max() ?? .nan) - (own.min() ?? .nan)
    }
  }

  /// The place of the reading that moves most by its bound, where one moves too much.
  package var restless: Int? {
    let shares = zip(spreads, bounds).map { $1 > 0 ? $0 / $1 : 0 }
    guard let worst = shares.indices.max(by: { shares[$0] < shares[$1] }), shares[worst] > 1 else { return nil }
    return worst
  }

  /// [rad | m | counts] The mean of each over the last second; nil until all have been still for that long.
  package var means: [Double]? {
    guard let first = times.first, let last = times.last, times.count >= HeldPose.leastReadings else { return nil }
    // The window is full when readings before it were dropped, or would be with the next one.
    guard last - began >= HeldPose.time, last - first >= HeldPose.time * 8 / 10, restless == nil else { return nil }
    return bounds.indices.map { index in readings.reduce(0) { $0 + $1[index] } / Double(readings.count) }
  }
}
