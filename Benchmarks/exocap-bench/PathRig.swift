internal import CTwin
internal import ExocapCore
internal import Glibc

/// What all contenders of `path` are set to: one arm of seven Hall pairs, 16 columns a line as hmc-exo sends them, at 1 kHz;
/// seven joints of a robot that follow them.
enum PathRig {
  static let joints = 7
  static let columns = 16
  static let period = Interval.milliseconds(1)
  static let middle = 2047.5
  static let lines = 1000
  static let run: UInt64 = 0x0102_0304_0506_0708
  static let epoch: UInt32 = 1
  static let robotNumber: UInt32 = 7

  static let ellipse = HallEllipse(
    centreCosine: 12.5, centreSine: -20.25, t00: 0.00125, t01: 0.00005, t10: -0.00004, t11: 0.0014)

  static let device = DeviceProfile(
    name: "path", title: "seven Hall pairs", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
    wire: .text(TextLineFormat(columns: columns, longestLine: 96, lowest: 0, highest: 4095)),
    streams: [
      StreamProfile(
        name: "joints", kind: .joints, rate: 1000, staleAfter: .milliseconds(100),
        values: (0..<joints).map { index in
          ValueProfile(
            name: "j\(index)", source: .hallPair(sine: 2 * index, cosine: 2 * index + 1, mid: middle), lower: -.pi, upper: .pi,
            fastest: 20)
        })
    ], provenAgainst: "made up")

  static let calibration = DeviceCalibration(
    profile: "path", label: "path", serial: nil,
    values: Dictionary(uniqueKeysWithValues: (0..<joints).map { ("j\($0)", value($0)) }))

  private static func value(_ index: Int) -> ValueCalibration {
    ValueCalibration(zero: zero(index), sign: sign(index), ellipse: ellipse)
  }

  static func zero(_ index: Int) -> Double { 0.1 * Double(index) - 0.25 }
  static func sign(_ index: Int) -> Double { index % 2 == 0 ? 1 : -1 }
  static func gain(_ index: Int) -> Double { index % 3 == 0 ? -0.9 : 1 }
  static func offset(_ index: Int) -> Double { 0.05 * Double(index) }

  static let robot = RobotProfile(
    name: "path", title: "seven joints", source: "made up",
    joints: (0..<joints).map { index in
      RobotJoint(name: "r\(index)", group: .leftArm, lower: -3, upper: 3, velocity: 20, effort: 25, kp: 40, kd: 1.5)
    }, grippers: [], kinematics: RobotKinematics(links: [], joints: []))

  static let map: [JointMapping] = (0..<joints).map { index in
    .joint(ValueReference(device: DeviceID(0), stream: StreamIndex(0), value: index), gain: gain(index), offset: offset(index))
  }

  /// `port`: where the robot listens; `lead`: whether the device's arrivals tick.
  static func rig(tty: String, port: UInt16, lead: Bool) -> Rig {
    let all = [Double](repeating: 1, count: joints)
    let robot = RigRobot(
      id: "robot", profile: robot, link: LinkSettings(host: "127.0.0.1", port: port, robot: robotNumber),
      control: ControlSettings(period: period, lead: lead ? DeviceID(0) : nil), map: map, grips: [],
      engagement: EngagementSettings(
        groups: JointGroups(.leftArm), largestMismatch: 10, blend: .milliseconds(50), confirm: [], isRemoteEngageAllowed: true,
        doesLossStopAll: true, largestTrackingError: 10, trackingTime: .seconds(10), holdsWhileDisarmed: false),
      limits: LimitSettings(
        velocity: all.map { $0 * 20 }, acceleration: all.map { $0 * 400 }, jerk: all.map { $0 * 40_000 }, margin: all.map { $0 * 0.01 }))
    return Rig(
      name: "path", devices: [RigDevice(role: "arm", profile: device, calibration: calibration, port: .path(tty))], robots: [robot],
      recording: RecordingSettings(folder: "/nonexistent"))
  }

  /// The same numbers for the C twin.
  static func twin(tty: Int32, socket: Int32) -> ctwin_settings {
    var settings = ctwin_settings()
    settings.tty = tty
    settings.socket = socket
    settings.period = period.nanoseconds
    settings.time_to_live = LinkSettings(host: "", port: 0, robot: 0).timeToLive.nanoseconds
    settings.robot = robotNumber
    settings.epoch = epoch
    settings.joint_map_hash = robot.jointMapHash
    settings.run = run
    // SAFETY: the array of the C structure is looked at as what it is, during the call.
    unsafe withUnsafeMutableBytes(of: &settings.joints) { bytes in
      let twins = unsafe bytes.bindMemory(to: ctwin_joint.self)
      for index in 0..<joints { unsafe twins[index] = joint(index) }
    }
    return settings
  }

  private static func joint(_ index: Int) -> ctwin_joint {
    var joint = ctwin_joint()
    joint.sine = Int32(2 * index)
    joint.cosine = Int32(2 * index + 1)
    joint.middle = middle
    joint.centre_cosine = ellipse.centreCosine
    joint.centre_sine = ellipse.centreSine
    (joint.t00, joint.t01, joint.t10, joint.t11) = (ellipse.t00, ellipse.t01, ellipse.t10, ellipse.t11)
    joint.zero = zero(index)
    joint.sign = sign(index)
    (joint.lower, joint.upper, joint.fastest) = (-.pi, .pi, 20)
    joint.gain = gain(index)
    joint.offset = offset(index)
    joint.kp = robot.joints[index].kp
    joint.kd = robot.joints[index].kd
    return joint
  }

  /// One second of lines: every joint swings about another angle, so that all octants of the circle occur.
  static func makeLines() -> [[UInt8]] {
    (0..<lines).map { line in
      let time = Double(line) / Double(lines)
      var fields: [Int] = []
      for joint in 0..<joints {
        let angle = zero(joint) + (Double(joint) - 3) * 0.6 + 0.4 * sin(2 * .pi * (time + 0.1 * Double(joint)))
        fields.append(Int((middle + ellipse.centreSine + sin(angle) / ellipse.t11).rounded()))
        fields.append(Int((middle + ellipse.centreCosine + cos(angle) / ellipse.t00).rounded()))
      }
      while fields.count < columns { fields.append(2048) }
      return Array(fields.map(String.init).joined(separator: " ").utf8) + [0x0A]
    }
  }
}
