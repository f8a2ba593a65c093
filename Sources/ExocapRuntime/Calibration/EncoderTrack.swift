internal import ExocapCore

/// One value as it goes: joined over the places where its encoder begins anew, with the ends of its travel.
///
/// An end counts once it was the middle one of three readings in a row, so that a single wrong reading moves none.
struct EncoderTrack: Sendable {
  /// [rad | m] Infinite where the counts go on.
  let turn: Double
  /// [rad | m] Where it is, joined to where it was; NaN before the first reading.
  private(set) var position = Double.nan
  /// [rad | m] Infinite, the wrong way round, before the first three readings.
  private(set) var lower = Double.infinity
  private(set) var upper = -Double.infinity
  private var last = Double.nan
  private var before = [Double.nan, Double.nan]

  init(turn: Double) { self.turn = turn }

  /// [rad | m] 0 before there is any.
  var travel: Double { max(0, upper - lower) }

  /// Takes a reading [rad | m] as the encoder gives it.
  mutating func take(_ reading: Double) {
    if last.isNaN {
      position = reading
    } else {
      var step = reading - last
      if turn.isFinite { step -= turn * (step / turn).rounded() }
      position += step
    }
    last = reading
    let middle = EncoderTrack.middle(before[0], before[1], position)
    before = [before[1], position]
    guard middle.isFinite else { return }
    lower = min(lower, middle)
    upper = max(upper, middle)
  }

  private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
    guard a.isFinite, b.isFinite else { return .nan }
    return max(min(a, b), min(max(a, b), c))
  }
}
