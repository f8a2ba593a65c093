internal import ExocapCore

/// The smoothness of one arm's commands: the speed of its joints together, cut into windows, each measured when it is full.
struct SmoothnessTrack {
  /// Windows of 2.56 s: longer than a reach, so that one holds all of it.
  private static var count: Int { 128 }
  private static var binTime: Interval { .milliseconds(20) }
  /// [rad/s] A window whose peak is lower has no movement to judge.
  private static var slowest: Double { 0.2 }
  /// Bins without a tick that are filled with the speed before: 100 ms.
  private static var longestHole: Int64 { 5 }

  private let joints: [Int]
  private var measure = Smoothness(count: SmoothnessTrack.count, rate: 1 / SmoothnessTrack.binTime.seconds)
  private var speeds: [Double]
  private var filled = 0
  private var bin: Int64 = -1
  private var sum = 0.0
  private var ticks = 0.0
  private var lastSpeed = 0.0
  private var arcs = 0.0
  private var jerks = 0.0
  private(set) var windows = 0
  /// [-] Of the worst window; NaN where there is none.
  private(set) var worstArc = Double.nan

  /// - Parameter joints: of the arm, by their place in the profile.
  init(joints: [Int]) {
    self.joints = joints
    speeds = Array(repeating: 0, count: Self.count)
  }

  /// Takes a tick; one in which the arm does not follow the operator ends the window.
  mutating func take(_ tick: TickFields, isEngaged: Bool) {
    guard isEngaged else { return restart() }
    let now = tick.time / Self.binTime.nanoseconds
    if bin >= 0 && now != bin { endBins(upTo: now) }
    bin = now
    var squares = 0.0
    for index in 0..<joints.count {
      let rate = tick.fields.double(at: tick.rates + 8 * joints[index])
      if rate.isFinite { squares += rate * rate }
    }
    sum += squares.squareRoot()
    ticks += 1
  }

  private mutating func restart() {
    (filled, bin, sum, ticks) = (0, -1, 0, 0)
  }

  private mutating func endBins(upTo now: Int64) {
    let holes = now - bin - 1
    guard holes >= 0, holes <= Self.longestHole else { return restart() }
    lastSpeed = sum / ticks
    for _ in 0...holes {
      speeds[filled] = lastSpeed
      filled += 1
      if filled == Self.count { endWindow() }
    }
    (sum, ticks) = (0, 0)
  }

  private mutating func endWindow() {
    filled = 0
    var peak = 0.0
    for place in 0..<Self.count { peak = max(peak, speeds[place]) }
    guard peak >= Self.slowest else { return }
    let arc = measure.spectralArcLength(speeds)
    let jerk = measure.logDimensionlessJerk(speeds)
    guard arc.isFinite, jerk.isFinite else { return }
    windows += 1
    arcs += arc
    jerks += jerk
    worstArc = worstArc.isNaN ? arc : min(worstArc, arc)
  }

  /// [-] Mean over the windows; NaN where there is none.
  var meanArc: Double { windows == 0 ? .nan : arcs / Double(windows) }
  /// [-] As `meanArc`.
  var meanJerk: Double { windows == 0 ? .nan : jerks / Double(windows) }
}
