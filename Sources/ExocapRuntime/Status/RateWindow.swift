internal import ExocapCore

/// How often something happened in the last second, in ten parts.
struct RateWindow: Sendable {
  private static let part: Int64 = 100_000_000
  private var counts = InlineArray<16, UInt32>(repeating: 0)
  /// The part that was counted last, since the clock's epoch.
  private var newest: Int64 = .min
  private var first: Int64 = .min

  /// Counts one at `time`; times before the last second are not counted.
  mutating func note(at time: Timestamp) {
    let part = time.nanoseconds / RateWindow.part
    if newest == .min { first = part }
    advance(to: part)
    if newest - part < 11 { counts[Int(part & 15)] += 1 }
  }

  /// [Hz] Over the last ten whole parts; over fewer while it is younger. NaN before there is one.
  mutating func rate(at now: Timestamp) -> Double {
    let part = now.nanoseconds / RateWindow.part
    guard newest != .min else { return 0 }
    advance(to: part)
    let parts = min(10, part - first)
    guard parts > 0 else { return .nan }
    var sum: UInt32 = 0
    for index in 1...parts { sum += counts[Int((part - index) & 15)] }
    return Double(sum) * 10 / Double(parts)
  }

  private mutating func advance(to part: Int64) {
    guard part > newest else { return }
    if newest == .min || part - newest >= 16 {
      counts = InlineArray(repeating: 0)
    } else {
      for index in (newest + 1)...part { counts[Int(index & 15)] = 0 }
    }
    newest = part
  }
}
