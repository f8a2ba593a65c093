internal import ExocapCore

/// Reads a tree of links and joints: a robot's, a hand's or a worn device's.
struct KinematicsReader {
  /// The mapping that has the key `kinematics`.
  let owner: MappingReader
  let diagnostics: Diagnostics

  /// The kinds of the joints under `kinematics:` by name.
  ///
  /// Reports nothing: `read` does.
  static func kinds(_ map: MappingReader) -> [String: RobotKinematics.JointKind] {
    var kinds: [String: RobotKinematics.JointKind] = [:]
    guard case .sequence(let joints)? = map["joints"]?.node.content else { return [:] }
    for case .mapping(let entries) in joints.map(\.content) {
      func text(_ key: String) -> String? {
        guard case .scalar(let text, _)? = entries.first(where: { $0.key == key })?.value.content else { return nil }
        return text
      }
      if let name = text("name"), let kind = text("kind").flatMap(RobotKinematics.JointKind.init(rawValue:)) { kinds[name] = kind }
    }
    return kinds
  }

  /// `links:` and `joints:` of `map`, which the caller finishes.
  ///
  /// Joints that stand in the profile's list take their limits from there: a number stands in one place.
  func read(_ map: MappingReader, actuated: [RobotJoint]) -> RobotKinematics {
    let linkReaders = map.require("links")?.items() ?? []
    let jointReaders = map.require("joints")?.items() ?? []
    let kinematics = RobotKinematics(
      links: linkReaders.map(link), joints: jointReaders.map { joint($0, actuated: actuated) })
    checkUnique(kinematics.links.map(\.name), linkReaders, "link")
    checkUnique(kinematics.joints.map(\.name), jointReaders, "joint")
    for problem in KinematicTree.problems(of: kinematics) {
      let (reader, key) = KinematicsReader.place(of: problem.part, joints: jointReaders)
      if let joint = reader?.mapping(), let key {
        diagnostics.error(
          problem.message, at: joint[key]?.node.span ?? joint.reader.node.span, in: joint.reader.source, notes: problem.notes)
      } else {
        owner.error(problem.message, at: "kinematics", notes: problem.notes)
      }
    }
    return kinematics
  }

  private static func place(of part: KinematicTree.Part, joints: [ValueReader]) -> (ValueReader?, String?) {
    switch part {
    case .robot: (nil, nil)
    case .joint(let index): (joints[index], "name")
    case .parent(let index): (joints[index], "parent")
    case .child(let index): (joints[index], "child")
    case .mimic(let index): (joints[index], "mimic")
    }
  }

  private func checkUnique(_ names: [String], _ readers: [ValueReader], _ word: String) {
    var lines: [String: Int] = [:]
    for (name, reader) in zip(names, readers) where !name.isEmpty {
      if let first = lines[name] { reader.error("\(word) '\(name)' is there twice", notes: ["first on line \(first)"]) }
      lines[name] = lines[name] ?? reader.node.span.start.line
    }
  }

  private func link(_ reader: ValueReader) -> RobotKinematics.Link {
    var link = RobotKinematics.Link(name: "")
    guard let map = reader.mapping() else { return link }
    link.name = map.require("name")?.text() ?? ""
    link.mass = map["mass"]?.quantity(.mass, in: 0...100_000) ?? 0
    link.centre = KinematicsReader.vector(map["centre_m"])
    link.inertiaRollPitchYaw = KinematicsReader.vector(map["inertia_rpy_rad"])
    if let moments = map["inertia_kgm2"]?.quantities(.ratio, count: 6) {
      link.inertia = RobotKinematics.Inertia(
        ixx: moments[0], ixy: moments[1], ixz: moments[2], iyy: moments[3], iyz: moments[4], izz: moments[5])
    }
    map.finish()
    return link
  }

