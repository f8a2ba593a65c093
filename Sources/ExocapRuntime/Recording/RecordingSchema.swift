internal import MCAP

/// The kinds of message in a recording, each with its ros2msg text and the texts of what it is made of.
///
/// Units stand in the texts, which travel in every file. docs/recordings.md explains them.
enum RecordingSchema: UInt16, CaseIterable {
  case jointState = 1
  case rawCall
  case tick
  case checkpoint
  case forces
  case values
  case command
  case datagram
  case latency
  case clockSync
  case session
  case event
  case recorder
  case quality
  case health

  /// The name in the file: package, `msg`, type.
  var name: String {
    switch self {
    case .jointState: "sensor_msgs/msg/JointState"
    case .rawCall: "exocap_msgs/msg/RawCall"
    case .tick: "exocap_msgs/msg/Tick"
    case .checkpoint: "exocap_msgs/msg/Checkpoint"
    case .forces: "exocap_msgs/msg/Forces"
    case .values: "exocap_msgs/msg/Values"
    case .command: "exocap_msgs/msg/Command"
    case .datagram: "exocap_msgs/msg/Datagram"
    case .latency: "exocap_msgs/msg/Latency"
    case .clockSync: "exocap_msgs/msg/ClockSync"
    case .session: "exocap_msgs/msg/Session"
    case .event: "exocap_msgs/msg/Event"
    case .recorder: "exocap_msgs/msg/Recorder"
    case .quality: "exocap_msgs/msg/Quality"
    case .health: "exocap_msgs/msg/DeviceHealth"
    }
  }

  /// The record that defines it in a file.
  var record: Schema {
    Schema(id: rawValue, name: name, encoding: "ros2msg", definition: Array(definition.utf8))
  }

  /// What stands before the text of a type that another one is made of.
  static func part(_ name: String, _ text: String) -> String {
    String(repeating: "=", count: 80) + "\nMSG: \(name)\n" + text
  }

  private var definition: String {
    switch self {
    case .jointState: JointTexts.jointState + JointTexts.header + JointTexts.time
    case .rawCall: CallTexts.rawCall
    case .tick: CallTexts.tick + CallTexts.sampleRun + CallTexts.operatorRequest + CallTexts.branchAnswer
    case .checkpoint: CallTexts.checkpoint
    case .forces: JointTexts.forces + JointTexts.header + JointTexts.time
    case .values: JointTexts.values + JointTexts.header + JointTexts.time
    case .command: JointTexts.command + JointTexts.header + JointTexts.time
    case .datagram: CallTexts.datagram
    case .latency: SessionTexts.latency + JointTexts.time
    case .clockSync: SessionTexts.clockSync + JointTexts.time
    case .session: SessionTexts.session + JointTexts.time
    case .event: SessionTexts.event + JointTexts.time
    case .recorder: SessionTexts.recorder + JointTexts.time
    case .quality: SessionTexts.quality + JointTexts.time
    case .health: HealthTexts.health + JointTexts.time
    }
  }
}
