/// One set-point for all joints of a robot.
@frozen
package struct Command: BitwiseCopyable, Sendable {
  /// Joints in profile order; the rest of each vector is NaN.
  package var count: Int
  /// [rad | m] Position. NaN: no set-point.
  package var q: JointVector
  /// [rad/s | m/s] Velocity feed-forward. NaN: none.
  package var dq: JointVector
  /// [N·m | N] Effort feed-forward. NaN: none.
  package var tau: JointVector
  /// [N·m/rad | N/m] Stiffness.
  package var kp: JointVector
  /// [N·m·s/rad | N·s/m] Damping.
  package var kd: JointVector
  /// [N] Grip force of each joint group's hand; NaN where the group has no gripper.
  package var gripForce: InlineArray<7, Double>
  /// 0 … 1 How much of each joint group is ours: 0 leaves it to the robot's own controller.
  package var weight: InlineArray<7, Double>
  /// Joint groups that follow the operator.
  package var engaged: JointGroups

  /// A command that asks for nothing.
  @inlinable
  package init(count: Int) {
    self.count = count
    q = .absent
    dq = .absent
    tau = .absent
    kp = .zero
    kd = .zero
    gripForce = InlineArray(repeating: .nan)
    weight = InlineArray(repeating: 0)
    engaged = .none
  }
}
