/// A unit as people write it: value in SI = number × numerator ÷ denominator.
///
/// Kept as a fraction, because 20 ÷ 1000 is the nearest number to 20 ms and 20 × 0.001 need not be.
package struct Unit: Sendable {
  /// Without `·`, `*`, blanks; `^2` for a raised 2.
  package var symbol: String
  /// What it measures.
  package var dimension: Dimension
  /// [-] Multiplies the number.
  package var numerator: Double
  /// [-] Divides the product.
  package var denominator: Double

  package init(_ symbol: String, _ dimension: Dimension, _ numerator: Double = 1, per denominator: Double = 1) {
    self.symbol = symbol
    self.dimension = dimension
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Every unit that a file may use.
  package static let all: [Unit] = [
    Unit("rad", .angle), Unit("deg", .angle, .pi, per: 180), Unit("mrad", .angle, per: 1e3),
    Unit("s", .time), Unit("ms", .time, per: 1e3), Unit("us", .time, per: 1e6), Unit("ns", .time, per: 1e9), Unit("min", .time, 60),
    Unit("Hz", .frequency), Unit("kHz", .frequency, 1e3), Unit("MHz", .frequency, 1e6),
    Unit("m", .length), Unit("cm", .length, per: 1e2), Unit("mm", .length, per: 1e3), Unit("um", .length, per: 1e6),
    Unit("kg", .mass), Unit("g", .mass, per: 1e3),
    Unit("N", .force), Unit("mN", .force, per: 1e3), Unit("kN", .force, 1e3),
    Unit("N/s", .forceRate),
    Unit("Nm", .torque), Unit("mNm", .torque, per: 1e3),
    Unit("rad/s", .angularVelocity), Unit("deg/s", .angularVelocity, .pi, per: 180), Unit("rpm", .angularVelocity, .pi, per: 30),
    Unit("rad/s^2", .angularAcceleration), Unit("deg/s^2", .angularAcceleration, .pi, per: 180),
    Unit("rad/s^3", .angularJerk), Unit("deg/s^3", .angularJerk, .pi, per: 180),
    Unit("m/s", .velocity), Unit("mm/s", .velocity, per: 1e3),
    Unit("m/s^2", .acceleration), Unit("mm/s^2", .acceleration, per: 1e3),
    Unit("m/s^3", .jerk), Unit("mm/s^3", .jerk, per: 1e3),
    Unit("kgm^2", .inertia),
    Unit("Nm/rad", .angularStiffness), Unit("Nms/rad", .angularDamping),
    Unit("N/m", .stiffness), Unit("N/mm", .stiffness, 1e3), Unit("Ns/m", .damping),
    Unit("A", .current), Unit("mA", .current, per: 1e3),
    Unit("V", .voltage), Unit("mV", .voltage, per: 1e3),
    Unit("degC", .temperature),
    Unit("", .ratio), Unit("%", .ratio, per: 1e2),
  ]

  /// The unit that `text` names, or nil.
  package static func named(_ text: String) -> Unit? {
    let symbol = normalized(text)
    return all.first { $0.symbol == symbol }
  }

  /// `N·m` → `Nm`, `rad/s²` → `rad/s^2`, `µs` → `us`, `°` → `deg`.
  private static func normalized(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "·", "⋅", "*", " ": break
      case "²": result += "^2"
      case "³": result += "^3"
      case "µ", "μ": result += "u"
      case "°": result += "deg"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
