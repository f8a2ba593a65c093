package import ExocapCore

/// The devices of Tests/Captures, by the name in a capture's header. Tests/Captures/devices and calibrations say the same in YAML.
package enum CaptureDevices {
  package static func named(_ name: String) -> (profile: DeviceProfile, calibration: DeviceCalibration)? {
    switch name {
    case "hmc-exo": (exo, exoCalibration)
    case "hx711": (cell, calibration("hx711", ["grip": ValueCalibration(zero: 0.5, sign: 1)]))
    case "arm-sync": (arm(name, .sync), armCalibration(name))
    case "leader":
      (leader, calibration("leader", ["shoulder": ValueCalibration(zero: 0.25, sign: -1), "elbow": ValueCalibration(zero: 0, sign: 1)]))
    case "arm-fast": (arm(name, .fastSync), armCalibration(name))
    case "wrist":
      (wrist, calibration("wrist", ["z": ValueCalibration(zero: 0, sign: -1), "x": ValueCalibration(zero: 1.5, sign: 1)]))
    case "packet-exo": packetExo
    case "optoforce": optoForce
    case "feetech-sts": feetech(name, .sts)
    case "feetech-scs": feetech(name, .scs)
    case "pedal": (pedal, calibration("pedal", [:]))
    case "exostream": exoStream
    case "encoders": encoders(name, pipelining: nil)
    case "encoders-pipelined": encoders(name, pipelining: .microseconds(1650))
    case "transmitter": transmitter
    default: nil
    }
  }

  static func calibration(_ profile: String, _ values: [String: ValueCalibration]) -> DeviceCalibration {
    DeviceCalibration(profile: profile, label: "capture", serial: nil, values: values)
  }

  static func profile(
    _ name: String, _ baud: Int, _ wire: WireProtocol, _ streams: [StreamProfile], over transport: DeviceTransport = .serial
  ) -> DeviceProfile {
    DeviceProfile(
      name: name, title: name, kind: .arm, usbMatches: [], line: SerialLine(baud: baud), wire: wire, streams: streams,
      provenAgainst: "capture", transport: transport)
  }

  private static let exo = profile(
    "hmc-exo", 115_200, .text(TextLineFormat(columns: 16, lowest: 0, highest: 4095)),
    [
      StreamProfile(
        name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "shoulder_pitch", source: .hallPair(sine: 0, cosine: 1, mid: 2047.5), lower: -3.2, upper: 3.2),
          ValueProfile(name: "elbow_flex", source: .hallPair(sine: 6, cosine: 7, mid: 2047.5), lower: -3.2, upper: 3.2),
        ]),
      StreamProfile(
        name: "inputs", kind: .inputs, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "stick", source: .axis(field: 11, lowest: 0, highest: 4095), lower: -1, upper: 1),
          ValueProfile(name: "button", source: .button(field: 12, threshold: 2047.5, pressedBelow: true), lower: 0, upper: 1),
        ]),
    ])

  private static let exoCalibration = calibration(
    "hmc-exo",
    [
      "shoulder_pitch": ValueCalibration(
        zero: 0.3, sign: -1,
        ellipse: HallEllipse(
          centreCosine: 120, centreSine: -80, t00: 0.00104374745871931, t01: 0.0003809975638393904, t10: -0.0004898540106506448,
          t11: 0.0013419610183533985)),
      "elbow_flex": ValueCalibration(
        zero: 0, sign: -1, ellipse: HallEllipse(centreCosine: 0, centreSine: 0, t00: 0.001, t01: 0, t10: 0, t11: 0.001)),
    ])

  private static let cell = profile(
    "hx711", 57_600,
    .text(TextLineFormat(columns: 3, numericColumns: 0b010, longestLine: 40, allowsDecimals: true, lowest: -6000, highest: 6000)),
    [
      StreamProfile(
        name: "grip", kind: .forces, rate: 80, staleAfter: .milliseconds(100),
        values: [ValueProfile(name: "grip", source: .force(field: 1, scale: 0.00980665, saturatesAt: 5000), lower: -60, upper: 60)])
    ])

  /// XM430-W350: 0.229 turns a minute and 2.69 mA a count (ROBOTIS e-Manual).
  private static func arm(_ name: String, _ read: DynamixelRead) -> DeviceProfile {
    let bus = DynamixelBus(
      ids: [1, 2, 3], block: .currentVelocityPosition, read: read, rate: 100, returnDelay: .zero, setup: [])
    let values = (0..<3).map { index in
      ValueProfile(
        name: "joint\(index + 1)",
        source: .linear(
          field: index, scale: 2 * Double.pi / 4096, rate: ScaledField(field: 3 + index, scale: 0.229 * 2 * Double.pi / 60),
          effort: ScaledField(field: 6 + index, scale: 0.00269)),
        lower: -7, upper: 7)
    }
    return profile(
      name, 1_000_000, .dynamixel2(bus),
      [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: values)])
  }

  /// Counts about the middle: 65535 of them over twice PMAX, 4095 over twice VMAX and TMAX.
  private static let leader = profile(
    "leader", 921_600,
    .damiao(
      DamiaoBus(
        motors: [
          DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 10, torque: 28),
          DamiaoMotor(id: 2, reply: 0x12, position: 12.5, velocity: 30, torque: 10),
        ], rate: 100, adapter: .usbSerial)),
    [
      StreamProfile(
        name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(
            name: "shoulder",
            source: .linear(
              field: 0, scale: 25.0 / 65535, rate: ScaledField(field: 2, scale: 20.0 / 4095),
              effort: ScaledField(field: 4, scale: 56.0 / 4095)),
            lower: -13, upper: 13),
          ValueProfile(
            name: "elbow",
            source: .linear(
              field: 1, scale: 25.0 / 65535, rate: ScaledField(field: 3, scale: 60.0 / 4095),
              effort: ScaledField(field: 5, scale: 20.0 / 4095)),
            lower: -13, upper: 13),
        ])
    ])

  private static func armCalibration(_ name: String) -> DeviceCalibration {
    calibration(
      name,
      [
        "joint1": ValueCalibration(zero: Double.pi, sign: 1), "joint2": ValueCalibration(zero: Double.pi, sign: -1),
        "joint3": ValueCalibration(zero: 2, sign: 1),
      ])
  }

  private static let wrist = profile(
    "wrist", 19_200, .ft300,
    [
      StreamProfile(
        name: "forces", kind: .forces, rate: 100, staleAfter: .milliseconds(100),
        values: [
          ValueProfile(name: "z", source: .force(field: 2, scale: 0.01, saturatesAt: 30_000), lower: -310, upper: 310),
          ValueProfile(name: "x", source: .force(field: 0, scale: 0.01, saturatesAt: 30_000), lower: -310, upper: 310),
        ])
    ])

  private static let pedal = profile(
    "pedal", 1_000_000, .keys(KeysFormat(codes: [30, 48], rate: 50)),
    [
      StreamProfile(
        name: "pedals", kind: .inputs, rate: 50, staleAfter: .milliseconds(100),
        values: [
          ValueProfile(name: "left", source: .button(field: 0, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1),
          ValueProfile(name: "middle", source: .button(field: 1, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1),
        ])
    ], over: .evdev)
}
