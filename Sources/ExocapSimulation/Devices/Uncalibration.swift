// Devices/ holds virtual devices: they take bytes and hand out bytes at a given time, as the real ones would. They know no port,
// no thread and no clock; a pty, a bad link or a test moves the bytes.

package import ExocapCore

/// Turns what a person does, in SI, into the counts that a device would read: the inverse of `Calibration`.
package struct Uncalibration: Sendable {
  /// [counts] By field of the raw sample; what no value uses rests in the middle of a converter or at 0.
  package private(set) var counts: [Double]
  /// What the converter adds to joints and forces before it rounds.
  package var noise = CountNoise()
  private let streams: [[(value: ValueProfile, calibration: ValueCalibration?)]]
  /// Counts are whole multiples of this: 1, or less where the wire has decimals.
  private let step: Double
  /// Bit i: field i is a float on the wire, and has no such step.
  private let floats: UInt64

  /// Starts with every value at 0, every button released, every axis in the middle.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?) {
    var rest = 0.0
    var step = 1.0
    if case .text(let format) = profile.wire {
      if format.lowest > -1e9, format.highest < 1e9, !format.allowsDecimals { rest = ((format.lowest + format.highest) / 2).rounded() }
      if format.allowsDecimals { step = 0.01 }
    }
    self.step = step
    floats = if case .packets(let format) = profile.wire { Uncalibration.floats(of: format) } else { 0 }
    counts = Array(repeating: rest, count: RawSample.capacity)
    streams = profile.streams.map { stream in stream.values.map { ($0, calibration?.values[$0.name]) } }
    for (index, stream) in streams.enumerated() {
      set(Array(repeating: 0, count: stream.count), stream: index)
    }
  }

  private static func floats(of format: PacketFormat) -> UInt64 {
    var bits: UInt64 = 0
    var place: UInt64 = 0
    for field in format.messages.flatMap(\.fields) {
      for _ in 0..<field.placeCount {
        if field.number == .f32 { bits |= 1 << place }
        place += 1
      }
    }
    return bits
  }

  /// Sets the values of a stream, in its order; NaN leaves one as it is. Rates and efforts may be empty: 0.
  package mutating func set(_ values: [Double], rates: [Double] = [], efforts: [Double] = [], stream: Int) {
    for (place, (profile, calibration)) in streams[stream].enumerated() where place < values.count && values[place].isFinite {
      let rate = place < rates.count ? rates[place] : 0
      let effort = place < efforts.count ? efforts[place] : 0
      set(values[place], rate, effort, profile, calibration)
    }
  }

  private mutating func set(
    _ value: Double, _ rate: Double, _ effort: Double, _ profile: ValueProfile, _ calibration: ValueCalibration?
  ) {
    let sign = calibration?.sign ?? 1
    let zero = calibration?.zero ?? 0
    switch profile.source {
    case .linear(let field, let scale, let rateField, let effortField):
      var place = sign * value + zero
      // A unit with a centre has an encoder that begins anew after a turn, wherever that falls.
      if calibration?.centre != nil, profile.turn.isFinite { place -= profile.turn * (place / profile.turn).rounded(.down) }
      counts[field] = round(place / (calibration?.scale ?? scale) + noise.draw(), field)
      if let rateField { counts[rateField.field] = round(sign * rate / rateField.scale, rateField.field) }
      if let effortField { counts[effortField.field] = round(sign * effort / effortField.scale, effortField.field) }
    case .force(let field, let scale, let saturatesAt):
      let exact = round(Uncalibration.counts(of: sign * value + zero, calibration, scale) + noise.draw(), field)
      counts[field] = min(max(exact, -saturatesAt), saturatesAt)
    case .button(let field, let threshold, let pressedBelow):
      counts[field] = (value >= 0.5) == pressedBelow ? round(threshold / 2, field) : round(threshold * 1.5, field)
    case .axis(let field, let lowest, let highest):
      counts[field] = round(lowest + (min(max(value, -1), 1) + 1) / 2 * (highest - lowest), field)
    case .hallPair(let sine, let cosine, let mid):
      guard let ellipse = calibration?.ellipse else { return }
      let point = Uncalibration.hallPoint(angle: zero + sign * value, ellipse)
      counts[cosine] = min(max(round(mid + point.cosine + noise.draw(), cosine), 0), (2 * mid).rounded(.up))
      counts[sine] = min(max(round(mid + point.sine + noise.draw(), sine), 0), (2 * mid).rounded(.up))
    }
  }

  /// [counts] Of a force [N], by the unit's points where it has any.
  private static func counts(of force: Double, _ calibration: ValueCalibration?, _ scale: Double) -> Double {
    guard let points = calibration?.curve?.points else { return force / (calibration?.scale ?? scale) }
    let isRising = points[0].newtons < points[1].newtons
    let inner = points.dropFirst().dropLast().count { isRising ? $0.newtons <= force : $0.newtons >= force }
    let (left, right) = (points[inner], points[inner + 1])
    return left.counts + (force - left.newtons) * (right.counts - left.counts) / (right.newtons - left.newtons)
  }

  /// [counts] Where the ellipse has the angle [rad]: centre + T⁻¹ · (cos, sin).
  private static func hallPoint(angle: Double, _ ellipse: HallEllipse) -> (cosine: Double, sine: Double) {
    let (sin, cos) = Math.sincos(angle)
    let determinant = ellipse.t00 * ellipse.t11 - ellipse.t01 * ellipse.t10
    let x = (ellipse.t11 * cos - ellipse.t01 * sin) / determinant
    let y = (ellipse.t00 * sin - ellipse.t10 * cos) / determinant
    return (ellipse.centreCosine + x, ellipse.centreSine + y)
  }

  private func round(_ value: Double, _ field: Int) -> Double {
    floats & (1 << UInt64(field)) != 0 ? value : (value / step).rounded() * step
  }
}