  private func joint(_ reader: ValueReader, actuated: [RobotJoint]) -> RobotKinematics.Joint {
    var joint = RobotKinematics.Joint(name: "", kind: .fixed, parentLink: "", childLink: "")
    guard let map = reader.mapping() else { return joint }
    joint.name = map.require("name")?.text() ?? ""
    joint.kind = map.require("kind")?.choice(of: RobotKinematics.JointKind.self) ?? .fixed
    joint.parentLink = map.require("parent")?.text() ?? ""
    joint.childLink = map.require("child")?.text() ?? ""
    joint.origin = KinematicsReader.vector(map["origin_m"])
    joint.rollPitchYaw = KinematicsReader.vector(map["rpy_rad"])
    if joint.kind != .fixed {
      joint.axis = map["axis"] == nil ? joint.axis : KinematicsReader.vector(map["axis"])
      if joint.axis == .zero { map.error("the axis of joint '\(joint.name)' has no direction", at: "axis") }
      if let same = actuated.first(where: { $0.name == joint.name }) {
        (joint.lower, joint.upper, joint.velocity, joint.effort) = (same.lower, same.upper, same.velocity, same.effort)
      } else {
        readPassive(map, into: &joint)
      }
    }
    map.finish()
    return joint
  }

  /// What a joint that no command moves says of itself.
  private func readPassive(_ map: MappingReader, into joint: inout RobotKinematics.Joint) {
    let units = JointUnits(joint.kind)
    if joint.kind != .continuous, let limits = map["limits"]?.range(units.position, allowsEqual: true) {
      (joint.lower, joint.upper) = (limits.lowerBound, limits.upperBound)
    }
    joint.velocity = map["velocity"]?.quantity(units.velocity, in: 0...1e6) ?? .infinity
    joint.effort = map["effort"]?.quantity(units.effort, in: 0...1e9) ?? .infinity
    guard let mimic = map["mimic"]?.mapping() else { return }
    let leader = mimic.require("joint")?.text()
    let multiplier = mimic.require("multiplier")?.number()
    let offset = mimic["offset"]?.quantity(units.position)
    mimic.finish()
    if let leader, let multiplier {
      joint.mimic = RobotKinematics.Mimic(joint: leader, multiplier: multiplier, offset: offset ?? 0)
    }
  }

  /// Three bare numbers; zero where nothing is written.
  static func vector(_ reader: ValueReader?) -> Vec3 {
    guard let values = reader?.quantities(.ratio, count: 3) else { return .zero }
    return Vec3(values[0], values[1], values[2])
  }

  /// A link's name that must be in the tree.
  static func link(_ reader: ValueReader?, of tree: RobotKinematics) -> String? {
    guard let reader, let name = reader.text() else { return nil }
    if tree.links.contains(where: { $0.name == name }) { return name }
    let guess = Suggestion.nearest(to: name, among: tree.links.map(\.name)).map { ["did you mean '\($0)'?"] } ?? []
    reader.error("there is no link '\(YAMLNode.shortened(name))'", notes: guess)
    return nil
  }

  /// `{shoulder, elbow, wrist, tool_m, tool_rpy_rad}`.
  static func armFrames(_ reader: ValueReader?, of tree: RobotKinematics) -> ArmFrames? {
    guard let map = reader?.mapping() else { return nil }
    let shoulder = link(map.require("shoulder"), of: tree)
    let elbow = link(map.require("elbow"), of: tree)
    let wrist = link(map.require("wrist"), of: tree)
    let tool = vector(map["tool_m"])
    let toolTurn = vector(map["tool_rpy_rad"])
    map.finish()
    guard let shoulder, let elbow, let wrist else { return nil }
    return ArmFrames(shoulder: shoulder, elbow: elbow, wrist: wrist, tool: tool, toolTurn: toolTurn)
  }

  /// `{thumb: {knuckle, tip, tip_m}, …}`, in the operator's order.
  static func fingers(_ reader: ValueReader?, of tree: RobotKinematics) -> [Finger] {
    guard let map = reader?.mapping() else { return [] }
    let fingers = FingerName.allCases.compactMap { name -> Finger? in
      guard let finger = map[name.rawValue]?.mapping() else { return nil }
      let knuckle = link(finger.require("knuckle"), of: tree)
      let tip = link(finger.require("tip"), of: tree)
      let offset = vector(finger["tip_m"])
      finger.finish()
      guard let knuckle, let tip else { return nil }
      return Finger(name: name, knuckle: knuckle, tip: tip, tipOffset: offset)
    }
    map.finish()
    return fingers
  }
}
