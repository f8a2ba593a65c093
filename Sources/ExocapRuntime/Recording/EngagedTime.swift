package import ExocapCore

/// How long at least one joint group of at least one robot followed the operator, from tick to tick.
struct EngagedTime {
  /// Bit i: robot i, as of its last tick.
  private var robots: UInt64 = 0
  private var last: Timestamp = .never
  private(set) var total = Interval.zero

  /// Ticks come a hundred times a second and more; what is longer is a gap, in which nothing is known.
  private static var longestTick: Interval { .milliseconds(100) }

  /// Takes the next tick of a robot. Those of another robot may come a little late: then they count from the later time.
  mutating func take(robot: Int, isEngaged: Bool, at time: Timestamp) {
    if last != .never, time > last, robots != 0 { total = total + min(time - last, EngagedTime.longestTick) }
    last = max(last, time)
    if isEngaged { robots |= 1 << UInt64(robot) } else { robots &= ~(1 << UInt64(robot)) }
  }
}

extension Recording {
  /// How long the file is and how long of it somebody was engaged, from its ticks: for a file without an end, which cannot say so itself.
  package func measureTimes() -> (length: Interval, engaged: Interval) {
    var engaged = EngagedTime()
    var length = Interval.zero
    var robots: [String] = []
    read(topics: { $0.hasPrefix("/command/") && $0.hasSuffix("/limited") }) { entry in
      guard case .command(let command) = entry.message else { return }
      let robot = robots.firstIndex(of: entry.topic) ?? robots.count
      if robot == robots.count { robots.append(entry.topic) }
      let time = Interval.seconds(rounding: entry.time)
      length = max(length, time)
      engaged.take(robot: robot, isEngaged: command.engaged != .none, at: Timestamp(nanoseconds: time.nanoseconds))
    }
    return (length, engaged.total)
  }
}
