package import ExocapCore

/// Reads a robot profile.
package struct RobotProfileReader {
  let root: MappingReader
  let diagnostics: Diagnostics

  /// The profile that a text holds; nil after reports of everything that is wrong with it.
  package static func read(_ source: SourceText, diagnostics: Diagnostics) -> RobotProfile? {
    let errorCount = diagnostics.errorCount
    guard let root = ProfileFile.robot.open(source, diagnostics: diagnostics) else { return nil }
    let profile = RobotProfileReader(root: root, diagnostics: diagnostics).profile()
    return diagnostics.errorCount == errorCount ? profile : nil
  }

  private func profile() -> RobotProfile? {
    let name = root.require("name")?.name()
    let title = root.require("title")?.text()
    let origin = root.require("source")?.text()
    let kinematicsReader = root["kinematics"]?.mapping()
    let jointsReader = root.require("joints")
    let handReaders = root["hands"]?.items(count: 0...2)?.compactMap { $0.mapping() } ?? []
    var kinds = kinematicsReader.map(KinematicsReader.kinds) ?? [:]
    for hand in handReaders { kinds.merge(hand["kinematics"]?.mapping().map(KinematicsReader.kinds) ?? [:]) { first, _ in first } }
    let joints = (jointsReader?.items(count: 1...JointVector.capacity) ?? []).compactMap { joint($0, kinds: kinds) }
    checkNames(of: joints)
    let reader = KinematicsReader(owner: root, diagnostics: diagnostics)
    let kinematics = kinematicsReader.map { reader.read($0, actuated: joints) } ?? RobotKinematics(links: [], joints: [])
    kinematicsReader?.finish()
    let grippers = root["grippers"]?.items(count: 0...2)?.compactMap { gripper($0, joints: joints, kinds: kinds) } ?? []
    let hands = handReaders.compactMap { hand($0, joints: joints) }
    let frames = armFrames(joints: joints, kinematics: kinematics)
    let (body, apart) = collision(of: kinematics)
    let suggested = root["suggested_limits"]?.mapping().flatMap { suggestedLimits($0, joints: joints, kinds: kinds) }
    root.finish()
    if !joints.isEmpty && joints.allSatisfy({ $0.kp == 0 }) {
      diagnostics.warning(
        "no joint has a stiffness: kp is 0, and a robot that follows these gains hangs loose", at: root.keySpan("joints"),
        in: root.reader.source, notes: ["give kp and kd to each joint, with their source"])
    }
    guard let name, let title, let origin else { return nil }
    return RobotProfile(
      name: name, title: title, source: origin, joints: joints, grippers: grippers, kinematics: kinematics, hands: hands,
      armFrames: frames, suggested: suggested, body: body, apart: apart)
  }

  /// One item of `joints:`.
  private func joint(_ reader: ValueReader, kinds: [String: RobotKinematics.JointKind]) -> RobotJoint? {
    guard let map = reader.mapping() else { return nil }
    let name = map.require("name")?.text()
    let kind = name.flatMap { kinds[$0] } ?? .revolute
    let units = JointUnits(kind)
    let group = map.require("group")?.choice(JointGroup.byName)
    // A joint whose place no source gives says so itself: a misspelt name must not pass for one.
    let isModelled = map["model"]?.choice(["none": false]) ?? true
    if kind == .fixed || (name != nil && isModelled && !kinds.isEmpty && kinds[name ?? ""] == nil) {
      map.error(
        "kinematics has no moving joint '\(name ?? "")'", at: "name",
        notes: Suggestion.nearest(to: name ?? "", among: kinds.keys.sorted()).map { ["did you mean '\($0)'?"] } ?? [])
    }
    if !isModelled, let name, kinds[name] != nil { map.error("joint '\(name)' stands in kinematics", at: "model") }
    let limits = kind == .continuous ? nil : map.require("limits")?.range(units.position, allowsEqual: true)
    let velocity = map.require("velocity")?.quantity(units.velocity, in: 0...1e6)
    let effort = map.require("effort")?.quantity(units.effort, in: 0...1e9)
    let kp = map["kp"]?.quantity(units.stiffness, in: 0...1e9)
    let kd = map["kd"]?.quantity(units.damping, in: 0...1e9)
    map.finish()
    guard let name, let group, let velocity, let effort, kind == .continuous || limits != nil else { return nil }
    return RobotJoint(
      name: name, group: group, lower: limits?.lowerBound ?? -.infinity, upper: limits?.upperBound ?? .infinity,
      velocity: velocity, effort: effort, kp: kp ?? 0, kd: kd ?? 0)
  }

  private func checkNames(of joints: [RobotJoint]) {
    var seen: Set<String> = []
    for joint in joints where !seen.insert(joint.name).inserted {
      root.error("joint '\(joint.name)' is there twice", at: "joints")
    }
  }

  /// One item of `grippers:`.
  private func gripper(_ reader: ValueReader, joints: [RobotJoint], kinds: [String: RobotKinematics.JointKind]) -> Gripper? {
    guard let map = reader.mapping() else { return nil }
    let group = map.require("group")?.choice(["left_hand": JointGroup.leftHand, "right_hand": .rightHand])
    let joint = map.require("joint").flatMap { reader -> RobotJoint? in
      guard let name = reader.text() else { return nil }
      if let joint = joints.first(where: { $0.name == name }) { return joint }
      reader.error(
        "joints has no '\(YAMLNode.shortened(name))'",
        notes: Suggestion.nearest(to: name, among: joints.map(\.name)).map { ["did you mean '\($0)'?"] } ?? [])
      return nil
    }
    let units = JointUnits(joint.flatMap { kinds[$0.name] } ?? .revolute)
    let travel = joint.map { $0.lower...$0.upper }
    let closed = map.require("closed")?.quantity(units.position, in: travel)
    let open = map.require("open")?.quantity(units.position, in: travel)
    let ceiling = map.require("force_ceiling")?.quantity(.force, in: 0...10_000)
    map.finish()
    if let joint, let group, joint.group != group {
      map.error("joint '\(joint.name)' is in group \(joint.group.name), not \(group.name)", at: "group")
    }
    if let closed, closed == open { map.error("\(map.path): closed and open are the same", at: "open") }
    guard let group, let joint, let closed, let open, let ceiling else { return nil }
    return Gripper(group: group, joint: joint.name, closed: closed, open: open, forceCeiling: ceiling)
  }
}

extension JointGroup {
  /// Names as files write them.
  static var byName: KeyValuePairs<String, JointGroup> {
    [
      "left_arm": .leftArm, "right_arm": .rightArm, "left_hand": .leftHand, "right_hand": .rightHand, "waist": .waist,
      "head": .head, "legs": .legs,
    ]
  }
}

/// The dimensions of a joint's numbers.
struct JointUnits {
  /// Whether it slides.
  let isPrismatic: Bool

  init(_ kind: RobotKinematics.JointKind) { isPrismatic = kind == .prismatic }

  var position: Dimension { isPrismatic ? .length : .angle }
  var velocity: Dimension { isPrismatic ? .velocity : .angularVelocity }
  var effort: Dimension { isPrismatic ? .force : .torque }
  var stiffness: Dimension { isPrismatic ? .stiffness : .angularStiffness }
  var damping: Dimension { isPrismatic ? .damping : .angularDamping }
}
