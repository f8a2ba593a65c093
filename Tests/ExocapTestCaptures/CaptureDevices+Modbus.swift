internal import ExocapCore

extension CaptureDevices {
  /// Three of AirExo's encoders.
  static func encoders(_ name: String, pipelining: Interval?) -> (profile: DeviceProfile, calibration: DeviceCalibration) {
    let nodes = (1...3).map { ModbusNode(name: "encoder\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }
    let values = (0..<3).map {
      ValueProfile(
        name: "joint\($0 + 1)", source: .linear(field: $0, scale: 2 * Double.pi / 4096, rate: nil, effort: nil), lower: -7, upper: 7)
    }
    return (
      profile(
        name, 115_200, .modbus(ModbusBus(nodes: nodes, rate: 50, pipelining: pipelining)),
        [StreamProfile(name: "joints", kind: .joints, rate: 50, staleAfter: .milliseconds(100), values: values)]),
      calibration(
        name,
        [
          "joint1": ValueCalibration(zero: Double.pi, sign: 1), "joint2": ValueCalibration(zero: Double.pi, sign: -1),
          "joint3": ValueCalibration(zero: 2, sign: 1),
        ])
    )
  }

  /// One channel of a DY094, at its factory's speed.
  static var transmitter: (profile: DeviceProfile, calibration: DeviceCalibration) {
    let bus = ModbusBus(
      nodes: [ModbusNode(name: "cell", slave: 1, register: 0x300, type: .signed32)], rate: 10, replyDelay: .milliseconds(10))
    let value = ValueProfile(name: "cell", source: .force(field: 0, scale: 0.1, saturatesAt: .infinity), lower: -1e4, upper: 1e4)
    return (
      profile(
        "transmitter", 19_200, .modbus(bus),
        [StreamProfile(name: "forces", kind: .forces, rate: 10, staleAfter: .milliseconds(300), values: [value])]),
      calibration("transmitter", ["cell": ValueCalibration(zero: 1.5, sign: 1)])
    )
  }
}
