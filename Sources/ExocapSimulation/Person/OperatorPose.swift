/// All that the devices can measure of the operator at one moment.
package struct OperatorPose: BitwiseCopyable, Sendable, Equatable {
  /// What one arm and its hand do.
  package struct Arm: BitwiseCopyable, Sendable, Equatable {
    /// [rad] Of the seven joints.
    package var angles: ArmAngles
    /// 0 … 1 How far the fingers are closed.
    package var trigger: Double
    /// [N] What the hand presses with.
    package var gripForce: Double

    /// An open hand that touches nothing.
    package init(angles: ArmAngles = ArmAngles(), trigger: Double = 0, gripForce: Double = 0) {
      self.angles = angles
      self.trigger = trigger
      self.gripForce = gripForce
    }
  }

  /// The left arm.
  package var left: Arm
  /// The right arm.
  package var right: Arm
  /// Whether the confirming button is down.
  package var isConfirming: Bool

  package init(left: Arm = Arm(), right: Arm = Arm(), isConfirming: Bool = false) {
    self.left = left
    self.right = right
    self.isConfirming = isConfirming
  }

  /// The arm of a side.
  package subscript(side: ArmSide) -> Arm {
    get { side == .left ? left : right }
    set { if side == .left { left = newValue } else { right = newValue } }
  }
}
