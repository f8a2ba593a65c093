import ExocapCore

/// A made-up rig that a person can hold in the head: two arms of two joints and one gripper, driven by three text devices.
///
/// | device | stream 0 | stream 1 |
/// |---|---|---|
/// | 0 left | angles a, b [rad] | button |
/// | 1 right | angles a, b [rad] | trigger 0 … 1, button |
/// | 2 grip | force [N] | |
/// | 3 the robot's state | | |
enum SmallRig {
  static let period = Interval.milliseconds(2)
  static let run: UInt64 = 0x0102_0304_0506_0708
  /// Joints in profile order.
  static let leftA = 0
  static let leftB = 1
  static let rightA = 2
  static let rightB = 3
  static let grip = 4
  static let jointCount = 5
  static let arms: JointGroups = [JointGroups(.leftArm), JointGroups(.rightArm)]
  static let groups: JointGroups = [JointGroups(.leftArm), JointGroups(.rightArm), JointGroups(.rightHand)]

  static let profile = RobotProfile(
    name: "small", title: "Two arms and a gripper", source: "made up",
    joints: [
      joint("left_a", .leftArm), joint("left_b", .leftArm), joint("right_a", .rightArm), joint("right_b", .rightArm),
      RobotJoint(name: "grip", group: .rightHand, lower: 0, upper: 0.04, velocity: 0.2, effort: 40, kp: 800, kd: 3),
    ],
    grippers: [Gripper(group: .rightHand, joint: "grip", closed: 0, open: 0.04, forceCeiling: 30)],
    kinematics: RobotKinematics(links: [], joints: []))

  static func joint(_ name: String, _ group: JointGroup) -> RobotJoint {
    RobotJoint(name: name, group: group, lower: -2, upper: 2, velocity: 10, effort: 25, kp: 40, kd: 1)
  }

  static let limits = LimitSettings(
    velocity: [10, 10, 10, 10, 0.2], acceleration: [60, 60, 60, 60, 5], jerk: [4000, 4000, 4000, 4000, 500],
    margin: [0.02, 0.02, 0.02, 0.02, 0])

  static func value(_ device: Int, _ stream: Int, _ value: Int) -> ValueReference {
    ValueReference(device: DeviceID(device), stream: StreamIndex(stream), value: value)
  }

  /// right_b is mirrored: a negative gain.
  static let map: [JointMapping] = [
    .joint(value(0, 0, 0), gain: 1, offset: 0), .joint(value(0, 0, 1), gain: 1, offset: 0),
    .joint(value(1, 0, 0), gain: 1, offset: 0), .joint(value(1, 0, 1), gain: -1, offset: 0.1), .hold,
  ]

  static let grips = [
    GripMapping(
      aperture: AxisMapping(source: value(1, 1, 0), gain: 1, offset: 0),
      force: AxisMapping(source: value(2, 0, 0), gain: 1, offset: 0), forceCeiling: 20)
  ]

  static let confirm = [
    ConfirmAct(source: value(0, 1, 0), over: 0.5, groups: JointGroups(.leftArm)),
    ConfirmAct(source: value(1, 1, 1), over: 0.5, groups: [JointGroups(.rightArm), JointGroups(.rightHand)]),
  ]

  static let engagement = EngagementSettings(
    groups: groups, largestMismatch: 0.3, blend: .seconds(1), confirm: confirm, isRemoteEngageAllowed: false, doesLossStopAll: true,
    largestTrackingError: 0.4, trackingTime: .milliseconds(200), holdsWhileDisarmed: false)

  /// Counts are thousandths of the value.
  private static func linear(_ name: String, _ field: Int) -> ValueProfile {
    ValueProfile(
      name: name, source: .linear(field: field, scale: 0.001, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
  }

  private static func device(_ name: String, columns: Int, _ streams: [StreamProfile]) -> DeviceProfile {
    DeviceProfile(
      name: name, title: name, kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
      wire: .text(TextLineFormat(columns: columns)), streams: streams, provenAgainst: "simulated")
  }

  private static func stream(_ name: String, _ kind: SampleKind, rate: Double, _ values: [ValueProfile]) -> StreamProfile {
    StreamProfile(name: name, kind: kind, rate: rate, staleAfter: .milliseconds(50), values: values)
  }

  private static func rigDevice(_ profile: DeviceProfile) -> RigDevice {
    var values: [String: ValueCalibration] = [:]
    for stream in profile.streams {
      for value in stream.values { values[value.name] = ValueCalibration(zero: 0, sign: 1) }
    }
    let calibration = DeviceCalibration(profile: profile.name, label: "1", serial: nil, values: values)
    return RigDevice(role: profile.name, profile: profile, calibration: calibration, port: .path("/dev/null"))
  }

  /// `rate` [Hz] is that of all three devices: 500 comes with every tick, 100 passes the tracker.
  static func rig(rate: Double = 500) -> Rig {
    let button = ValueProfile(name: "button", source: .button(field: 2, threshold: 500, pressedBelow: false), lower: 0, upper: 1)
    let rightButton = ValueProfile(name: "button", source: .button(field: 3, threshold: 500, pressedBelow: false), lower: 0, upper: 1)
    let trigger = ValueProfile(name: "trigger", source: .axis(field: 2, lowest: -1000, highest: 1000), lower: -1, upper: 1)
    let force = ValueProfile(
      name: "force", source: .force(field: 0, scale: 0.001, saturatesAt: 50_000), lower: -.infinity, upper: .infinity)
    let left = device(
      "left", columns: 3,
      [
        stream("joints", .joints, rate: rate, [linear("a", 0), linear("b", 1)]), stream("inputs", .inputs, rate: rate, [button]),
      ])
    let right = device(
      "right", columns: 4,
      [
        stream("joints", .joints, rate: rate, [linear("a", 0), linear("b", 1)]),
        stream("inputs", .inputs, rate: rate, [trigger, rightButton]),
      ])
    let gripDevice = device("grip", columns: 1, [stream("force", .forces, rate: rate, [force])])
    let robot = RigRobot(
      id: "small", profile: profile, link: LinkSettings(host: "127.0.0.1", port: 1, robot: 7),
      control: ControlSettings(period: period, lead: nil), map: map, grips: grips, engagement: engagement, limits: limits)
    return Rig(
      name: "small", devices: [rigDevice(left), rigDevice(right), rigDevice(gripDevice)], robots: [robot],
      recording: RecordingSettings(folder: "unused"))
  }
}
