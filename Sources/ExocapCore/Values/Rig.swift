/// Devices that an operator wears, bound to ports, and the robots that they drive. Constant within a recording.
package struct Rig: Sendable, Equatable {
  package var name: String
  /// At most `DeviceID.capacity`; a `DeviceID` is the place in this list.
  package var devices: [RigDevice]
  /// At most `RobotID.capacity`; a `RobotID` is the place in this list.
  package var robots: [RigRobot]
  package var recording: RecordingSettings
  /// Pedals and buttons, and what a press of each does; those about a robot stand in its engagement, too.
  package var controls: [OperatorControl] = []

  package init(name: String, devices: [RigDevice], robots: [RigRobot], recording: RecordingSettings) {
    self.name = name
    self.devices = devices
    self.robots = robots
    self.recording = recording
  }
}

/// One device of the rig: a role, what it is, which unit, and where it is plugged.
package struct RigDevice: Sendable, Equatable {
  /// The name in mappings, channels and status: [a-z0-9_].
  package var role: String
  package var profile: DeviceProfile
  /// nil only where the profile needs none.
  package var calibration: DeviceCalibration?
  package var port: PortBinding
  /// Whose force it lets its operator feel; nil: nobody's.
  package var feels: FeltHand?

  package init(role: String, profile: DeviceProfile, calibration: DeviceCalibration?, port: PortBinding, feels: FeltHand? = nil) {
    self.role = role
    self.profile = profile
    self.calibration = calibration
    self.port = port
    self.feels = feels
  }

  /// Whether nothing but its place tells which unit it is: then its pose must be about the one that it was left in. A name under by-id holds
  /// a serial number.
  package var isKnownByItsPlaceAlone: Bool {
    guard case .path(let path) = port, !path.hasPrefix("/dev/serial/by-id/") else { return false }
    return calibration.map { $0.fingerprint == nil } ?? false
  }
}

/// Where a device is found. ttyUSB numbers never matter.
package enum PortBinding: Sendable, Equatable {
  /// A path under /dev, best one of by-id or by-path; the name of a CAN interface; the place of a USB device, such as 1-2.3.
  case path(String)
  /// The serial number of the USB adapter or device.
  case usbSerial(String)

  /// As the rig says it.
  package var text: String {
    switch self {
    case .path(let path): path
    case .usbSerial(let serial): "serial \(serial)"
    }
  }
}

/// One robot of the rig, with what drives it.
package struct RigRobot: Sendable, Equatable {
  /// The name in channels and status: [a-z0-9_].
  package var id: String
  package var profile: RobotProfile
  package var link: LinkSettings
  package var control: ControlSettings
  /// One for each joint of the profile, in its order.
  package var map: [JointMapping]
  /// One for each gripper of the profile, in its order.
  package var grips: [GripMapping]
  package var engagement: EngagementSettings
  package var limits: LimitSettings
  /// For groups that do not simply follow their map; at most one a group.
  package var retargeting: [GroupRetargeting]

  package init(
    id: String, profile: RobotProfile, link: LinkSettings, control: ControlSettings, map: [JointMapping], grips: [GripMapping],
    engagement: EngagementSettings, limits: LimitSettings, retargeting: [GroupRetargeting] = []
  ) {
    self.id = id
    self.profile = profile
    self.link = link
    self.control = control
    self.map = map
    self.grips = grips
    self.engagement = engagement
    self.limits = limits
    self.retargeting = retargeting
  }
}

/// Where the robot-side gate listens.
package struct LinkSettings: Sendable, Equatable {
  package var host: String
  package var port: UInt16
  /// Names the robot on the link, so that a packet for another is refused.
  package var robot: UInt32
  /// How long the gate may follow a command.
  package var timeToLive: Interval
  /// Robot state older than this is stale.
  package var stateStaleAfter: Interval
  /// A pseudonym of the operator on the link and in recordings; 0: none given.
  package var operatorID: UInt32

  package init(
    host: String, port: UInt16, robot: UInt32, timeToLive: Interval = .milliseconds(20),
    stateStaleAfter: Interval = .milliseconds(50), operatorID: UInt32 = 0
  ) {
    self.host = host
    self.port = port
    self.robot = robot
    self.timeToLive = timeToLive
    self.stateStaleAfter = stateStaleAfter
    self.operatorID = operatorID
  }
}

/// When the loop turns.
package struct ControlSettings: Sendable, Equatable {
  /// The nominal time between ticks.
  package var period: Interval
  /// The device whose arrival starts a tick; nil: an absolute timer.
  package var lead: DeviceID?
  /// Whether commands carry the torque that holds the robot's own weight. For an upright base.
  package var isGravityCompensated: Bool

  package init(period: Interval, lead: DeviceID?, isGravityCompensated: Bool = false) {
    self.period = period
    self.lead = lead
    self.isGravityCompensated = isGravityCompensated
  }
}

/// Where files go.
package struct RecordingSettings: Sendable, Equatable {
  package var folder: String
  package var compression: RecordingCompression
  /// How much of the past is kept in memory; zero: nothing is.
  package var blackBox: Interval

  /// A minute.
  package static var usualBlackBox: Interval { .seconds(60) }

  package init(folder: String, compression: RecordingCompression = .zstd, blackBox: Interval = RecordingSettings.usualBlackBox) {
    self.folder = folder
    self.compression = compression
    self.blackBox = blackBox
  }
}

/// How chunks of a recording are compressed.
package enum RecordingCompression: String, Sendable, CaseIterable {
  case none
  case lz4
  case zstd
}
