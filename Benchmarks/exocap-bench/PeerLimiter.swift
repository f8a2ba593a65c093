internal import ExocapCore

/// Fourteen joints that follow samples: tracker and limiter of each.
struct PeerLimiter {
  private let wanted: [Double]
  private let bounds: [JointBounds]

  private static let period = Interval.milliseconds(2)

  /// `name` is that of a file with fourteen positions [rad] a tick.
  init(_ folder: String, _ name: String) throws {
    wanted = try NumberTable.numbers("\(folder)/\(name).txt")
    let ends = try NumberTable.numbers("\(folder)/limits.txt")
    bounds = (0..<14).map {
      JointBounds(lower: ends[2 * $0], upper: ends[2 * $0 + 1], velocity: 10, acceleration: 120, jerk: 30_000)
    }
  }

  private func limiters() -> [JointLimiter] {
    (0..<14).map { joint in
      var limiter = JointLimiter(bounds[joint])
      limiter.seed(wanted[joint])
      return limiter
    }
  }

  /// The time of one tick of all joints.
  func run(_ count: Int) throws -> [Double] {
    var limiters = limiters()
    var trackers = [Tracker](repeating: Tracker(), count: 14)
    var (now, at) = (Timestamp(nanoseconds: 1_000_000_000), 0)
    let start = ThreadTime.now()
    for _ in 0..<count {
      step(&limiters, &trackers, at: at, now: now)
      now = now + PeerLimiter.period
      at = at + 14 == wanted.count ? 0 : at + 14
    }
    let time = ThreadTime.now() - start
    return [1e9 * time / Double(count), limiters[0].position]
  }

  /// What is sent in each tick.
  func values() -> [Double] {
    var limiters = limiters()
    var trackers = [Tracker](repeating: Tracker(), count: 14)
    var now = Timestamp(nanoseconds: 1_000_000_000)
    var sent: [Double] = []
    for tick in 0..<wanted.count / 14 {
      step(&limiters, &trackers, at: 14 * tick, now: now)
      now = now + PeerLimiter.period
      sent += limiters.map(\.position)
    }
    return sent
  }

  @inline(__always)
  private func step(_ limiters: inout [JointLimiter], _ trackers: inout [Tracker], at: Int, now: Timestamp) {
    for joint in 0..<14 {
      trackers[joint].take(wanted[at + joint], at: now, period: PeerLimiter.period)
      let goal = trackers[joint].estimate(at: now, full: .milliseconds(4), hold: .milliseconds(50))
      _ = limiters[joint].step(towards: goal, time: 0.002)
    }
  }
}
