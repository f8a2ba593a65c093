package import ExocapCore

/// Which value of one device a person moves: every value is watched for what it reads at rest, and then for what leaves that.
///
/// Raw samples and time in, values out; no calibration is needed. One thread.
package struct MotionFinder: Sendable {
  /// Readings of the first so long say what rest is.
  package static var restTime: Interval { .seconds(1) }
  /// [rad] A joint that moved by less may have been touched only.
  package static let leastAngle = 10 * Double.pi / 180
  /// [m]
  package static let leastLength = 0.005
  /// [counts] Of what has no scale of its own: forces, buttons, axes.
  static let leastCounts = 0.5
  /// [-] Times the spread at rest: noise of a normal distribution does not go so far beyond it.
  static let clearOfNoise = 4.0

  /// One value that left its rest.
  package struct Move: Sendable, Equatable {
    package var name: String
    /// [rad | m | counts] How far from the middle of its rest, with the encoder's own direction.
    package var distance: Double
    package var kind: Kind
  }

  /// What a distance is.
  package enum Kind: Sendable, Equatable { case angle, length, counts }

  private struct Watched {
    let value: ValueProfile
    let kind: Kind
    var track: EncoderTrack
    var rest: EncoderTrack
    var hasMoved = false
  }

  private var values: [Watched]
  private var restEnds = Timestamp.never

  /// Of every value of the profile.
  package init(_ profile: DeviceProfile) {
    values = profile.streams.flatMap(\.values).map { value in
      let (kind, turn) = MotionFinder.kind(of: value)
      return Watched(value: value, kind: kind, track: EncoderTrack(turn: turn), rest: EncoderTrack(turn: turn))
    }
  }

  /// Whether rest has been seen for long enough: now something may be moved.
  package private(set) var isReady = false

  /// Takes one raw sample; returns the values that leave their rest with it, each once.
  package mutating func take(_ raw: RawSample, at now: Timestamp) -> [Move] {
    if restEnds == .never { restEnds = now + MotionFinder.restTime }
    isReady = now >= restEnds
    var moves: [Move] = []
    for index in values.indices {
      guard let reading = MotionFinder.reading(raw, values[index].value.source) else { continue }
      values[index].track.take(reading)
      if !isReady { values[index].rest = values[index].track }
      if isReady, let move = MotionFinder.move(&values[index]) { moves.append(move) }
    }
    return moves
  }

  // MARK: One value

  private static func move(_ watched: inout Watched) -> Move? {
    guard !watched.hasMoved, watched.rest.lower <= watched.rest.upper else { return nil }
    let distance = watched.track.position - (watched.rest.lower + watched.rest.upper) / 2
    guard distance.magnitude >= max(least(watched.kind), clearOfNoise * watched.rest.travel) else { return nil }
    watched.hasMoved = true
    return Move(name: watched.value.name, distance: distance, kind: watched.kind)
  }

  private static func least(_ kind: Kind) -> Double {
    switch kind {
    case .angle: leastAngle
    case .length: leastLength
    case .counts: leastCounts
    }
  }

  private static func kind(of value: ValueProfile) -> (Kind, turn: Double) {
    switch value.source {
    case .linear: (value.isLength ? .length : .angle, value.turn)
    case .hallPair: (.angle, 2 * .pi)
    case .force, .button, .axis: (.counts, .infinity)
    }
  }

  /// [rad | m | counts] nil where it was not read.
  private static func reading(_ raw: RawSample, _ source: ValueSource) -> Double? {
    switch source {
    case .linear: return SweptValue.reading(raw, source, nil)
    // The circle that the pair would draw if it were a perfect one: enough to see motion.
    case .hallPair: return SweptValue.place(raw, source).map { Math.atan2($0.sine, $0.cosine) }
    case .force(let field, _, _), .button(let field, _, _), .axis(let field, _, _): return raw.has(field) ? raw.fields[field] : nil
    }
  }
}
