/// What the numbers of a Damiao motor mean, by model.
///
/// Source: huggingface/lerobot motors/damiao/tables.py, Damiao's DM_CAN example, NVIDIA IsaacTeleop rebot_devarm_leader. Where they differ, for
/// firmwares do, the profile says the number itself, and the driver compares it with what the motor says.
enum DamiaoCatalog {
  /// One kind of motor.
  struct Model {
    /// The name in profiles.
    var name: String
    /// [rad] The ends of the position.
    var position = 12.5
    /// [rad/s] The ends of the velocity.
    var velocity: Double
    /// [N·m] The ends of the torque.
    var torque: Double
  }

  /// Models whose scales the sources give.
  static let models: [Model] = [
    Model(name: "dm4310", velocity: 30, torque: 10), Model(name: "dm4310-48v", velocity: 50, torque: 10),
    Model(name: "dm4340", velocity: 8, torque: 28), Model(name: "dm4340-48v", velocity: 10, torque: 28),
    Model(name: "dm6006", velocity: 45, torque: 20), Model(name: "dm8006", velocity: 45, torque: 40),
    Model(name: "dm8009", velocity: 45, torque: 54), Model(name: "dm10010l", velocity: 25, torque: 200),
    Model(name: "dm10010", velocity: 20, torque: 200), Model(name: "dmh3510", velocity: 280, torque: 1),
    Model(name: "dmg6220", velocity: 45, torque: 10), Model(name: "dmh6215", velocity: 45, torque: 10),
  ]

  /// [rad] One of the 65536 counts of a position.
  static func positionScale(_ end: Double) -> Double { 2 * end / 65535 }
  /// [rad/s | N·m] One of the 4096 counts of a velocity or torque.
  static func shortScale(_ end: Double) -> Double { 2 * end / 4095 }
}
