internal import ExocapCore

/// What the worn devices should have measured at any time, without delay: of a motion as it was, of a recording as it was measured.
struct WornMotion {
  private enum Origin {
    case motion(RecordedMotion, start: Timestamp, Wearing)
    case samples([Int: RetargetingTrace.Series])
  }

  private let origin: Origin

  /// The truth: no rounding, no noise, no error of a calibration.
  init(_ motion: RecordedMotion, start: Timestamp, rig: Rig) { origin = .motion(motion, start: start, Wearing(rig)) }

  /// All that is known of a recording; between two readings a straight line.
  init(_ samples: [Int: RetargetingTrace.Series]) { origin = .samples(samples) }

  /// [rad | m] Each value at `time`; NaN where nothing is known of it.
  func values(of sources: [ValueReference], at time: Timestamp) -> [Double] {
    switch origin {
    case .motion(let motion, let start, let wearing):
      let pose = motion.pose(at: start == .never ? .zero : time - start)
      return sources.map { wearing.angle(of: $0, in: pose) ?? 0 }
    case .samples(let series): return sources.map { source in series[RetargetingTrace.key(source)]?.value(at: time) ?? .nan }
    }
  }

  /// Where the motion jumps faster than a person moves; a recording's jumps were refused or never seen.
  func jumps(over speed: Double) -> (start: Timestamp, jumps: [RecordedMotion.Jump])? {
    guard case .motion(let motion, let start, _) = origin, start != .never else { return nil }
    return (start, motion.jumps(over: speed))
  }
}

extension RetargetingTrace.Series {
  /// On the line between the readings before and after; NaN before the first and after the last.
  func value(at time: Timestamp) -> Double {
    guard let first = times.first, let last = times.last, time >= first, time <= last else { return .nan }
    var (low, high) = (0, times.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle } else { high = middle }
    }
    let width = (times[high] - times[low]).seconds
    let share = width > 0 ? (time - times[low]).seconds / width : 0
    return values[low] + share * (values[high] - values[low])
  }
}
