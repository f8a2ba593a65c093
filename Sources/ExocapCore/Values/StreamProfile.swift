/// One stream of a device: values of one kind that come together at one rate.
package struct StreamProfile: Sendable, Equatable {
  package var name: String
  package var kind: SampleKind
  /// [Hz] What the device sends.
  ///
  /// 0 where it sends on change.
  package var rate: Double
  /// A stream older than this stops its joint groups.
  package var staleAfter: Interval
  /// At most 64, in the order of the samples' values.
  package var values: [ValueProfile]

  package init(name: String, kind: SampleKind, rate: Double, staleAfter: Interval, values: [ValueProfile]) {
    self.name = name
    self.kind = kind
    self.rate = rate
    self.staleAfter = staleAfter
    self.values = values
  }
}

/// One value of a stream: where its counts come from, and its range.
package struct ValueProfile: Sendable, Equatable {
  package var name: String
  package var source: ValueSource
  /// [rad | m | N | -] Plausible range after calibration; outside is invalid.
  ///
  /// Infinite where unknown.
  package var lower: Double
  package var upper: Double
  /// [rad/s | N/s] A faster change than this between two samples is a glitch and invalid.
  ///
  /// Infinite where unknown.
  package var fastest: Double
  /// [rad | m] After so much travel the counts of an encoder begin anew.
  ///
  /// Infinite where they go on.
  package var turn: Double
  /// Whether the value is a length [m] and not an angle [rad].
  package var isLength: Bool

  package init(
    name: String, source: ValueSource, lower: Double, upper: Double, fastest: Double = .infinity, turn: Double = .infinity,
    isLength: Bool = false
  ) {
    self.name = name
    self.source = source
    self.lower = lower
    self.upper = upper
    self.fastest = fastest
    self.turn = turn
    self.isLength = isLength
  }
}

/// How counts become a value.
///
/// Field numbers are those of the driver's raw sample.
package enum ValueSource: Sendable, Equatable {
  /// value = sign · (counts · scale - zero): zero and sign come from the calibration, which may also say about which centre the counts
  /// of an encoder that begins anew after a turn are taken.
  /// `rate` and `effort` name fields of their own, with their scales; nil where the device measures none.
  case linear(field: Int, scale: Double, rate: ScaledField?, effort: ScaledField?)
  /// A pair of Hall sensors, read as sine and cosine of the angle; `mid` [counts] is the middle of the converter.
  /// value = sign · wrap(atan2(z₁, z₀) - zero), or with a centre sign · (centre + wrap(atan2(z₁, z₀) - centre) - zero); z = T · ((cos - mid, sin - mid) - centre). Source: hmc_exo calibration version 2.
  case hallPair(sine: Int, cosine: Int, mid: Double)
  /// 1 while the counts are below (or, `pressedBelow` false, at or above) the threshold [counts], else 0.
  case button(field: Int, threshold: Double, pressedBelow: Bool)
  /// -1 … 1 over lowest … highest [counts], 0 in the middle.
  case axis(field: Int, lowest: Double, highest: Double)
  /// value = sign · (counts · scale - zero) - tare, or with a curve sign · (curve(counts) - zero) - tare. `saturatesAt` [counts]: at or beyond ± this the sensor is at its end.
  /// `scale` [N/counts] is 0 where only the unit's calibration can give it (bare load cells).
  case force(field: Int, scale: Double, saturatesAt: Double)
}

/// A field of the raw sample and what one count of it is in SI.
package struct ScaledField: Sendable, Equatable, BitwiseCopyable {
  package var field: Int
  /// [SI unit/count]
  package var scale: Double

  package init(field: Int, scale: Double) {
    self.field = field
    self.scale = scale
  }
}
