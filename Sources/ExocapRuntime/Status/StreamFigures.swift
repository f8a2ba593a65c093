package import ExocapCore

/// What one stream of a device did since the daemon started.
package struct StreamFigures: Sendable {
  package private(set) var samples: UInt64 = 0
  /// Times that two samples were more than 2.5 nominal periods apart; of a stream without a rate: more than its deadline.
  package private(set) var gaps: UInt64 = 0
  package private(set) var longestGap = Interval.zero
  /// Samples with a value that was not measured or is not plausible.
  package private(set) var invalid: UInt64 = 0
  /// Samples with a value at the end of its range.
  package private(set) var saturated: UInt64 = 0
  /// Times that a value reached the end of its range.
  package private(set) var saturations: UInt64 = 0
  /// Values that jumped faster than they can move, and were refused.
  package private(set) var jumps: UInt64 = 0
  /// How old its newest sample was at ticks.
  package internal(set) var tickAge = TickAge()
  package private(set) var lastArrival: Timestamp = .never
  package private(set) var isStale = false
  /// [rad | m | N | -] The last believed value of each since the port was opened; NaN before it.
  package private(set) var lastValid: [Double]
  private var window = RateWindow()
  private let largestStep: Interval
  private let staleAfter: Interval

  init(_ profile: StreamProfile) {
    lastValid = Array(repeating: .nan, count: profile.kind == .joints ? profile.values.count : 0)
    staleAfter = profile.staleAfter
    largestStep = profile.rate > 0 ? Interval.seconds(rounding: 2.5 / profile.rate) : profile.staleAfter
  }

  /// Takes note of a sample with `count` values.
  mutating func take(arrived: Timestamp, valid: UInt64, saturated: UInt64, count: Int) {
    samples += 1
    window.note(at: arrived)
    let all = count >= 64 ? UInt64.max : (1 << UInt64(count)) - 1
    if valid & all != all { invalid += 1 }
    if saturated & all != 0 { self.saturated += 1 }
    if lastArrival != .never {
      let step = arrived - lastArrival
      if step > largestStep {
        gaps += 1
        longestGap = max(longestGap, step)
      }
    }
    lastArrival = arrived
  }

  /// Takes note of what the calibration said of a value.
  mutating func note(_ event: CalibrationEvent.Kind) {
    switch event {
    case .jumpRefused: jumps += 1
    case .saturationBegan: saturations += 1
    case .saturationEnded, .tareDone, .tareRefused: break
    }
  }

  /// Takes note of what was believed of a value [rad | m].
  mutating func note(_ value: Double, at place: Int) {
    if place < lastValid.count { lastValid[place] = value }
  }

  /// The port was opened: nothing is believed yet.
  mutating func forgetValues() {
    for place in lastValid.indices { lastValid[place] = .nan }
  }

  /// [Hz] Over the last second.
  mutating func rate(at now: Timestamp) -> Double { window.rate(at: now) }

  /// Looks whether the stream is older than its deadline; true where that has changed. A port that is closed makes nothing stale.
  mutating func look(at now: Timestamp, openSince: Timestamp) -> Bool {
    let since = max(lastArrival, openSince)
    let isOld = openSince != .never && since != .never && now - since > staleAfter
    defer { isStale = isOld }
    return isOld != isStale
  }
}
