internal import ExocapCore

extension URDFReader {
  /// Reports links that do not exist, links with two parents, several roots, loops.
  func checkTree(root: XMLElement, links: [XMLElement], joints: [XMLElement]) {
    let names = links.compactMap { $0.attribute("name") }
    let known = Set(names)
    var parentJoint: [String: XMLElement] = [:]
    var parentLink: [String: String] = [:]
    for joint in joints {
      guard let parent = joint.child("parent"), let child = joint.child("child") else { continue }
      let ends = [parent, child].compactMap { end in end.attribute("link").map { (end, $0) } }
      for (end, link) in ends where !known.contains(link) {
        error(
          "there is no link '\(link)'", at: end, notes: Suggestion.nearest(to: link, among: names).map { ["did you mean '\($0)'?"] } ?? [])
      }
      guard ends.count == 2, known.contains(ends[0].1), known.contains(ends[1].1) else { continue }
      let name = ends[1].1
      if let other = parentJoint[name] {
        error(
          "link '\(name)' is the child of two joints", at: child,
          notes: ["the other is '\(other.attribute("name") ?? "")' on line \(other.span.start.line)"])
        continue
      }
      parentJoint[name] = joint
      parentLink[name] = ends[0].1
    }
    checkRoots(root: root, names: names, parentLink: parentLink, parentJoint: parentJoint)
  }

  private func checkRoots(
    root: XMLElement, names: [String], parentLink: [String: String], parentJoint: [String: XMLElement]
  ) {
    let roots = names.filter { parentLink[$0] == nil }
    if names.isEmpty { return error("the robot has no <link>", at: root) }
    if roots.count > 1 {
      error(
        "the robot falls apart: \(roots.count) links are no joint's child", at: root,
        notes: ["they are: " + roots.prefix(8).joined(separator: ", "), "exactly one, the root, may be none's child"])
    }
    // A link from which no walk upwards ends is in a loop; the walk is bounded by the number of links.
    for name in names {
      var link = name
      var steps = 0
      while let parent = parentLink[link], steps <= names.count {
        link = parent
        steps += 1
      }
      if steps > names.count, let joint = parentJoint[name] {
        return error("the joints form a loop through link '\(name)'", at: joint)
      }
    }
  }

  /// Reports followers of joints that do not exist, do not move, or follow others themselves.
  func checkMimics(joints: [XMLElement], kinematics: RobotKinematics) {
    let names = joints.compactMap { $0.attribute("name") }
    for element in joints {
      guard let mimic = element.child("mimic"), let leader = mimic.attribute("joint") else { continue }
      guard names.contains(leader) else {
        error(
          "there is no joint '\(leader)'", at: mimic,
          notes: Suggestion.nearest(to: leader, among: names).map { ["did you mean '\($0)'?"] } ?? [])
        continue
      }
      guard let joint = kinematics.joints.first(where: { $0.name == leader }) else { continue }
      if joint.kind == .fixed { error("joint '\(leader)' is fixed: nothing can follow it", at: mimic) }
      if joint.mimic != nil {
        error("joint '\(leader)' follows another joint itself", at: mimic, notes: ["follow that one directly"])
      }
    }
  }
}
