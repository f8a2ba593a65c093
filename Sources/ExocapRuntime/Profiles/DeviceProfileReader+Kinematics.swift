internal import ExocapCore

extension DeviceProfileReader {
  /// `kinematics:` the tree of a device; its joints take their limits from the values that have their names.
  func kinematics(_ map: MappingReader, streams: [StreamProfile]) -> DeviceKinematics {
    let values = streams.filter { $0.kind == .joints }.flatMap(\.values)
    let bound = values.map {
      RobotJoint(
        name: $0.name, group: .leftArm, lower: $0.lower, upper: $0.upper, velocity: .infinity, effort: .infinity, kp: 0, kd: 0)
    }
    let reader = KinematicsReader(owner: root, diagnostics: diagnostics)
    let tree = reader.read(map, actuated: bound)
    let frames = KinematicsReader.armFrames(map["frames"], of: tree)
    let fingers = KinematicsReader.fingers(map["fingers"], of: tree)
    let lengths = map["lengths"]?.mapping().map { measuredLengths($0, of: tree) } ?? []
    map.finish()
    // Where streams were not read, every joint would be reported for nothing.
    if !values.isEmpty {
      for joint in tree.joints where joint.kind != .fixed && joint.mimic == nil && !values.contains(where: { $0.name == joint.name }) {
        map.error(
          "no value drives joint '\(joint.name)'", at: "joints",
          notes: Suggestion.nearest(to: joint.name, among: values.map(\.name)).map { ["did you mean '\($0)'?"] }
            ?? ["make it fixed, or name it as a value of a stream of joints"])
      }
    }
    return DeviceKinematics(tree: tree, frames: frames, fingers: fingers, lengths: lengths)
  }

  /// `lengths:` name: {joint, direction}.
  private func measuredLengths(_ map: MappingReader, of tree: RobotKinematics) -> [MeasuredLength] {
    var lengths: [MeasuredLength] = []
    for (name, _, reader) in map.all() {
      guard let entry = reader.mapping() else { continue }
      let joint = entry.require("joint").flatMap { reader -> String? in
        guard let name = reader.text() else { return nil }
        if tree.joints.contains(where: { $0.name == name }) { return name }
        let guess = Suggestion.nearest(to: name, among: tree.joints.map(\.name)).map { ["did you mean '\($0)'?"] } ?? []
        reader.error("there is no joint '\(YAMLNode.shortened(name))'", notes: guess)
        return nil
      }
      let direction = entry.require("direction")?.quantities(.ratio, count: 3).map { Vec3($0[0], $0[1], $0[2]) }
      entry.finish()
      guard let joint, let direction else { continue }
      if (direction.length - 1).magnitude > 1e-6 { entry.error("\(entry.path).direction is not of length 1", at: "direction") }
      lengths.append(MeasuredLength(name: name, joint: joint, direction: direction))
    }
    return lengths
  }
}
