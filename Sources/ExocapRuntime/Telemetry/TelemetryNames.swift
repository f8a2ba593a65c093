package import ExocapCore

/// What the numbers of the broadcast are called, as lines of cells with a tab between them, so that a reader needs nothing else.
package struct TelemetryNames: Sendable, Equatable {
  /// One line each, in the order written.
  package private(set) var rows: [[String]]

  /// The names of `rig`.
  package init(rig: Rig) {
    rows = TelemetryKind.allCases.map { ["columns", "\($0.rawValue)", $0.name] + $0.columns }
    for (device, profile) in rig.sampleSources.enumerated() {
      let role = rig.role(of: DeviceID(device))
      for (stream, given) in profile.streams.enumerated() {
        rows.append(["stream", "\(device)", "\(stream)", role, "\(given.kind)", given.name] + given.values.map(\.name))
      }
    }
    for (robot, given) in rig.robots.enumerated() {
      rows.append(["robot", "\(robot)", given.id] + given.profile.joints.map(\.name))
    }
    rows.append(["groups"] + JointGroup.allCases.map(\.name))
    rows.append(["words", "state"] + EngagementState.allCases.map(\.name))
    rows.append(["words", "reason"] + Reason.allCases.map(\.name))
    rows.append(["words", "obstacle"] + Obstacle.allCases.map(\.name))
  }

  /// Reads what `text` wrote.
  package init(parsing text: String) {
    rows = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The block in shared memory.
  package var text: String { rows.map { $0.joined(separator: "\t") + "\n" }.joined() }

  /// The stream that samples of `source` and `stream` belong to, or nil.
  package func stream(source: Int, stream: Int) -> (role: String, kind: String, name: String, values: [String])? {
    let found = rows.first { $0.count >= 6 && $0[0] == "stream" && $0[1] == "\(source)" && $0[2] == "\(stream)" }
    return found.map { (role: $0[3], kind: $0[4], name: $0[5], values: Array($0[6...])) }
  }

  /// The robot of commands and states of `source`, or nil.
  package func robot(source: Int) -> (id: String, joints: [String])? {
    rows.first { $0.count >= 3 && $0[0] == "robot" && $0[1] == "\(source)" }.map { (id: $0[2], joints: Array($0[3...])) }
  }

  /// The word for `number` in `column`, or nil where it is a plain number.
  package func word(_ column: String, _ number: Int) -> String? {
    guard let row = rows.first(where: { $0.count >= 2 && $0[0] == "words" && $0[1] == column }) else { return nil }
    return number >= 0 && number + 2 < row.count ? row[number + 2] : nil
  }
}
