import ExocapCore

/// Device profiles of the tests here. Wire layouts: `teleop` notes of the Unitree G1 exoskeleton, ROBOTIS e-Manual, Robotiq FT-300.
enum TestDevices {
  /// Two joints by Hall pairs, one axis, one button, at 100 lines a second.
  static let exo = DeviceProfile(
    name: "exo", title: "exo", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
    wire: .text(TextLineFormat(columns: 6, lowest: 0, highest: 4095)),
    streams: [
      StreamProfile(
        name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "shoulder", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3.2, upper: 3.2),
          ValueProfile(name: "elbow", source: .hallPair(sine: 2, cosine: 3, mid: 2047.5), lower: -3.2, upper: 3.2),
        ]),
      StreamProfile(
        name: "inputs", kind: .inputs, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "stick", source: .axis(field: 4, lowest: 0, highest: 4095), lower: -1, upper: 1),
          ValueProfile(name: "button", source: .button(field: 5, threshold: 2047.5, pressedBelow: true), lower: 0, upper: 1),
        ]),
    ], provenAgainst: "test")

  static let exoCalibration = DeviceCalibration(
    profile: "exo", label: "test", serial: nil,
    values: [
      "shoulder": ValueCalibration(
        zero: 0.3, sign: -1,
        ellipse: HallEllipse(centreCosine: 120, centreSine: -80, t00: 0.00104, t01: 0.00038, t10: -0.00049, t11: 0.00134)),
      "elbow": ValueCalibration(
        zero: -1.1, sign: 1, ellipse: HallEllipse(centreCosine: 0, centreSine: 0, t00: 0.001, t01: 0, t10: 0, t11: 0.001)),
    ])

  static let ids: [UInt8] = [1, 2, 3]

  /// Three servos at 100 Hz and 1 Mbaud: position, velocity and current.
  static func arm(_ read: DynamixelRead = .fastSync, setup: [DynamixelWrite] = []) -> DeviceProfile {
    let values = ids.indices.map { index in
      ValueProfile(
        name: "joint\(index + 1)",
        source: .linear(
          field: index, scale: 2 * Double.pi / 4096, rate: ScaledField(field: 3 + index, scale: 0.0239691),
          effort: ScaledField(field: 6 + index, scale: 0.001)), lower: -7, upper: 7)
    }
    let bus = DynamixelBus(
      ids: ids, block: .currentVelocityPosition, read: read, rate: 100, returnDelay: .zero, setup: setup)
    return DeviceProfile(
      name: "arm", title: "arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: .dynamixel2(bus),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "test")
  }

  static let armCalibration = DeviceCalibration(
    profile: "arm", label: "test", serial: nil,
    values: [
      "joint1": ValueCalibration(zero: Double.pi, sign: 1), "joint2": ValueCalibration(zero: Double.pi, sign: -1),
      "joint3": ValueCalibration(zero: 2, sign: 1),
    ])

  static let wrist = DeviceProfile(
    name: "wrist", title: "wrist", kind: .grip, usbMatches: [], line: SerialLine(baud: 19_200), wire: .ft300,
    streams: [
      StreamProfile(
        name: "forces", kind: .forces, rate: 100, staleAfter: .milliseconds(100),
        values: [
          ValueProfile(name: "z", source: .force(field: 2, scale: 0.01, saturatesAt: 30_000), lower: -310, upper: 310),
          ValueProfile(name: "x", source: .force(field: 0, scale: 0.01, saturatesAt: 30_000), lower: -310, upper: 310),
        ])
    ], provenAgainst: "test")

  static let wristCalibration = DeviceCalibration(
    profile: "wrist", label: "test", serial: nil,
    values: ["z": ValueCalibration(zero: 0, sign: -1), "x": ValueCalibration(zero: 1.5, sign: 1)])

  /// A load cell that prints "Reading: 123.40 g" 80 times a second.
  static let cell = DeviceProfile(
    name: "cell", title: "cell", kind: .grip, usbMatches: [], line: SerialLine(baud: 57_600),
    wire: .text(
      TextLineFormat(columns: 3, numericColumns: 0b010, longestLine: 40, allowsDecimals: true, lowest: -5000, highest: 5000)),
    streams: [
      StreamProfile(
        name: "grip", kind: .forces, rate: 80, staleAfter: .milliseconds(100),
        values: [ValueProfile(name: "grip", source: .force(field: 1, scale: 0.00980665, saturatesAt: 5000), lower: -50, upper: 50)])
    ], provenAgainst: "test")

  static let cellCalibration = DeviceCalibration(
    profile: "cell", label: "test", serial: nil, values: ["grip": ValueCalibration(zero: 0.5, sign: 1)])
}
