package import ExocapCore

/// Writes a robot profile as YAML: the same profile gives the same text, and reading the text gives the same bits.
package struct RobotProfileWriter {
  /// What stands after a joint of the list, by joint name: where its gains come from, or what a person must check.
  package var jointComments: [String: String] = [:]
  /// What stands after a gripper, by joint name.
  package var gripperComments: [String: String] = [:]
  /// Lines at the top of the file.
  package var header: [String] = []
  /// What stands after a joint of the kinematics, by joint name.
  package var kinematicsComments: [String: String] = [:]

  /// What stands after `arms:`.
  package var armsComment: String?
  /// What stands after `collision:`.
  package var collisionComment: String?
  /// What stands after `fingers:`.
  package var fingersComment: String?

  package init() {}

  /// The whole file.
  package func text(of profile: RobotProfile) -> String {
    let modelled = profile.kinematics.joints + profile.hands.flatMap(\.kinematics.joints)
    let kinds = Dictionary(modelled.map { ($0.name, $0.kind) }) { first, _ in first }
    var lines = header.map { $0.isEmpty ? "#" : "# \($0)" }
    lines += ["robot: 1", "name: \(profile.name)", "title: \(scalar(profile.title))", "source: \(scalar(profile.source))", ""]
    lines.append("joints:  # in the order of commands and states")
    for joint in profile.joints {
      var written = fields(of: joint, kind: kinds[joint.name] ?? .revolute)
      if !kinds.isEmpty && kinds[joint.name] == nil { written.append("model: none") }
      lines.append(item(written, comment: jointComments[joint.name]))
    }
    if !profile.grippers.isEmpty {
      lines += ["", "grippers:"]
      for gripper in profile.grippers {
        lines.append(item(fields(of: gripper, kind: kinds[gripper.joint] ?? .revolute), comment: gripperComments[gripper.joint]))
      }
    }
    lines += arms(of: profile)
    lines += collision(of: profile)
    lines += suggestedLimits(of: profile, kinds: kinds)
    lines += hands(of: profile)
    if !profile.kinematics.links.isEmpty {
      lines += ["", "kinematics:"] + kinematics(profile.kinematics, actuated: Set(profile.joints.map(\.name)), indent: "  ")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func fields(of joint: RobotJoint, kind: RobotKinematics.JointKind) -> [String] {
    let units = JointUnits(kind)
    var fields = ["name: \(scalar(joint.name))", "group: \(joint.group.name)"]
    if kind != .continuous { fields.append("limits: [\(quantity(joint.lower, units.position)), \(quantity(joint.upper, units.position))]") }
    if joint.velocity.isFinite { fields.append("velocity: \(quantity(joint.velocity, units.velocity))") }
    if joint.effort.isFinite { fields.append("effort: \(quantity(joint.effort, units.effort))") }
    if joint.kp != 0 { fields.append("kp: \(quantity(joint.kp, units.stiffness))") }
    if joint.kd != 0 { fields.append("kd: \(quantity(joint.kd, units.damping))") }
    return fields
  }

  private func fields(of gripper: Gripper, kind: RobotKinematics.JointKind) -> [String] {
    let units = JointUnits(kind)
    return [
      "group: \(gripper.group.name)", "joint: \(scalar(gripper.joint))", "closed: \(quantity(gripper.closed, units.position))",
      "open: \(quantity(gripper.open, units.position))", "force_ceiling: \(quantity(gripper.forceCeiling, .force))",
    ]
  }

  /// `links:` and `joints:`, `indent` deep.
  func kinematics(_ tree: RobotKinematics, actuated: Set<String>, indent: String) -> [String] {
    var lines = [indent + "links:"]
    for link in tree.links {
      var fields = ["name: \(scalar(link.name))"]
      if !isZero([link.mass]) { fields.append("mass: \(quantity(link.mass, .mass))") }
      append("centre_m", link.centre, to: &fields)
      let inertia = link.inertia
      let moments = [inertia.ixx, inertia.ixy, inertia.ixz, inertia.iyy, inertia.iyz, inertia.izz]
      if !isZero(moments) { fields.append("inertia_kgm2: [\(moments.map(number).joined(separator: ", "))]") }
      append("inertia_rpy_rad", link.inertiaRollPitchYaw, to: &fields)
      lines.append(indent + item(fields, comment: nil))
    }
    lines.append(indent + "joints:")
    for joint in tree.joints {
      var fields = [
        "name: \(scalar(joint.name))", "kind: \(joint.kind.rawValue)", "parent: \(scalar(joint.parentLink))",
        "child: \(scalar(joint.childLink))",
      ]
      append("origin_m", joint.origin, to: &fields)
      append("rpy_rad", joint.rollPitchYaw, to: &fields)
      if joint.kind != .fixed {
        fields.append("axis: \(vector(joint.axis))")
        if !actuated.contains(joint.name) { fields += passiveFields(of: joint) }
      }
      lines.append(indent + item(fields, comment: kinematicsComments[joint.name]))
    }
    return lines
  }

  private func passiveFields(of joint: RobotKinematics.Joint) -> [String] {
    let units = JointUnits(joint.kind)
    var fields: [String] = []
    if joint.lower.isFinite, joint.upper.isFinite {
      fields.append("limits: [\(quantity(joint.lower, units.position)), \(quantity(joint.upper, units.position))]")
    }
    if joint.velocity.isFinite { fields.append("velocity: \(quantity(joint.velocity, units.velocity))") }
    if joint.effort.isFinite { fields.append("effort: \(quantity(joint.effort, units.effort))") }
    if let mimic = joint.mimic {
      fields.append(
        "mimic: {joint: \(scalar(mimic.joint)), multiplier: \(number(mimic.multiplier)), offset: \(quantity(mimic.offset, units.position))}"
      )
    }
    return fields
  }

  // MARK: Text

  func item(_ fields: [String], comment: String?) -> String {
    "  - {" + fields.joined(separator: ", ") + "}" + (comment.map { "  # \($0)" } ?? "")
  }

  func append(_ key: String, _ value: Vec3, to fields: inout [String]) {
    if !isZero([value.x, value.y, value.z]) { fields.append("\(key): \(vector(value))") }
  }

  func vector(_ value: Vec3) -> String { "[\(number(value.x)), \(number(value.y)), \(number(value.z))]" }

  /// Whether all are +0, which reading puts where nothing is written.
  ///
  /// -0 is written.
  private func isZero(_ values: [Double]) -> Bool { values.allSatisfy { $0.bitPattern == 0 } }

  /// The shortest text that reads back to the same bits.
  func number(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  func quantity(_ value: Double, _ dimension: Dimension) -> String {
    // Every dimension has a unit in SI; a test says so.
    let unit = Unit.all.first { $0.dimension == dimension && $0.numerator == 1 && $0.denominator == 1 }
    return number(value) + (unit?.symbol ?? "")
  }

  /// A text as YAML: plain where that is safe, else in double quotes.
  func scalar(_ text: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./"
    let isPlain = !text.isEmpty && text.unicodeScalars.allSatisfy { plain.unicodeScalars.contains($0) }
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\0"..<" ", "\u{7F}"..."\u{A0}":
        let hex = String(scalar.value, radix: 16)
        quoted += "\\x" + (hex.count < 2 ? "0" + hex : hex)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
