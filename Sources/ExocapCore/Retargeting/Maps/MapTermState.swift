/// One operator value on its way into a robot joint: its turn, the tracker of a slow source, its gain.
struct MapTermState: BitwiseCopyable, Sendable {
  let place: StreamTable.Place
  let gain: Double
  private let rule: TurnRule?
  /// Whether the source is slower than the tick, so that it passes the tracker.
  private let isTracked: Bool
  private let period: Interval
  /// When the last sample was taken.
  private var taken: Timestamp = .never
  private var tracker = Tracker()
  private var turn = TurnTracker()

  init(_ term: MapTerm, devices: [DeviceProfile], tick: Interval) {
    place = StreamTable.place(of: term.source, devices: devices.count)
    gain = term.gain
    rule = term.turn
    let rate = devices[Int(term.source.device.index)].streams[Int(term.source.stream.index)].rate
    period = rate > 0 ? Interval.seconds(rounding: 1 / rate) : .milliseconds(10)
    isTracked = rate * tick.seconds < 0.9
  }

  /// Whether its share is the gain times the newest value and no more.
  var isPlain: Bool { !isTracked && rule == nil }

  /// After this long without a sample nothing is extrapolated any more (DESIGN §7).
  @inline(__always) static var holdAfter: Interval { .milliseconds(50) }

  /// Gain times the value as of `now`; NaN where it was never seen or its turn is not known.
  @inline(__always)
  mutating func share(_ streams: inout StreamTable, _ now: Timestamp) -> Double {
    let measured = streams.measured(place)
    guard measured != .never else { return .nan }
    guard isTracked || rule != nil else { return gain * streams.value(place) }
    if measured != taken { take(streams.value(place), at: measured) }
    if rule != nil && !turn.isKnown { return .nan }
    if !isTracked { return gain * turn.angle }
    return gain * tracker.estimate(at: now, full: period * 2, hold: MapTermState.holdAfter)
  }

  private mutating func take(_ value: Double, at measured: Timestamp) {
    taken = measured
    guard let rule else {
      tracker.take(value, at: measured, period: period)
      return
    }
    let wasKnown = turn.isKnown
    turn.take(value, at: measured, rule: rule)
    guard isTracked, turn.isKnown else { return }
    if !wasKnown { tracker.reset() }
    tracker.take(turn.angle, at: measured, period: period)
  }

  /// Whether only a person can say in which turn it is.
  var isHomedByHand: Bool {
    if case .homed = rule { true } else { false }
  }

  /// Whether it gives an angle, as far as turns go.
  var isAligned: Bool { rule == nil || turn.isKnown }

  /// The joint stands in its homing pose. False where its newest sample is old.
  mutating func home(_ streams: inout StreamTable, now: Timestamp) -> Bool {
    guard case .homed(let angle) = rule else { return false }
    let measured = streams.measured(place)
    guard measured != .never, now - measured <= TurnTracker.longestGap else { return false }
    turn.home(streams.value(place), at: measured, angle: angle)
    taken = measured
    tracker.reset()
    if isTracked { tracker.take(turn.angle, at: measured, period: period) }
    return true
  }

  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&taken)
    tracker.checkpoint(&archive)
    turn.checkpoint(&archive)
  }
}
