/// What a quantity measures.
///
/// Its SI unit is what the number means after reading.
package enum Dimension: String, Sendable, CaseIterable {
  case angle
  case time
  case frequency
  case length
  case mass
  case force
  case forceRate
  case torque
  case angularVelocity
  case angularAcceleration
  case angularJerk
  case velocity
  case acceleration
  case jerk
  case inertia
  case angularStiffness
  case angularDamping
  case stiffness
  case damping
  case current
  case voltage
  case temperature
  /// A bare number: a share, a gain, a count that need not be whole.
  case ratio

  /// With its article, as in "is a time".
  package var phrase: String {
    switch self {
    case .angle: "an angle"
    case .time: "a time"
    case .frequency: "a frequency"
    case .length: "a length"
    case .mass: "a mass"
    case .force: "a force"
    case .forceRate: "a rate of force"
    case .torque: "a torque"
    case .angularVelocity: "an angular velocity"
    case .angularAcceleration: "an angular acceleration"
    case .angularJerk: "an angular jerk"
    case .velocity: "a velocity"
    case .acceleration: "an acceleration"
    case .jerk: "a jerk"
    case .inertia: "a moment of inertia"
    case .angularStiffness: "a stiffness of a turning joint"
    case .angularDamping: "a damping of a turning joint"
    case .stiffness: "a stiffness"
    case .damping: "a damping"
    case .current: "a current"
    case .voltage: "a voltage"
    case .temperature: "a temperature"
    case .ratio: "a number without unit"
    }
  }

  /// How to write one.
  package var examples: String {
    switch self {
    case .angle: "'90deg' or '1.57rad'"
    case .time: "'20ms' or '1.5s'"
    case .frequency: "'1000Hz' or '1kHz'"
    case .length: "'12mm' or '0.012m'"
    case .mass: "'0.5kg'"
    case .force: "'5N'"
    case .forceRate: "'500N/s'"
    case .torque: "'2Nm'"
    case .angularVelocity: "'3rad/s' or '170deg/s'"
    case .angularAcceleration: "'30rad/s^2'"
    case .angularJerk: "'500rad/s^3'"
    case .velocity: "'0.1m/s'"
    case .acceleration: "'2m/s^2'"
    case .jerk: "'50m/s^3'"
    case .inertia: "'0.002kgm^2'"
    case .angularStiffness: "'80Nm/rad'"
    case .angularDamping: "'3Nms/rad'"
    case .stiffness: "'800N/m'"
    case .damping: "'3Ns/m'"
    case .current: "'25mA'"
    case .voltage: "'5V'"
    case .temperature: "'60degC'"
    case .ratio: "'0.5' or '50%'"
    }
  }
}
