internal import CExocapMath

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
      if unsafe step.pointee.turn > 0 { reading.value = unsafe unwrapped(counts, step) }
    case .force:
      reading.value = unsafe step.pointee.sign * (counts * step.pointee.scale - step.pointee.zero)
      reading.isSaturated = abs(counts) >= level
    case .curve:
      reading.value = unsafe step.pointee.sign * (curveForce(counts, step) - step.pointee.zero)
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

  /// [rad | m] An encoder's value within half a turn of its centre.
  @inline(__always)
  private static func unwrapped(_ counts: Double, _ step: UnsafePointer<CalibrationStep>) -> Double {
    let (centre, turn) = unsafe (step.pointee.centre, step.pointee.turn)
    let off = unsafe counts * step.pointee.scale - centre
    return unsafe step.pointee.sign * ((off - turn * exocap_rint(off / turn)) + step.pointee.shift)
  }

  /// [N] By the piece of the curve that has these counts, or the nearest one.
  @inline(__always)
  private static func curveForce(_ counts: Double, _ step: UnsafePointer<CalibrationStep>) -> Double {
    var piece = 0
    let last = unsafe step.pointee.curve.count &- 1
    for index in 1..<max(1, last) where unsafe counts >= step.pointee.curve.counts[index] { piece = index }
    let (x0, x1) = unsafe (step.pointee.curve.counts[piece], step.pointee.curve.counts[piece &+ 1])
    let (y0, y1) = unsafe (step.pointee.curve.newtons[piece], step.pointee.curve.newtons[piece &+ 1])
    return y0 + (counts - x0) * ((y1 - y0) / (x1 - x0))
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
    return unsafe step.pointee.sign * (Math.wrapAngle(Math.atan2(z1, z0) - step.pointee.centre) + step.pointee.shift)
  }

  /// A rate or an effort; NaN where there is none or it was not read.
  @inline(__always)
  static func scaled(_ step: UnsafePointer<CalibrationStep>, _ field: Int, _ scale: Double, _ raw: inout RawSample) -> Double {
    guard field >= 0, raw.valid & (1 &<< UInt64(truncatingIfNeeded: field)) != 0 else { return .nan }
    return unsafe raw.fields[field] * (step.pointee.sign * scale)
  }
}
