internal import ExocapCore

/// What a Feetech servo model's counts mean, and where its registers are.
///
/// Source: Feetech's memory tables of STS/SMS and SCS; the list of models and their series as LeRobot has it.
enum FeetechCatalog {
  /// One kind of servo.
  struct Model {
    /// The name in profiles.
    var name: String
    var series: FeetechSeries
  }

  /// Models whose registers and counts are as below.
  static let models: [Model] = [
    Model(name: "sts3215", series: .sts), Model(name: "sts3250", series: .sts), Model(name: "sm8512bl", series: .sts),
    Model(name: "scs0009", series: .scs),
  ]

  /// [rad] One count of present position: 4096 a turn of a magnetic encoder; of a potentiometer 1024, as LeRobot counts them.
  static func radian(_ series: FeetechSeries) -> Double {
    switch series {
    case .sts: 2 * Double.pi / 4096
    case .scs: 2 * Double.pi / 1024
    }
  }

  /// [rad/s] One count of present speed: one step of position a second. nil where no source gives it.
  static func radianPerSecond(_ series: FeetechSeries) -> Double? {
    switch series {
    case .sts: radian(.sts)
    case .scs: nil
    }
  }

  /// [s] One count of the return delay register.
  static let returnDelayStep = 2e-6
  /// The factory's return delay, in counts: 500 µs.
  static let factoryReturnDelay = 250

  /// Registers that a reader of angles has reason to set.
  ///
  /// Ids, baud rates and limits are the rig technician's, and homing offsets are a unit's, not a profile's.
  static func registers(_ series: FeetechSeries) -> [ServoRegister] {
    let both = [
      ServoRegister(name: "return_delay_time", address: 7, length: 1), ServoRegister(name: "response_status_level", address: 8, length: 1),
      ServoRegister(name: "phase", address: 18, length: 1), ServoRegister(name: "torque_enable", address: 40, length: 1),
      ServoRegister(name: "acceleration", address: 41, length: 1), ServoRegister(name: "goal_position", address: 42, length: 2),
    ]
    switch series {
    case .sts:
      return both + [
        ServoRegister(name: "operating_mode", address: 33, length: 1), ServoRegister(name: "torque_limit", address: 48, length: 2),
        ServoRegister(name: "lock", address: 55, length: 1),
      ]
    case .scs: return both + [ServoRegister(name: "lock", address: 48, length: 1)]
    }
  }
}
