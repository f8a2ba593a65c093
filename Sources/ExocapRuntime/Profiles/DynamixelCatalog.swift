internal import ExocapCore

/// What a servo model's counts mean, and where its registers are.
///
/// Source: ROBOTIS e-Manual, control tables of protocol 2.0.
enum DynamixelCatalog {
  /// One kind of servo.
  struct Model {
    /// The name in profiles.
    var name: String
    /// [A] One count of present current; nil where register 126 holds a load in permille instead.
    var ampere: Double?

    /// Where its indirect data begins.
    var indirectData: UInt16 { name.hasPrefix("xl330") || name.hasPrefix("xc330") ? 208 : 224 }
  }

  /// [rad] One count of present position: 4096 a turn.
  static let radian = 2 * Double.pi / 4096
  /// [rad/s] One count of present velocity: 0.229 turns a minute.
  static let radianPerSecond = 0.229 * 2 * Double.pi / 60

  /// Models whose registers and counts the e-Manual gives as above.
  static let models: [Model] = [
    Model(name: "xl330-m077", ampere: 0.001), Model(name: "xl330-m288", ampere: 0.001),
    Model(name: "xc330-t181", ampere: 0.001), Model(name: "xc330-t288", ampere: 0.001),
    Model(name: "xc330-m181", ampere: 0.001), Model(name: "xc330-m288", ampere: 0.001),
    Model(name: "xl430-w250", ampere: nil),
    Model(name: "xm430-w210", ampere: 0.00269), Model(name: "xm430-w350", ampere: 0.00269),
    Model(name: "xm540-w270", ampere: 0.00269),
  ]

  /// What lets a block that stands in several pieces be read in one: the address of each of its bytes, in the registers of indirect
  /// addresses. Nothing where it is in one piece.
  static func indirectWrites(_ block: DynamixelBlock) -> [DynamixelWrite] {
    guard block.registers.count > 1 else { return [] }
    return block.registers.joined().enumerated().map { index, register in
      DynamixelWrite(
        name: "indirect_address_\(index + 1)", address: firstIndirectAddress + 2 * UInt16(index), length: 2, value: UInt32(register),
        id: nil)
    }
  }

  private static let firstIndirectAddress: UInt16 = 168

  /// [s] One count of the return delay register.
  static let returnDelayStep = 2e-6
  /// The factory's return delay, in counts: 500 µs.
  static let factoryReturnDelay = 250

  /// Registers that a reader of angles has reason to set.
  ///
  /// Ids, baud rates and limits are the rig technician's, not a profile's.
  static let registers: [ServoRegister] = [
    ServoRegister(name: "return_delay_time", address: 9, length: 1), ServoRegister(name: "drive_mode", address: 10, length: 1),
    ServoRegister(name: "operating_mode", address: 11, length: 1), ServoRegister(name: "shutdown", address: 63, length: 1),
    ServoRegister(name: "torque_enable", address: 64, length: 1), ServoRegister(name: "status_return_level", address: 68, length: 1),
    ServoRegister(name: "bus_watchdog", address: 98, length: 1, isClearedFirst: true),
    ServoRegister(name: "goal_current", address: 102, length: 2),
    ServoRegister(name: "goal_position", address: 116, length: 4),
  ]
}
