internal import ExocapCore

extension RigReader {
  /// `map:` one entry for each joint of the profile; a joint without one keeps its pose at engage.
  func jointMappings(_ map: MappingReader, profile: RobotProfile) -> [JointMapping] {
    var result = [JointMapping](repeating: .hold, count: profile.joints.count)
    for (name, span, reader) in map.all() {
      guard let index = profile.joints.firstIndex(where: { $0.name == name }) else {
        diagnostics.error(
          "robot '\(profile.name)' has no joint '\(YAMLNode.shortened(name))'", at: span, in: reader.source,
          notes: Suggestion.nearest(to: name, among: profile.joints.map(\.name)).map { ["did you mean '\($0)'?"] } ?? [])
        continue
      }
      if profile.grippers.contains(where: { $0.joint == name }) {
        diagnostics.error(
          "joint '\(name)' is a gripper", at: span, in: reader.source, notes: ["say under 'grips' what opens and closes it"])
        continue
      }
      let kinematic = profile.kinematics.joints.first { $0.name == name }
      result[index] = jointMapping(reader, joint: profile.joints[index], kinematic: kinematic)
    }
    return result
  }

  /// `hold`, a constant, `role.value`, or the whole mapping.
  private func jointMapping(_ reader: ValueReader, joint: RobotJoint, kinematic: RobotKinematics.Joint?) -> JointMapping {
    let units = JointUnits(kinematic?.kind ?? .revolute)
    guard case .mapping = reader.node.content, let map = reader.mapping() else {
      guard let text = reader.text() else { return .hold }
      if text == "hold" { return .hold }
      if text.first?.isLetter == true {
        return find(reader, kinds: [.joints]).map { .joint($0.reference, gain: 1, offset: 0) } ?? .hold
      }
      return reader.quantity(units.position, in: joint.lower...joint.upper).map { .constant($0) } ?? .hold
    }
    let combination = MapEntry(map, joint: joint, kinematic: kinematic, rig: self).mapping()
    map.finish()
    return combination ?? .hold
  }

  /// Whether the left-right mirror image of a turn about this axis has the other sign.
  ///
  /// The mirror is the body's x–z plane. A turn is a pseudovector: its y component stays, x and z change sign. Roll (x) and
  /// yaw (z) flip, pitch (y) does not; limits of every left and right pair of a humanoid show the same.
  static func flipsInMirror(_ joint: RobotKinematics.Joint?) -> Bool {
    guard let axis = joint?.axis else { return false }
    return axis.y.magnitude < max(axis.x.magnitude, axis.z.magnitude)
  }

  /// `grips:` one entry for each gripper of the profile.
  func gripMappings(_ map: MappingReader?, profile: RobotProfile) -> [GripMapping]? {
    let errorCount = diagnostics.errorCount
    let grips = profile.grippers.map { gripper in
      let grip = map?[gripper.group.name]?.mapping()
      let aperture = grip?["aperture"]?.mapping().flatMap(readAperture)
      let force = grip?["force"]?.mapping().flatMap(gripForce)
      let ceiling = grip?["force_ceiling"]?.quantity(.force, in: 0...gripper.forceCeiling)
      let rules = grip.map(gripRules) ?? GripRules()
      grip?.finish()
      return GripMapping(aperture: aperture, force: force, forceCeiling: ceiling ?? gripper.forceCeiling, rules: rules)
    }
    map?.finish()
    return diagnostics.errorCount == errorCount ? grips : nil
  }

  /// The value at which the hand is closed and the one at which it is open, as an affine map onto 0 … 1.
  private func readAperture(_ map: MappingReader) -> AxisMapping? {
    let value = map.require("from").flatMap { find($0, kinds: [.forces, .inputs, .joints]) }
    let dimensions = value.map { RigReader.dimensions(of: $0.kind) } ?? [.ratio]
    let closedReader = map.require("closed_at")
    let openReader = map.require("open_at")
    map.finish()
    guard let value, let closed = closedReader?.quantity(oneOf: dimensions), let open = openReader?.quantity(oneOf: dimensions) else {
      return nil
    }
    guard closed.value != open.value, closed.dimension == open.dimension else {
      map.error("\(map.path): closed_at and open_at must differ and have the same unit", at: "open_at")
      return nil
    }
    let gain = 1 / (open.value - closed.value)
    return AxisMapping(source: value.reference, gain: gain, offset: -closed.value * gain)
  }

  private func gripForce(_ map: MappingReader) -> AxisMapping? {
    let value = map.require("from").flatMap { find($0, kinds: [.forces]) }
    let gain = map["gain"]?.number(in: 0.01...100)
    let offset = map["offset"]?.quantity(.force)
    map.finish()
    return value.map { AxisMapping(source: $0.reference, gain: gain ?? 1, offset: offset ?? 0) }
  }

  /// What a rig says of a gripper's gentleness.
  private func gripRules(_ map: MappingReader) -> GripRules {
    var rules = GripRules()
    if let slew = map["force_slew"]?.quantity(.forceRate, in: 0.1...100_000) { rules.slew = slew }
    if let zone = map["dead_zone"]?.mapping() {
      let on = zone.require("on")?.quantity(.force, in: 0...1000)
      let off = zone.require("off")?.quantity(.force, in: 0...1000)
      zone.finish()
      if let on, let off {
        if off > on { zone.error("\(zone.path).off is over on: the force would flicker between them", at: "off") }
        (rules.deadZoneOn, rules.deadZoneOff) = (on, off)
      }
    }
    if let squeeze = map["squeeze"]?.mapping() {
      let hold = squeeze.require("hold_force")?.quantity(.force, in: 0.01...10_000)
      let time = squeeze.require("time")?.interval(in: 0.1...600)
      squeeze.finish()
      if let hold, let time { (rules.holdForce, rules.squeezeTime) = (hold, time) }
    }
    rules.holdsOnContact = map["hold_on_contact"]?.bool() ?? false
    return rules
  }
}
