import ExocapCore

/// A rig that is small enough for many tests: an arm of three joints with a button, a force sensor, a robot of three joints.
enum SmallRig {
  static let run: UInt64 = 0x0123_4567_89AB_CDEF
  static let arm = DeviceID(0)
  static let grip = DeviceID(1)
  static let state = DeviceID(2)
  static let robot = RobotID(0)

  static let rig = Rig(
    name: "small", devices: [device("left_arm", armProfile), device("left_grip", gripProfile)], robots: [robotOfRig],
    recording: RecordingSettings(folder: "."))

  static func device(_ role: String, _ profile: DeviceProfile) -> RigDevice {
    var values: [String: ValueCalibration] = [:]
    for stream in profile.streams { for value in stream.values { values[value.name] = ValueCalibration(zero: 0, sign: 1) } }
    let calibration = DeviceCalibration(profile: profile.name, label: "made up", serial: nil, values: values)
    return RigDevice(role: role, profile: profile, calibration: calibration, port: .path("/dev/null"))
  }

  /// Lines of five numbers: three angles in mrad, a button, an axis.
  static let armProfile = DeviceProfile(
    name: "small-arm", title: "Small arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
    wire: .text(TextLineFormat(columns: 5)),
    streams: [
      StreamProfile(
        name: "joints", kind: .joints, rate: 250, staleAfter: .milliseconds(50),
        values: (0..<3).map { index in
          ValueProfile(name: "angle_\(index)", source: .linear(field: index, scale: 0.001, rate: nil, effort: nil), lower: -3, upper: 3)
        }),
      StreamProfile(
        name: "inputs", kind: .inputs, rate: 250, staleAfter: .milliseconds(50),
        values: [
          ValueProfile(name: "button", source: .button(field: 3, threshold: 1, pressedBelow: false), lower: 0, upper: 1),
          ValueProfile(name: "stick", source: .axis(field: 4, lowest: 0, highest: 1023), lower: -1, upper: 1),
        ]),
    ], provenAgainst: "nothing")

  /// Lines of one number: a force in mN.
  static let gripProfile = DeviceProfile(
    name: "small-grip", title: "Small grip", kind: .grip, usbMatches: [], line: SerialLine(baud: 115_200),
    wire: .text(TextLineFormat(columns: 1)),
    streams: [
      StreamProfile(
        name: "forces", kind: .forces, rate: 100, staleAfter: .milliseconds(100),
        values: [
          ValueProfile(name: "force", source: .force(field: 0, scale: 0.001, saturatesAt: 50_000), lower: -100, upper: 100)
        ])
    ], provenAgainst: "nothing")

  static let robotOfRig = RigRobot(
    id: "r1", profile: robotProfile, link: LinkSettings(host: "127.0.0.1", port: 7411, robot: 1, operatorID: 7),
    control: ControlSettings(period: .milliseconds(4), lead: arm),
    map: (0..<3).map { .joint(ValueReference(device: arm, stream: StreamIndex(0), value: $0), gain: 1, offset: 0) }, grips: [],
    engagement: EngagementSettings(
      groups: JointGroups(.leftArm), largestMismatch: 1, blend: .milliseconds(300),
      confirm: [
        ConfirmAct(source: ValueReference(device: arm, stream: StreamIndex(1), value: 0), over: 0.5, groups: JointGroups(.leftArm))
      ], isRemoteEngageAllowed: false, doesLossStopAll: true, largestTrackingError: 2, trackingTime: .milliseconds(500),
      holdsWhileDisarmed: false),
    limits: LimitSettings(velocity: [2, 2, 2], acceleration: [40, 40, 40], jerk: [2000, 2000, 2000], margin: [0.01, 0.01, 0.01]))

  static let robotProfile: RobotProfile = {
    var links = [RobotKinematics.Link(name: "pelvis")]
    var joints: [RobotKinematics.Joint] = []
    for place in 0..<3 {
      links.append(.init(name: "rod\(place)", mass: 0.2, centre: Vec3(0.1, 0, 0)))
      joints.append(
        .init(
          name: "hinge\(place)", kind: .revolute, parentLink: links[place].name, childLink: "rod\(place)",
          origin: Vec3(place == 0 ? 0 : 0.2, 0, 0), axis: Vec3(0, -1, 0), lower: -2, upper: 2))
    }
    return RobotProfile(
      name: "rods", title: "Three rods", source: "made up",
      joints: joints.map { RobotJoint(name: $0.name, group: .leftArm, lower: -2, upper: 2, velocity: 4, effort: 50, kp: 60, kd: 2) },
      grippers: [], kinematics: RobotKinematics(links: links, joints: joints))
  }()
}
