/// Lays the operator's hand upon the robot's: where the tool shall be for where the hand is.
///
/// Absolute: p* = S_robot + k (p_hand - S_operator), R* = R_hand: shoulders lie upon each other. Relative: since the latch,
/// p* = p_home + k (p_hand - p_hand⁰), R* = R_hand R_hand⁰⁻¹ R_home; nothing compounds over latches, since each starts from home
/// as it is. Orientation is never scaled.
package struct ArmAlignment: BitwiseCopyable, Sendable {
  package let mode: ClutchMode
  /// [-] Robot's way over the operator's.
  package let scale: Double
  /// [m] The robot's shoulder in its root frame.
  package let shoulder: Vec3
  private var hand = Placement.identity
  private var home = Placement.identity

  package init(mode: ClutchMode, scale: Double, shoulder: Vec3) {
    self.mode = mode
    self.scale = scale
    self.shoulder = shoulder
  }

  /// From here on the operator's `hand` means the robot's tool at `home`. Only for the relative mode.
  package mutating func latch(hand: Placement, home: Placement) {
    self.hand = hand
    self.home = home
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
  }
}
