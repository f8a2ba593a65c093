internal import ExocapCore
internal import ExocapRuntime

/// Which signals an episode of one robot has, with the names of their numbers. The same for every episode of a data set.
struct SignalLayout: Equatable {
  /// One signal: what comes in one message.
  struct Signal: Equatable {
    /// As columns are called.
    var name: String
    var rule: ResamplingRule
    var width: Int
    /// Numbers that must be known for a row to be valid.
    var judged: Range<Int>
    /// Where it is in the recording.
    var source: Source
  }

  /// Where a signal is in a recording.
  enum Source: Equatable {
    /// Positions, velocities and efforts of the robot's joints.
    case measured
    /// Positions, grip forces by `grips`, weights by group, and engaged (0 or 1) of the command that was sent.
    case sent
    /// Positions and grip forces by `grips` that the operator wanted.
    case requested
    /// Fault bits of the tick, and how many records were lost up to it.
    case ticks
    /// Forces at the robot's hands by `grips`, then saturated (0 or 1).
    case robotForces
    /// Forces of a worn device, then saturated (0 or 1).
    case wornForces(device: Int, stream: Int)
  }

  /// A stream of forces that the operator wears.
  struct WornForces: Equatable {
    /// The device's role; with the stream's name where the device has several.
    var name: String
    var device: Int
    var stream: Int
    var values: [String]
  }

  /// The robot's place in the rig, its id, and its profile's name.
  let robot: Int
  let robotID: String
  let robotType: String
  /// In profile order.
  let joints: [String]
  /// The group of each joint.
  let jointGroups: [JointGroup]
  /// Hand groups that can squeeze.
  let grips: [JointGroup]
  let worn: [WornForces]
  let signals: [Signal]
  /// How many devices the rig has beside its robots.
  let deviceCount: Int

  init(rig: Rig, robot: Int) {
    let profile = rig.robots[robot].profile
    self.robot = robot
    robotID = rig.robots[robot].id
    robotType = profile.name
    joints = profile.joints.map(\.name)
    jointGroups = profile.joints.map(\.group)
    let squeezing = Set(profile.grippers.map(\.group)).union(profile.hands.map(\.group))
    grips = JointGroup.allCases.filter { squeezing.contains($0) }
    deviceCount = rig.devices.count
    worn = rig.devices.enumerated().flatMap { index, device in
      let streams = device.profile.streams.enumerated().filter { $0.element.kind == .forces }
      return streams.map { place, stream in
        WornForces(
          name: streams.count > 1 ? "\(device.role).\(stream.name)" : device.role, device: index, stream: place,
          values: stream.values.map(\.name))
      }
    }
    signals = Self.signals(joints: joints.count, grips: grips.count, worn: worn)
  }

  private static func signals(joints: Int, grips: Int, worn: [WornForces]) -> [Signal] {
    var signals = [
      Signal(name: "state", rule: .linear, width: 3 * joints, judged: 0..<joints, source: .measured),
      Signal(name: "sent", rule: .hold, width: joints + grips + JointGroup.count + 1, judged: 0..<joints, source: .sent),
      // A joint that nobody leads has no wish: that is no gap.
      Signal(name: "requested", rule: .hold, width: joints + grips, judged: 0..<0, source: .requested),
      Signal(name: "ticks", rule: .hold, width: 2, judged: 0..<2, source: .ticks),
    ]
    if grips > 0 { signals.append(Signal(name: "grip_force", rule: .hold, width: grips + 1, judged: 0..<grips, source: .robotForces)) }
    for stream in worn {
      let count = stream.values.count
      signals.append(
        Signal(
          name: "operator.\(stream.name)", rule: .hold, width: count + 1, judged: 0..<count,
          source: .wornForces(device: stream.device, stream: stream.stream)))
    }
    return signals
  }

  /// The place of the signal from `source`; nil where the rig has none.
  func place(of source: Source) -> Int? { signals.firstIndex { $0.source == source } }

  /// What differs from `other`, as the end of a sentence; nil where nothing does.
  func difference(from other: SignalLayout) -> String? {
    if robotType != other.robotType { return "its robot is a \(robotType), not a \(other.robotType)" }
    if joints != other.joints { return "its robot has other joints" }
    if grips != other.grips { return "its robot has other grippers" }
    if signals != other.signals || worn != other.worn { return "its force sensors are others" }
    return nil
  }
}
