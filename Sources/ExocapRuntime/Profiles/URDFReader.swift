package import ExocapCore

/// What a URDF says of a robot's bodies and joints.
///
/// Meshes, colours, sensors and transmissions are not read.
package struct URDFRobot: Sendable {
  /// The robot's own name; empty where the file gives none.
  package var name: String
  /// Bodies and joints in the file's order.
  package var kinematics: RobotKinematics

  package init(name: String, kinematics: RobotKinematics) {
    self.name = name
    self.kinematics = kinematics
  }
}

/// Reads URDF.
///
/// One use.
package struct URDFReader {
  private let source: SourceText
  private let diagnostics: Diagnostics

  private init(source: SourceText, diagnostics: Diagnostics) {
    self.source = source
    self.diagnostics = diagnostics
  }

  /// The robot that a text describes; nil after reports of everything that is wrong with it.
  package static func read(_ source: SourceText, diagnostics: Diagnostics) -> URDFRobot? {
    let errorCount = diagnostics.errorCount
    guard let root = XMLDocument.parse(source, diagnostics: diagnostics) else { return nil }
    let reader = URDFReader(source: source, diagnostics: diagnostics)
    guard root.name == "robot" else {
      reader.error("the outermost element is <\(root.name)>, not <robot>", at: root)
      return nil
    }
    let links = reader.unique(root.children.filter { $0.name == "link" })
    let joints = reader.unique(root.children.filter { $0.name == "joint" })
    let kinematics = RobotKinematics(links: links.map(reader.link), joints: joints.map(reader.joint))
    for problem in KinematicTree.problems(of: kinematics) {
      reader.error(problem.message, at: URDFReader.element(problem.part, root: root, joints: joints), notes: problem.notes)
    }
    guard diagnostics.errorCount == errorCount else { return nil }
    return URDFRobot(name: root.attribute("name") ?? "", kinematics: kinematics)
  }

  /// The element that a part of the tree was read from.
  private static func element(_ part: KinematicTree.Part, root: XMLElement, joints: [XMLElement]) -> XMLElement {
    switch part {
    case .robot: root
    case .joint(let index): joints[index]
    case .parent(let index): joints[index].child("parent") ?? joints[index]
    case .child(let index): joints[index].child("child") ?? joints[index]
    case .mimic(let index): joints[index].child("mimic") ?? joints[index]
    }
  }

  private func error(_ message: String, at element: XMLElement, notes: [String] = []) {
    diagnostics.error(message, at: element.span, in: source, notes: notes)
  }

  // MARK: Elements

  /// The elements whose names are new; the others are reported.
  private func unique(_ elements: [XMLElement]) -> [XMLElement] {
    var lines: [String: Int] = [:]
    return elements.filter { element in
      guard let name = element.attribute("name"), !name.isEmpty else {
        error("<\(element.name)> has no name", at: element)
        return false
      }
      if let first = lines[name] {
        error("\(element.name) '\(name)' is there twice", at: element, notes: ["first on line \(first)"])
        return false
      }
      lines[name] = element.span.start.line
      return true
    }
  }

  private func link(_ element: XMLElement) -> RobotKinematics.Link {
    var link = RobotKinematics.Link(name: element.attribute("name") ?? "")
    guard let inertial = element.child("inertial") else { return link }
    if let origin = inertial.child("origin") {
      link.centre = vector("xyz", of: origin)
      link.inertiaRollPitchYaw = vector("rpy", of: origin)
    }
    guard let mass = inertial.child("mass") else {
      error("<inertial> of link '\(link.name)' has no <mass>", at: inertial)
      return link
    }
    link.mass = number("value", of: mass) ?? 0
    if link.mass < 0 { error("the mass of link '\(link.name)' is negative", at: mass) }
    guard let inertia = inertial.child("inertia") else {
      error("<inertial> of link '\(link.name)' has no <inertia>", at: inertial)
      return link
    }
    func moment(_ name: String) -> Double { number(name, of: inertia) ?? 0 }
    link.inertia = RobotKinematics.Inertia(
      ixx: moment("ixx"), ixy: moment("ixy"), ixz: moment("ixz"), iyy: moment("iyy"), iyz: moment("iyz"), izz: moment("izz"))
    return link
  }

  /// A joint; what was wrong with it has been reported, and is left empty or fixed.
  private func joint(_ element: XMLElement) -> RobotKinematics.Joint {
    let name = element.attribute("name") ?? ""
    let kind = kind(of: element) ?? .fixed
    var joint = RobotKinematics.Joint(
      name: name, kind: kind, parentLink: end("parent", of: element), childLink: end("child", of: element))
    if let origin = element.child("origin") {
      joint.origin = vector("xyz", of: origin)
      joint.rollPitchYaw = vector("rpy", of: origin)
    }
    guard kind != .fixed else { return joint }
    if let axis = element.child("axis") {
      joint.axis = vector("xyz", of: axis)
      if joint.axis == .zero { error("the axis of joint '\(name)' has no direction", at: axis) }
    }
    readLimit(of: element, into: &joint)
    if let mimic = element.child("mimic") {
      guard let leader = mimic.attribute("joint") else {
        error("<mimic> has no joint=", at: mimic)
        return joint
      }
      joint.mimic = RobotKinematics.Mimic(
        joint: leader, multiplier: optionalNumber("multiplier", of: mimic) ?? 1, offset: optionalNumber("offset", of: mimic) ?? 0)
    }
    return joint
  }

  private func kind(of element: XMLElement) -> RobotKinematics.JointKind? {
    let allowed = RobotKinematics.JointKind.allCases.map(\.rawValue)
    guard let type = element.attribute("type") else {
      error("<joint> has no type=", at: element, notes: ["allowed here: " + allowed.joined(separator: ", ")])
      return nil
    }
    if let kind = RobotKinematics.JointKind(rawValue: type) { return kind }
    let isFree = type == "floating" || type == "planar"
    error(
      "joint type '\(type)' is not supported", at: element,
      notes: isFree ? ["remove it with its parent link: the root is free anyway"] : Suggestion.notes(for: type, among: allowed))
    return nil
  }

  /// The link at an end of a joint; empty after a report.
  private func end(_ name: String, of element: XMLElement) -> String {
    guard let end = element.child(name) else {
      error("joint '\(element.attribute("name") ?? "")' has no <\(name)>", at: element)
      return ""
    }
    guard let link = end.attribute("link") else {
      error("<\(name)> has no link=", at: end)
      return ""
    }
    return link
  }

  private func readLimit(of element: XMLElement, into joint: inout RobotKinematics.Joint) {
    guard let limit = element.child("limit") else {
      if joint.kind != .continuous { error("\(joint.kind.rawValue) joint '\(joint.name)' has no <limit>", at: element) }
      return
    }
    joint.effort = optionalNumber("effort", of: limit) ?? .infinity
    joint.velocity = optionalNumber("velocity", of: limit) ?? .infinity
    guard joint.kind != .continuous else { return }
    // The standard's default for both ends is 0.
    joint.lower = optionalNumber("lower", of: limit) ?? 0
    joint.upper = optionalNumber("upper", of: limit) ?? 0
    if joint.lower > joint.upper { error("the lower limit of joint '\(joint.name)' is above the upper one", at: limit) }
  }

  // MARK: Numbers

  private func number(_ name: String, of element: XMLElement) -> Double? {
    guard element.attribute(name) != nil else {
      error("<\(element.name)> has no \(name)=", at: element)
      return nil
    }
    return optionalNumber(name, of: element)
  }

  private func optionalNumber(_ name: String, of element: XMLElement) -> Double? {
    guard let text = element.attribute(name) else { return nil }
    let numbers = numbers(text)
    if numbers.count == 1, let value = numbers[0] { return value }
    error("\(name)=\"\(YAMLNode.shortened(text))\" of <\(element.name)> is not a number", at: element)
    return nil
  }

  /// Three numbers; zero where the attribute is absent, as the standard says.
  private func vector(_ name: String, of element: XMLElement) -> Vec3 {
    guard let text = element.attribute(name) else { return .zero }
    let numbers = numbers(text)
    if numbers.count == 3, let x = numbers[0], let y = numbers[1], let z = numbers[2] { return Vec3(x, y, z) }
    error("\(name)=\"\(YAMLNode.shortened(text))\" of <\(element.name)> is not three numbers", at: element)
    return .zero
  }

  /// One number, or nil, for each word.
  private func numbers(_ text: String) -> [Double?] {
    text.split(whereSeparator: \.isWhitespace).map { word in
      // Swift also reads `inf`, `nan` and hexadecimal, which no robot means.
      let isDecimal = word.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      guard isDecimal, let value = Double(word), value.isFinite else { return nil }
      return value
    }
  }
}
