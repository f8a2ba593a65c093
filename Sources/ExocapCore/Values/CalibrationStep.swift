/// How one value is made from counts: a `ValueProfile` and a `ValueCalibration`, compiled to numbers.
struct CalibrationStep: BitwiseCopyable, Sendable {
  enum Conversion: UInt8, BitwiseCopyable, Sendable {
    /// Not calibrated: never valid.
    case none
    case linear
    case hallPair
    case button
    case axis
    case force
    /// A force by its unit's points.
    case curve
  }

  var conversion = Conversion.none
  var stream: UInt8
  /// Place in the stream.
  var place: UInt8
  /// Field of the raw sample; the sine of a Hall pair.
  var field = 0
  /// The cosine of a Hall pair, else the same field.
  var cosineField = 0
  /// Bit i: field i is needed. 0: not calibrated.
  var needs: UInt64 = 0
  /// Sign and scale are 1 where the source has none.
  var sign = 1.0
  var scale = 1.0
  var zero = 0.0
  /// [rad | m] What an encoder is read about; the zero where the calibration has no centre.
  var centre = 0.0
  /// [rad | m] Centre less zero.
  var shift = 0.0
  /// [rad | m] 0: counts are taken as they come.
  var turn = 0.0
  /// Two values a turn apart are the same place: a Hall pair without a centre.
  var isRound = false
  /// [counts] Middle of a Hall pair's converter or of an axis; threshold of a button; end of a force sensor's range.
  var level = 0.0
  /// [counts] Half the span of an axis.
  var halfSpan = 1.0
  var isPressedBelow = false
  var ellipse = HallEllipse(centreCosine: 0, centreSine: 0, t00: 0, t01: 0, t10: 0, t11: 0)
  /// -1: the device measures none.
  var rateField = -1
  var rateScale = 0.0
  var effortField = -1
  var effortScale = 0.0
  var lower: Double
  var upper: Double
  var fastest: Double
  /// [N] A force that moves by more while it is tared was not still.
  var stillness = 0.0
  var curve: ForceCurve
  /// Whether it is a force, which is tared.
  var isForce = false

  /// `calibration` nil: only buttons and axes, which need none, are ever valid.
  init(_ value: ValueProfile, _ calibration: ValueCalibration?, stream: Int, place: Int) {
    self.stream = UInt8(stream)
    self.place = UInt8(place)
    lower = value.lower
    upper = value.upper
    fastest = value.fastest
    curve = calibration?.curve ?? CalibrationStep.noCurve
    switch value.source {
    case .button(let field, let threshold, let pressedBelow):
      take(.button, field: field)
      level = threshold
      isPressedBelow = pressedBelow
    case .axis(let field, let lowest, let highest):
      take(.axis, field: field)
      level = (lowest + highest) / 2
      halfSpan = (highest - lowest) / 2
    case .linear(let field, let profileScale, let rate, let effort):
      guard let calibration else { return }
      take(.linear, field: field)
      take(calibration, scale: profileScale)
      turn = calibration.centre != nil && value.turn.isFinite ? value.turn : 0
      take(rate: rate, effort: effort)
    case .force(let field, let profileScale, let saturatesAt):
      guard let calibration else { return }
      take(calibration.curve == nil ? .force : .curve, field: field)
      isForce = true
      take(calibration, scale: profileScale)
      level = saturatesAt
      stillness = CalibrationStep.stillness(lower: lower, upper: upper)
    case .hallPair(let sine, let cosine, let mid):
      guard let calibration, let ellipse = calibration.ellipse else { return }
      take(.hallPair, field: sine)
      precondition(cosine >= 0 && cosine < RawSample.capacity, "a value comes from a field of the raw sample")
      cosineField = cosine
      needs |= 1 << UInt64(cosine)
      take(calibration, scale: 1)
      level = mid
      isRound = calibration.centre == nil
      self.ellipse = ellipse
    }
  }

  private mutating func take(_ conversion: Conversion, field: Int) {
    precondition(field >= 0 && field < RawSample.capacity, "a value comes from a field of the raw sample")
    self.conversion = conversion
    self.field = field
    cosineField = field
    needs = 1 << UInt64(field)
  }

  private mutating func take(_ calibration: ValueCalibration, scale profileScale: Double) {
    sign = calibration.sign
    zero = calibration.zero
    centre = calibration.centre ?? zero
    shift = centre - zero
    scale = calibration.scale ?? profileScale
  }

  /// Where there is none; never read.
  private static var noCurve: ForceCurve {
    guard let curve = ForceCurve([(0, 0), (1, 1)]) else { preconditionFailure("two points are a curve") }
    return curve
  }

  private mutating func take(rate: ScaledField?, effort: ScaledField?) {
    if let rate {
      rateField = rate.field
      rateScale = rate.scale
    }
    if let effort {
      effortField = effort.field
      effortScale = effort.scale
    }
  }

  /// [N] Half a percent of the range, as force sensors drift and hum; 1 N where the range is unknown.
  private static func stillness(lower: Double, upper: Double) -> Double {
    let range = upper - lower
    return range.isFinite && range > 0 ? max(range * 0.005, 0.05) : 1
  }
}
