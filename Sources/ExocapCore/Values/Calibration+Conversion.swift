extension Calibration {
  /// Makes one value of the raw sample's counts; nil where they were not read or the value is not calibrated.
  @inline(__always)
  static func convert(_ step: UnsafePointer<CalibrationStep>, _ raw: inout RawSample) -> Reading? {
    let (field, cosineField) = unsafe (step.pointee.field, step.pointee.cosineField)
    let mask: UInt64 = 1 &<< UInt64(truncatingIfNeeded: field) | 1 &<< UInt64(truncatingIfNeeded: cosineField)
    let conversion = unsafe step.pointee.conversion
    guard conversion != .none, raw.valid & mask == mask else { return nil }
    let counts = raw.fields[field]
    var reading = Reading(value: .nan, at: raw.readAt[field], isSaturated: false)
    let level = unsafe step.pointee.level
    switch conversion {
    case .none:
      return nil
    case .linear:
      reading.value = unsafe step.pointee.sign * (counts * step.pointee.scale - step.pointee.zero)
    case .force:
      reading.value = unsafe step.pointee.sign * (counts * step.pointee.scale - step.pointee.zero)
      reading.isSaturated = abs(counts) >= level
    case .button:
      reading.value = unsafe (counts < level) == step.pointee.isPressedBelow ? 1 : 0
    case .axis:
      reading.value = unsafe min(max((counts - level) / step.pointee.halfSpan, -1), 1)
    case .hallPair:
      let cosine = raw.fields[cosineField]
      reading.at = min(reading.at, raw.readAt[cosineField])
      reading.isSaturated = isAtEnd(counts, level) || isAtEnd(cosine, level)
      reading.value = unsafe hallAngle(sine: counts, cosine: cosine, step)
    }
    return reading
  }

  /// [rad] The angle of a Hall pair; NaN where the point lies too far from the calibrated ellipse.
  @inline(__always)
  private static func hallAngle(sine: Double, cosine: Double, _ step: UnsafePointer<CalibrationStep>) -> Double {
    let (level, ellipse) = unsafe (step.pointee.level, step.pointee.ellipse)
    let x = cosine - level - ellipse.centreCosine
    let y = sine - level - ellipse.centreSine
    let z0 = ellipse.t00 * x + ellipse.t01 * y
    let z1 = ellipse.t10 * x + ellipse.t11 * y
    let square = z0 * z0 + z1 * z1
    guard square >= 0.25, square <= 2.25 else { return .nan }
    return unsafe step.pointee.sign * Math.wrapAngle(Math.atan2(z1, z0) - step.pointee.zero)
  }

  /// Whether a converter around `mid` is at an end: 0 or twice the middle.
  @inline(__always)
  private static func isAtEnd(_ counts: Double, _ mid: Double) -> Bool { counts <= 0 || counts >= 2 * mid }

  /// A rate or an effort; NaN where there is none or it was not read.
  @inline(__always)
  static func scaled(_ step: UnsafePointer<CalibrationStep>, _ field: Int, _ scale: Double, _ raw: inout RawSample) -> Double {
    guard field >= 0, raw.valid & (1 &<< UInt64(truncatingIfNeeded: field)) != 0 else { return .nan }
    return unsafe raw.fields[field] * (step.pointee.sign * scale)
  }
}
