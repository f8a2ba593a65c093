internal import ExocapCore
internal import ExocapRuntime

/// GR00T's meta/modality.json: which part of a vector is which limb (getting_started/data_preparation.md).
struct ModalityDocument {
  private let layout: SignalLayout

  init(_ layout: SignalLayout) { self.layout = layout }

  var json: JSONValue {
    let joints = parts.map { part in
      JSONMember(part.name, ["start": .count(part.range.lowerBound), "end": .count(part.range.upperBound)])
    }
    return .object([
      JSONMember("state", .object(joints + forces("grip_force.measured"))),
      JSONMember("action", .object(joints + forces("grip_force.sent"))),
      JSONMember("video", .object([])),
      JSONMember("annotation", ["human.task_description": ["original_key": "task_index"]]),
    ])
  }

  private func forces(_ feature: String) -> [JSONMember] {
    guard !layout.grips.isEmpty else { return [] }
    return [JSONMember("grip_force", ["start": 0, "end": .count(layout.grips.count), "original_key": .string(feature)])]
  }

  /// Neighbouring joints of one group. A group in several places of the robot's order has a number behind its name from the second on.
  var parts: [(name: String, range: Range<Int>)] {
    var parts: [(name: String, range: Range<Int>)] = []
    var seen: [JointGroup: Int] = [:]
    var start = 0
    for joint in layout.jointGroups.indices {
      let group = layout.jointGroups[joint]
      let isLast = joint + 1 == layout.jointGroups.count || layout.jointGroups[joint + 1] != group
      guard isLast else { continue }
      seen[group, default: 0] += 1
      let number = seen[group] ?? 1
      parts.append((number > 1 ? "\(group.name)_\(number)" : group.name, start..<joint + 1))
      start = joint + 1
    }
    return parts
  }
}
