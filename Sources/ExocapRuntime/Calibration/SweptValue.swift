package import ExocapCore

/// What the sweep told of one joint: how its counts become one number that does not jump anywhere in its travel.
package struct SweptValue: Sendable {
  package let value: ValueProfile
  /// [rad | m] The middle of the travel, before zero and sign; nil where the counts go on for ever.
  package var centre: Double?
  /// [rad | m] The ends of the travel, before zero and sign.
  package var lower: Double
  package var upper: Double
  /// Of a Hall pair.
  package var ellipse: HallEllipse?
  /// [-] Of a Hall pair's ellipse, by its radius.
  package var residual: Double?

  package init(
    value: ValueProfile, centre: Double?, lower: Double, upper: Double, ellipse: HallEllipse? = nil, residual: Double? = nil
  ) {
    self.value = value
    self.centre = centre
    self.lower = lower
    self.upper = upper
    self.ellipse = ellipse
    self.residual = residual
  }

  /// [rad | m] Before zero and sign; nil where it was not read.
  package func reading(_ raw: RawSample) -> Double? {
    guard let reading = SweptValue.reading(raw, value.source, ellipse) else { return nil }
    guard let centre, value.turn.isFinite else { return reading }
    let off = reading - centre
    return centre + off - value.turn * (off / value.turn).rounded()
  }

  /// [rad | m] As the encoder gives it; nil where it was not read, or where a Hall pair has no ellipse yet.
  static func reading(_ raw: RawSample, _ source: ValueSource, _ ellipse: HallEllipse?) -> Double? {
    switch source {
    case .linear(let field, let scale, _, _): return raw.has(field) ? raw.fields[field] * scale : nil
    case .hallPair: return ellipse.flatMap { ellipse in place(raw, source).map { ellipse.angle($0) } }
    case .force, .button, .axis: return nil
    }
  }

  /// Of a Hall pair; nil where it was not read.
  static func place(_ raw: RawSample, _ source: ValueSource) -> HallPlace? {
    guard case .hallPair(let sine, let cosine, let middle) = source, raw.has(sine), raw.has(cosine) else { return nil }
    return HallPlace(cosine: raw.fields[cosine] - middle, sine: raw.fields[sine] - middle)
  }
}

extension RawSample {
  /// Whether this packet had that field.
  package func has(_ field: Int) -> Bool { valid & (1 << UInt64(field)) != 0 }
}
