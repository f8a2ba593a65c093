package import ExocapCore

/// Finds what keeps links and joints from being one tree, whatever file they come from.
package enum KinematicTree {
  /// The part of a joint that a problem is about, so that a reader can point at it.
  package enum Part: Sendable, Hashable {
    /// The robot as a whole.
    case robot
    /// The joint of that place in the list.
    case joint(Int)
    /// The parent link of the joint of that place.
    case parent(Int)
    /// The child link of the joint of that place.
    case child(Int)
    /// The leader of the joint of that place.
    case mimic(Int)
  }

  /// Something wrong.
  package struct Problem: Sendable, Equatable {
    /// Where.
    package var part: Part
    /// What.
    package var message: String
    /// What to do.
    package var notes: [String]
  }

  /// Everything wrong with a robot's tree: links that do not exist or have two parents, several roots, loops, followers of nothing.
  ///
  /// An empty name was reported by whoever read it and is passed over.
  package static func problems(of robot: RobotKinematics) -> [Problem] {
    guard !robot.links.isEmpty else { return [Problem(part: .robot, message: "the robot has no link", notes: [])] }
    var problems: [Problem] = []
    let names = robot.links.map(\.name)
    let known = Set(names)
    var jointOfChild: [String: Int] = [:]
    for (index, joint) in robot.joints.enumerated() {
      for (part, link) in [(Part.parent(index), joint.parentLink), (.child(index), joint.childLink)] {
        guard !link.isEmpty, !known.contains(link) else { continue }
        problems.append(Problem(part: part, message: "there is no link '\(link)'", notes: guess(link, names)))
      }
      guard known.contains(joint.parentLink), known.contains(joint.childLink) else { continue }
      if let other = jointOfChild[joint.childLink] {
        problems.append(
          Problem(
            part: .child(index), message: "link '\(joint.childLink)' is the child of two joints",
            notes: ["the other is '\(robot.joints[other].name)'"]))
        continue
      }
      jointOfChild[joint.childLink] = index
    }
    return problems + shape(of: robot, names: names, jointOfChild: jointOfChild) + mimics(of: robot)
  }

  private static func shape(of robot: RobotKinematics, names: [String], jointOfChild: [String: Int]) -> [Problem] {
    let roots = names.filter { jointOfChild[$0] == nil }
    var problems: [Problem] = []
    if roots.count > 1 {
      problems.append(
        Problem(
          part: .robot, message: "the robot falls apart: \(roots.count) links are no joint's child",
          notes: ["they are: " + roots.prefix(8).joined(separator: ", "), "exactly one, the root, may be none's child"]))
    }
    // A link from which no walk upwards ends is in a loop; the walk is bounded by the number of links.
    for name in names {
      var link = name
      var steps = 0
      while let joint = jointOfChild[link], steps <= names.count {
        link = robot.joints[joint].parentLink
        steps += 1
      }
      if steps > names.count, let joint = jointOfChild[name] {
        problems.append(Problem(part: .joint(joint), message: "the joints form a loop through link '\(name)'", notes: []))
        break
      }
    }
    return problems
  }

  private static func mimics(of robot: RobotKinematics) -> [Problem] {
    var problems: [Problem] = []
    for (index, joint) in robot.joints.enumerated() {
      guard let name = joint.mimic?.joint else { continue }
      guard let leader = robot.joints.first(where: { $0.name == name }) else {
        problems.append(
          Problem(part: .mimic(index), message: "there is no joint '\(name)'", notes: guess(name, robot.joints.map(\.name))))
        continue
      }
      if leader.kind == .fixed {
        problems.append(Problem(part: .mimic(index), message: "joint '\(name)' is fixed: nothing can follow it", notes: []))
      }
      if leader.mimic != nil {
        problems.append(
          Problem(
            part: .mimic(index), message: "joint '\(name)' follows another joint itself", notes: ["follow that one directly"]))
      }
    }
    return problems
  }

  private static func guess(_ word: String, _ names: [String]) -> [String] {
    Suggestion.nearest(to: word, among: names).map { ["did you mean '\($0)'?"] } ?? []
  }
}
