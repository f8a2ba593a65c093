extension KinematicModel {
  /// Checks and sorts a description.
  ///
  /// Allocates; for start-up.
  package init(_ robot: RobotKinematics) throws(KinematicError) {
    let order = try KinematicModel.linksParentsFirst(robot)
    let joints = try KinematicModel.independentJoints(robot)
    let jointOfName = Dictionary(uniqueKeysWithValues: joints.enumerated().map { ($1.name, $0) })
    let linkOfName = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.link.name, $0) })

    var nodes: [Node] = []
    for (link, above) in order {
      var node = Node(body: link)
      if let above {
        node.parent = linkOfName[above.parentLink] ?? 0
        node.placement = Placement(rotation: Rotation(rollPitchYaw: above.rollPitchYaw), position: above.origin)
        if above.kind != .fixed {
          node.motion = above.kind == .prismatic ? .sliding : .turning
          node.axis = above.axis * (1 / above.axis.length)
          node.joint = jointOfName[above.mimic?.joint ?? above.name] ?? 0
          node.multiplier = above.mimic?.multiplier ?? 1
          node.offset = above.mimic?.offset ?? 0
        }
      }
      nodes.append(node)
    }
    self.nodes = nodes
    jointNames = joints.map(\.name)
    linkNames = order.map(\.link.name)
    limits = joints.map {
      JointLimits(
        isPrismatic: $0.kind == .prismatic, lower: $0.lower, upper: $0.upper, velocity: $0.velocity, effort: $0.effort)
    }
  }

  /// The moving joints that follow none, in file order; checks every joint's numbers and whom it follows.
  private static func independentJoints(_ robot: RobotKinematics) throws(KinematicError) -> [RobotKinematics.Joint] {
    var independent: [RobotKinematics.Joint] = []
    for joint in robot.joints {
      guard joint.origin.isFinite, joint.rollPitchYaw.isFinite else { throw .notFinite(joint.name) }
      if joint.kind == .fixed { continue }
      guard joint.axis.isFinite, joint.axis.length > 1e-9 else { throw .notFinite(joint.name) }
      guard joint.lower <= joint.upper else { throw .limits(joint: joint.name) }
      if joint.mimic == nil { independent.append(joint) }
    }
    for joint in robot.joints where joint.kind != .fixed {
      guard let mimic = joint.mimic else { continue }
      guard independent.contains(where: { $0.name == mimic.joint }) else { throw .mimic(joint: joint.name, of: mimic.joint) }
      guard mimic.multiplier.isFinite, mimic.offset.isFinite else { throw .notFinite(joint.name) }
    }
    return independent
  }

  /// Each link with the joint above it, the root first, every parent before its children, else in file order of the joints.
  private static func linksParentsFirst(
    _ robot: RobotKinematics
  ) throws(KinematicError) -> [(link: RobotKinematics.Link, above: RobotKinematics.Joint?)] {
    var linkOfName: [String: RobotKinematics.Link] = [:]
    for link in robot.links {
      guard linkOfName.updateValue(link, forKey: link.name) == nil else { throw .duplicateName(link.name) }
      guard link.isFinite else { throw .notFinite(link.name) }
    }
    var jointNames: Set<String> = []
    var children: Set<String> = []
    for joint in robot.joints {
      guard jointNames.insert(joint.name).inserted else { throw .duplicateName(joint.name) }
      for link in [joint.parentLink, joint.childLink] where linkOfName[link] == nil {
        throw .unknownLink(joint: joint.name, link: link)
      }
      guard children.insert(joint.childLink).inserted else { throw .severalParents(link: joint.childLink) }
    }
    let roots = robot.links.filter { !children.contains($0.name) }
    guard roots.count == 1, let root = roots.first else { throw .roots(roots.map(\.name)) }

    var order: [(link: RobotKinematics.Link, above: RobotKinematics.Joint?)] = [(root, nil)]
    var next = 0
    // Each link is appended once at most, since it has one parent: the loop ends after links.count turns.
    while next < order.count {
      let parent = order[next].link.name
      for joint in robot.joints where joint.parentLink == parent {
        if let child = linkOfName[joint.childLink] { order.append((child, joint)) }
      }
      next += 1
    }
    let reached = Set(order.map(\.link.name))
    if let lost = robot.links.first(where: { !reached.contains($0.name) }) { throw .ring(link: lost.name) }
    return order
  }
}

extension KinematicModel.Node {
  /// A body that hangs from nothing yet.
  fileprivate init(body link: RobotKinematics.Link) {
    let own = link.inertia
    let matrix = InertiaMatrix(xx: own.ixx, xy: own.ixy, xz: own.ixz, yy: own.iyy, yz: own.iyz, zz: own.izz)
    self.init(
      parent: 0, motion: .fixed, joint: 0, multiplier: 1, offset: 0, placement: .identity, axis: Vec3(1, 0, 0),
      mass: link.mass, centre: link.centre, inertia: matrix.turned(by: Rotation(rollPitchYaw: link.inertiaRollPitchYaw)))
  }
}

extension Vec3 {
  fileprivate var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}

extension RobotKinematics.Link {
  fileprivate var isFinite: Bool {
    let moments = Vec3(inertia.ixx, inertia.iyy, inertia.izz)
    let products = Vec3(inertia.ixy, inertia.ixz, inertia.iyz)
    return mass.isFinite && mass >= 0 && centre.isFinite && moments.isFinite && products.isFinite && inertiaRollPitchYaw.isFinite
  }
}
