extension Calibration {
  /// Makes one value of the raw sample's counts; nil where they were not read or the value is not calibrated.
  @inline(__always)
  static func convert(_ step: UnsafePointer<CalibrationStep>, _ raw: inout RawSample) -> Reading? {
    let needs = unsafe step.pointee.needs
    guard needs != 0, needs & ~raw.valid == 0 else { return nil }
    // SAFETY: a step's fields are fields of a raw sample: its init checked them.
    let field = unsafe step.pointee.field
    let counts = unsafe raw.fields[unchecked: field]
    var reading = unsafe Reading(value: .nan, at: raw.readAt[unchecked: field], isSaturated: false)
    let level = unsafe step.pointee.level
    switch unsafe step.pointee.conversion {
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
      let cosineField = unsafe step.pointee.cosineField
      let cosine = unsafe raw.fields[unchecked: cosineField]
      reading.at = unsafe min(reading.at, raw.readAt[unchecked: cosineField])
      // A converter around `level` is at an end at 0 or at twice that.
      reading.isSaturated = max(abs(counts - level), abs(cosine - level)) >= level
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

  /// A rate or an effort; NaN where there is none or it was not read.
  @inline(__always)
  static func scaled(_ step: UnsafePointer<CalibrationStep>, _ field: Int, _ scale: Double, _ raw: inout RawSample) -> Double {
    guard field >= 0, raw.valid & (1 &<< UInt64(truncatingIfNeeded: field)) != 0 else { return .nan }
    return unsafe raw.fields[field] * (step.pointee.sign * scale)
  }
}
