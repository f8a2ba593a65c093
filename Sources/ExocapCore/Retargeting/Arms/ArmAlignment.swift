/// Lays the operator's hand upon the robot's: where the tool shall be for where the hand is.
///
/// Absolute: p* = S_robot + k (p_hand - S_operator), R* = R_hand: shoulders lie upon each other. Relative: since the latch,
/// p* = p_home + k (p_hand - p_hand⁰), R* = R_hand R_hand⁰⁻¹ R_home. Home is where the tool is, so that nothing moves; or, where it is
/// where it was sent last but for what no eye sees, that place: else this little would add up over a thousand latches.
/// Orientation is never scaled.
package struct ArmAlignment: BitwiseCopyable, Sendable {
  package let mode: ClutchMode
  /// [-] Robot's way over the operator's.
  package let scale: Double
  /// [m] The robot's shoulder in its root frame.
  package let shoulder: Vec3
  private var hand = Placement.identity
  private var home = Placement.identity
  /// Where the tool was sent last while it followed.
  private var goal = Placement.identity
  private var hasGoal = false

  /// [m] A tool this near to where it was sent is there: 1e-4 rad at most of an arm's joints, a milliradian of a nearly straight one.
  private static var nearby: Double { 2e-5 }
  /// [-] The least cosine of the turn between the two: 1e-4 rad, 1 - 1e-8/2.
  private static var turnedAlike: Double { 1 - 5e-9 }

  package init(mode: ClutchMode, scale: Double, shoulder: Vec3) {
    self.mode = mode
    self.scale = scale
    self.shoulder = shoulder
  }

  /// From here on the operator's `hand` means the robot's tool at `tool`. Only for the relative mode.
  package mutating func latch(hand: Placement, tool: Placement) {
    self.hand = hand
    home = isContinued(from: tool) ? goal : tool
    hasGoal = hasGoal && isContinued(from: tool)
  }

  /// Whether the tool is about where it was sent last.
  private func isContinued(from tool: Placement) -> Bool {
    guard hasGoal, (tool.position - goal.position).length < ArmAlignment.nearby else { return false }
    let (a, b) = (tool.rotation, goal.rotation)
    return 0.5 * (a.x.dot(b.x) + a.y.dot(b.y) + a.z.dot(b.z) - 1) > ArmAlignment.turnedAlike
  }

  /// The tool was sent to `target`.
  package mutating func note(target: Placement) {
    goal = target
    hasGoal = true
  }

  /// Where the tool shall be for the operator's hand, whose shoulder is at `worn` [m].
  package func target(for hand: Placement, shoulder worn: Vec3) -> Placement {
    switch mode {
    case .absolute: return Placement(rotation: hand.rotation, position: shoulder + (hand.position - worn) * scale)
    case .relative:
      return Placement(
        rotation: hand.rotation * (self.hand.rotation.inverse * home.rotation),
        position: home.position + (hand.position - self.hand.position) * scale)
    }
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&hand)
    archive.field(&home)
    archive.field(&goal)
    archive.field(&hasGoal)
  }
}
