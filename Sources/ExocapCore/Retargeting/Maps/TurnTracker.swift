/// Finds and keeps the turn of an angle that its encoder measures within one turn only.
struct TurnTracker: BitwiseCopyable, Sendable {
  /// [rad] With its turns; meaningless where they are not known.
  private(set) var angle: Double = .nan
  /// Whether the turn is known.
  private(set) var isKnown = false
  private var taken: Timestamp = .never

  init() {}

  /// Between two samples further apart a joint may have gone half a turn: at 20 rad/s, over which no person's joint moves (the
  /// device profiles' `fastest`), half a turn takes 157 ms.
  @inline(__always) static var longestGap: Interval { .milliseconds(150) }
  /// [rad] So far beyond half a turn from the middle the angle may go before its turn is doubted: a stop gives way, a zero is off.
  @inline(__always) static var slack: Double { 0.35 }

  /// Takes a sample in whatever turn the encoder gives it. Not finite: ignored.
  mutating func take(_ value: Double, at measured: Timestamp, rule: TurnRule) {
    guard value.isFinite else { return }
    let isContinuous = taken != .never && measured - taken <= TurnTracker.longestGap
    taken = measured
    if isContinuous && angle.isFinite { angle += Math.wrapAngle(value - angle) }
    switch rule {
    case .within(let middle):
      if !isContinuous || !angle.isFinite { angle = middle + Math.wrapAngle(value - middle) }
      // Where the angle cannot be, its turn is wrong; it may come back by itself, or is found anew after a gap.
      isKnown = abs(angle - middle) <= Double.pi + TurnTracker.slack
    case .homed:
      if !isContinuous { isKnown = false }
      if !isKnown { angle = value }
    }
  }

  /// The angle is within half a turn of `angle`, since a person holds it there.
  mutating func home(_ value: Double, at measured: Timestamp, angle home: Double) {
    guard value.isFinite else { return }
    angle = home + Math.wrapAngle(value - home)
    taken = measured
    isKnown = true
  }

  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&angle)
    archive.field(&isKnown)
    archive.field(&taken)
  }
}
