internal import ExocapCore
internal import MCAP

/// The channels of a rig's recordings: the same in every file of a rig.
struct RecordingChannels {
  /// One stream of a device.
  struct Stream {
    var channel: UInt16
    var kind: SampleKind
    /// In the order of the values.
    var names: [String]
    /// [B] Of all names in a message.
    var namesSize: Int
  }

  /// The channels of one robot's loop.
  struct Robot {
    var tick: UInt16
    var requested: UInt16
    var limited: UInt16
    var sent: UInt16
    var sentJoints: UInt16
    var out: UInt16
    /// Joint names in profile order, and their size in a message [B].
    var names: [String]
    var namesSize: Int
  }

  /// How one device is doing.
  struct Health {
    let channel: UInt16
    let streams: [String]
    let nodes: [String]
    /// [bit/s] Of its serial line; 0 where it has none.
    let baud: Int
    let hasClock: Bool
    /// [B] Of a message, at most.
    let size: Int

    init(channel: UInt16, _ profile: DeviceProfile) {
      self.channel = channel
      streams = profile.streams.map(\.name)
      baud = profile.serialBaud
      hasClock = profile.clock != nil
      let bus = profile.wire.nodes
      nodes = bus.ids.prefix(DeviceDriver.nodeCapacity).map { "\(bus.word) \($0)" }
      // 200 before the streams; a stream has 9 numbers of 8 bytes, a node 17 bytes; each sequence has a count and its alignment.
      size = 512 + RecordingChannels.size(of: streams) + 72 * streams.count + RecordingChannels.size(of: nodes) + 17 * nodes.count
    }
  }

  private(set) var all: [Channel] = []
  /// `/raw/<role>` by device.
  private(set) var raw: [UInt16] = []
  /// By device and stream.
  private(set) var streams: [[Stream]] = []
  private(set) var robots: [Robot] = []
  private(set) var checkpoint: UInt16 = 0
  private(set) var latency: UInt16 = 0
  private(set) var clockSync: UInt16 = 0
  private(set) var session: UInt16 = 0
  private(set) var events: UInt16 = 0
  private(set) var recorder: UInt16 = 0
  /// `/quality/<role>` by device; a robot's state and its ticks share one.
  private(set) var quality: [UInt16] = []
  /// `/health/<role>` by device.
  private(set) var health: [Health] = []

  init(_ rig: Rig) {
    let sources = rig.sampleSources
    for (index, profile) in sources.enumerated() {
      let device = DeviceID(index)
      let role = rig.role(of: device)
      raw.append(add("/raw/\(role)", .rawCall, ["source": "device:\(index)", "holds": "calls"]))
      let isRobot = index >= rig.devices.count
      streams.append(
        profile.streams.enumerated().map { place, stream in
          let topic =
            isRobot ? "/robot/\(role)/\(robotTopic(stream))" : deviceTopic(role, stream, isFirst: isFirst(place, in: profile))
          return addStream(topic, stream, source: "device:\(index)", place: place)
        })
    }
    for (index, robot) in rig.robots.enumerated() { robots.append(addRobot(robot, source: "robot:\(index)")) }
    checkpoint = add("/checkpoint", .checkpoint, ["holds": "checkpoints"])
    events = add("/events", .event, ["holds": "events"])
    latency = add("/latency", .latency)
    clockSync = add("/clock_sync", .clockSync)
    session = add("/session", .session)
    recorder = add("/recorder", .recorder)
    let flags = QualityFlags.names.map { "\($0.1)=\($0.0.rawValue)" }.joined(separator: ",")
    for index in sources.indices {
      let facts = ["source": "device:\(index)", "holds": "quality", "flags": flags]
      quality.append(add("/quality/\(rig.role(of: DeviceID(index)))", .quality, facts))
    }
    for (index, profile) in sources.enumerated() {
      let id = add("/health/\(rig.role(of: DeviceID(index)))", .health, ["source": "device:\(index)", "holds": "health"])
      health.append(Health(channel: id, profile))
    }
  }

  private func isFirst(_ place: Int, in profile: DeviceProfile) -> Bool {
    profile.streams.firstIndex { $0.kind == profile.streams[place].kind } == place
  }

  private func deviceTopic(_ role: String, _ stream: StreamProfile, isFirst: Bool) -> String {
    let topic =
      switch stream.kind {
      case .joints: "/joint_states/\(role)"
      case .forces: "/grip/\(role)"
      case .inputs: "/inputs/\(role)"
      case .poses: "/poses/\(role)"
      case .lease: "/lease/\(role)"
      }
    return isFirst ? topic : "\(topic)/\(stream.name)"
  }

  private func robotTopic(_ stream: StreamProfile) -> String { stream.kind == .joints ? "joint_states" : stream.name }

  private mutating func addStream(_ topic: String, _ stream: StreamProfile, source: String, place: Int) -> Stream {
    let schema: RecordingSchema =
      switch stream.kind {
      case .joints: .jointState
      case .forces: .forces
      case .inputs, .poses, .lease: .values
      }
    let id = add(topic, schema, ["source": source, "holds": "samples", "stream": "\(place)"])
    let names = stream.values.map(\.name)
    return Stream(channel: id, kind: stream.kind, names: names, namesSize: Self.size(of: names))
  }

  private mutating func addRobot(_ robot: RigRobot, source: String) -> Robot {
    let names = robot.profile.joints.map(\.name)
    let joints = [
      "source": source, "joints": names.joined(separator: ","), "groups": JointGroup.allCases.map(\.name).joined(separator: ","),
    ]
    return Robot(
      tick: add("/tick/\(robot.id)", .tick, joints.merging(["holds": "ticks"]) { $1 }),
      requested: add("/command/\(robot.id)/requested", .command, joints),
      limited: add("/command/\(robot.id)/limited", .command, joints),
      sent: add("/command/\(robot.id)/sent", .command, joints),
      sentJoints: add("/command/\(robot.id)/sent_joint_states", .jointState),
      out: add("/out/\(robot.id)", .datagram, ["source": source, "holds": "datagrams"]),
      names: names, namesSize: Self.size(of: names))
  }

  private mutating func add(_ topic: String, _ schema: RecordingSchema, _ facts: [String: String] = [:]) -> UInt16 {
    let id = UInt16(all.count + 1)
    all.append(Channel(id: id, schemaID: schema.rawValue, topic: topic, messageEncoding: "cdr", metadata: facts))
    return id
  }

  /// [B] What a sequence of these strings takes at most.
  fileprivate static func size(of names: [String]) -> Int { names.reduce(8) { $0 + 8 + $1.utf8.count } }
}
