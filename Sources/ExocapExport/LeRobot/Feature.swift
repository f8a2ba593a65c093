// LeRobot/ makes LeRobot's trees of an episode's rows: features, statistics, tasks, episodes. It opens no file and reads no recording.

internal import ExocapCore

/// One feature of a LeRobot data set: a column of the same number of values in every row.
struct Feature: Equatable {
  /// Types of values, by numpy's names.
  enum Kind: String {
    case float32
    case int64
    case bool
  }

  var name: String
  var kind: Kind
  /// One name for each value; nil for one value that needs none.
  var names: [String]?
  /// [unit] Of its values, for people.
  var unit: String
  /// How it comes onto the grid, for people.
  var rule: String

  /// Values a row.
  var width: Int { names?.count ?? 1 }

  /// LeRobot keeps a feature of one value as a plain column, every other one as a list.
  var column: ParquetColumn {
    let type: ParquetColumn.Kind =
      switch kind {
      case .float32: .float
      case .int64: .int64
      case .bool: .boolean
      }
    return ParquetColumn(name: name, kind: type, shape: width == 1 ? .required : .list)
  }

  /// Every feature of a layout, in the order of the columns.
  static func all(_ layout: SignalLayout) -> [Feature] {
    let groups = layout.grips.map(\.name)
    var features = [
      Feature(name: "observation.state", kind: .float32, names: layout.joints, unit: "rad | m", rule: "linear"),
      Feature(name: "action", kind: .float32, names: layout.joints, unit: "rad | m", rule: "hold"),
      Feature(name: "requested", kind: .float32, names: layout.joints, unit: "rad | m", rule: "hold"),
    ]
    if !groups.isEmpty {
      features += ["measured", "sent", "requested"].map {
        Feature(name: "grip_force.\($0)", kind: .float32, names: groups, unit: "N", rule: "hold")
      }
    }
    let worn = layout.worn.flatMap { stream in stream.values.map { "\(stream.name).\($0)" } }
    if !worn.isEmpty { features.append(Feature(name: "operator.grip_force", kind: .float32, names: worn, unit: "N", rule: "hold")) }
    let signals = layout.reported.map(\.name)
    return features + [
      Feature(name: "weight", kind: .float32, names: JointGroup.allCases.map(\.name), unit: "-", rule: "hold"),
      Feature(name: "age_s", kind: .float32, names: signals, unit: "s", rule: "row"),
      Feature(name: "valid", kind: .bool, names: signals, unit: "-", rule: "row"),
      Feature(name: "capture_time_ns", kind: .int64, names: signals, unit: "ns", rule: "row"),
      Feature(name: "row_time_ns", kind: .int64, names: nil, unit: "ns", rule: "row"),
      Feature(name: "quality", kind: .int64, names: nil, unit: "bits", rule: "row"),
      Feature(name: "flags", kind: .int64, names: layout.flagColumns, unit: "bits", rule: "row"),
      Feature(name: "timestamp", kind: .float32, names: nil, unit: "s", rule: "row"),
      Feature(name: "frame_index", kind: .int64, names: nil, unit: "-", rule: "row"),
      Feature(name: "episode_index", kind: .int64, names: nil, unit: "-", rule: "row"),
      Feature(name: "index", kind: .int64, names: nil, unit: "-", rule: "row"),
      Feature(name: "task_index", kind: .int64, names: nil, unit: "-", rule: "row"),
    ]
  }
}

extension SignalLayout {
  /// The signals whose age and validity are told.
  var reported: [Signal] { signals.filter { $0.source != .ticks } }
}
