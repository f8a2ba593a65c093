/// The kinds of file that people write, told apart by the first key, which also carries the format's version.
package enum ProfileFile: String, Sendable, CaseIterable {
  /// What one kind of device is.
  case device = "profile"
  /// What one kind of robot is.
  case robot
  /// Devices and robots together.
  case rig
  /// One unit's numbers.
  case calibration
  /// Where quality warns and rejects.
  case quality

  /// The one format version that this build reads and writes, the same for all kinds.
  package static let version = 1

  /// The folder of this kind in a search path.
  package var folder: String {
    switch self {
    case .device: "devices"
    case .robot: "robots"
    case .rig: "rigs"
    case .calibration: "calibrations"
    case .quality: "quality"
    }
  }

  /// Whether a file of that name is not ours: a calibration that LeRobot wrote.
  private func isForeign(_ name: String) -> Bool { self == .calibration && name.hasSuffix(LeRobotCalibration.ending) }

  /// The file's name for a name in rigs.
  package func fileName(_ name: String) -> String { isForeign(name) ? name : name + ".yaml" }

  /// The name in rigs of a file; nil where it is none of this kind.
  package func name(ofFile file: String) -> String? {
    if isForeign(file) { return file }
    return file.hasSuffix(".yaml") ? String(file.dropLast(5)) : nil
  }

  /// How messages call it.
  package var title: String {
    switch self {
    case .device: "device profile"
    case .robot: "robot profile"
    case .rig: "rig"
    case .calibration: "calibration"
    case .quality: "set of quality thresholds"
    }
  }

  /// The outermost mapping of a file of this kind, its version checked; nil after reports.
  package func open(_ source: SourceText, diagnostics: Diagnostics) -> MappingReader? {
    guard let node = YAMLDocument.parse(source, diagnostics: diagnostics) else { return nil }
    let reader = ValueReader(node: node, path: "", source: source, diagnostics: diagnostics)
    guard case .mapping = node.content, let root = reader.mapping() else {
      reader.error("a \(title) is a mapping of keys, not \(node.kindName)")
      return nil
    }
    guard root.has(rawValue) else {
      let other = ProfileFile.allCases.first { root.has($0.rawValue) }
      reader.error(
        "this is no \(title): '\(rawValue): \(ProfileFile.version)' is missing",
        notes: other.map { ["it looks like a \($0.title)"] } ?? [])
      return nil
    }
    guard let version = root.require(rawValue)?.integer(in: 1...1_000_000) else { return nil }
    guard version == ProfileFile.version else {
      root.error(
        "format \(version) is newer than this exocap, which reads \(ProfileFile.version)", at: rawValue, notes: ["update exocap"])
      return nil
    }
    return root
  }
}
