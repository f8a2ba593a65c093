extension ArmChain {
  /// Which part of a robot a chain is: from where to where, and what stands still on the way.
  package struct Cut: Sendable {
    /// Index of the link that the chain begins at; an ancestor of `tip`.
    package var base: Int
    /// Index of the link that carries the tool.
    package var tip: Int
    /// The tool in the tip link's frame.
    package var tool: Placement
    /// Index of the link that the elbow point belongs to; between base and tip.
    package var elbowLink: Int
    /// [m] The elbow point in that link's frame.
    package var elbowPoint: Vec3
    /// Joints of the model that do not move here, such as a locked waist.
    package var held: [Held]

    /// A joint that stands still.
    package struct Held: Sendable {
      /// Index of the joint in the model.
      package var joint: Int
      /// [rad] or [m] Where it stands.
      package var position: Double

      package init(joint: Int, position: Double) {
        self.joint = joint
        self.position = position
      }
    }

    package init(
      base: Int, tip: Int, tool: Placement = .identity, elbowLink: Int? = nil, elbowPoint: Vec3 = .zero, held: [Held] = []
    ) {
      self.base = base
      self.tip = tip
      self.tool = tool
      self.elbowLink = elbowLink ?? tip
      self.elbowPoint = elbowPoint
      self.held = held
    }
  }

  /// A chain's tables before they are given memory.
  struct Folded {
    var joints: [Joint] = []
    var elbowJointCount = 0
    var elbow = Vec3.zero
    var tool = Placement.identity
  }

  /// Where a link of the chain hangs: after so many joints, at this placement in the frame of the last of them.
  package struct Attachment: BitwiseCopyable, Sendable {
    /// How many joints of the chain move it; 0 where it stands with the base.
    package var jointCount: Int
    /// In the frame of the body after those joints, or of the base.
    package var placement: Placement
  }

  /// Walks from the base to the tip and folds what does not move.
  static func fold(_ model: KinematicModel, _ cut: Cut) throws(KinematicError) -> Folded {
    var folded = Folded()
    var fixed = Placement.identity
    if cut.elbowLink == cut.base { folded.elbow = cut.elbowPoint }
    for link in try path(model, cut) {
      let node = model.nodes[link]
      fixed = fixed * node.placement
      let held = cut.held.first { $0.joint == node.joint }
      if node.motion != .fixed, let held {
        fixed = fixed * displacement(node, by: node.multiplier * held.position + node.offset)
      } else if node.motion != .fixed {
        guard node.multiplier == 1, node.offset == 0, !folded.joints.contains(where: { $0.modelJoint == node.joint }) else {
          throw .mimic(joint: model.linkNames[link], of: model.jointNames[node.joint])
        }
        folded.joints.append(joint(node, at: fixed, limits: model.limits[node.joint]))
        fixed = .identity
      }
      if link == cut.elbowLink {
        folded.elbowJointCount = folded.joints.count
        folded.elbow = fixed * cut.elbowPoint
      }
    }
    guard folded.joints.count <= capacity else { throw .chain(base: model.linkNames[cut.base], tip: model.linkNames[cut.tip]) }
    folded.tool = fixed * cut.tool
    return folded
  }

  /// Where each link of the chain hangs, the base first; for capsules and other things fixed to links.
  ///
  /// Allocates; for start-up.
  package static func attachments(_ model: KinematicModel, _ cut: Cut) throws(KinematicError) -> [Int: Attachment] {
    var found = [cut.base: Attachment(jointCount: 0, placement: .identity)]
    var at = Attachment(jointCount: 0, placement: .identity)
    for link in try path(model, cut) {
      let node = model.nodes[link]
      at.placement = at.placement * node.placement
      let held = cut.held.first { $0.joint == node.joint }
      if node.motion != .fixed, let held {
        at.placement = at.placement * displacement(node, by: node.multiplier * held.position + node.offset)
      } else if node.motion != .fixed {
        at = Attachment(jointCount: at.jointCount + 1, placement: .identity)
      }
      found[link] = at
    }
    return found
  }

  /// The links from below the base to the tip.
  private static func path(_ model: KinematicModel, _ cut: Cut) throws(KinematicError) -> [Int] {
    precondition(model.nodes.indices.contains(cut.base) && model.nodes.indices.contains(cut.tip), "no such link")
    var links: [Int] = []
    var link = cut.tip
    while link != cut.base {
      // A parent is less than its child: at the root without having met the base there is none.
      guard link > 0 else { throw .chain(base: model.linkNames[cut.base], tip: model.linkNames[cut.tip]) }
      links.append(link)
      link = model.nodes[link].parent
    }
    guard cut.elbowLink == cut.base || links.contains(cut.elbowLink) else {
      throw .chain(base: model.linkNames[cut.base], tip: model.linkNames[cut.elbowLink])
    }
    return links.reversed()
  }

  private static func displacement(_ node: KinematicModel.Node, by amount: Double) -> Placement {
    node.motion == .sliding
      ? Placement(rotation: .identity, position: node.axis * amount)
      : Placement(rotation: Rotation(axis: node.axis, angle: amount), position: .zero)
  }

  private static func joint(_ node: KinematicModel.Node, at place: Placement, limits: KinematicModel.JointLimits) -> Joint {
    var joint = Joint(
      placement: place, isTurned: place.rotation != .identity, motion: node.motion == .sliding ? .slide : .aboutAxis, sign: 1,
      axis: node.axis, modelJoint: node.joint, lower: limits.lower, upper: limits.upper)
    if node.motion == .turning {
      if node.axis.x.magnitude == 1 { (joint.motion, joint.sign) = (.aboutX, node.axis.x) }
      if node.axis.y.magnitude == 1 { (joint.motion, joint.sign) = (.aboutY, node.axis.y) }
      if node.axis.z.magnitude == 1 { (joint.motion, joint.sign) = (.aboutZ, node.axis.z) }
    }
    return joint
  }
}
