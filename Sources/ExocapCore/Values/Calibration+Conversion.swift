extension Calibration {
  /// Makes one value of the raw sample's counts; nil where they were not read or the value is not calibrated.
  static func convert(_ step: CalibrationStep, _ raw: inout RawSample) -> Reading? {
    let mask: UInt64 = 1 &<< UInt64(truncatingIfNeeded: step.field) | 1 &<< UInt64(truncatingIfNeeded: step.cosineField)
    guard step.conversion != .none, raw.valid & mask == mask else { return nil }
    let counts = raw.fields[step.field]
    var reading = Reading(value: .nan, at: raw.readAt[step.field], isSaturated: false)
    switch step.conversion {
    case .none:
      return nil
    case .linear:
      reading.value = step.sign * (counts * step.scale - step.zero)
    case .force:
      reading.value = step.sign * (counts * step.scale - step.zero)
      reading.isSaturated = abs(counts) >= step.level
    case .button:
      reading.value = (counts < step.level) == step.isPressedBelow ? 1 : 0
    case .axis:
      reading.value = min(max((counts - step.level) / step.halfSpan, -1), 1)
    case .hallPair:
      let cosine = raw.fields[step.cosineField]
      reading.value = hallAngle(sine: counts, cosine: cosine, step)
      reading.at = min(reading.at, raw.readAt[step.cosineField])
      reading.isSaturated = isAtEnd(counts, step.level) || isAtEnd(cosine, step.level)
    }
    return reading
  }

  /// [rad] The angle of a Hall pair; NaN where the point lies too far from the calibrated ellipse.
  private static func hallAngle(sine: Double, cosine: Double, _ step: CalibrationStep) -> Double {
    let x = cosine - step.level - step.ellipse.centreCosine
    let y = sine - step.level - step.ellipse.centreSine
    let z0 = step.ellipse.t00 * x + step.ellipse.t01 * y
    let z1 = step.ellipse.t10 * x + step.ellipse.t11 * y
    let square = z0 * z0 + z1 * z1
    guard square >= 0.25, square <= 2.25 else { return .nan }
    return step.sign * Math.wrapAngle(Math.atan2(z1, z0) - step.zero)
  }

  /// Whether a converter around `mid` is at an end: 0 or twice the middle.
  private static func isAtEnd(_ counts: Double, _ mid: Double) -> Bool { counts <= 0 || counts >= 2 * mid }

  /// A rate or an effort; NaN where there is none or it was not read.
  static func scaled(_ field: Int, _ scale: Double, _ raw: inout RawSample) -> Double {
    guard field >= 0, raw.valid & (1 &<< UInt64(truncatingIfNeeded: field)) != 0 else { return .nan }
    return raw.fields[field] * scale
  }
}
