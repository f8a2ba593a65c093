/// Which part of a robot an `ArmChain` is: from where to where, and what stands still on the way.
package struct ArmCut: Sendable {
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
