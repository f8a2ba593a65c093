/// How a point of a robot moves with each joint: six rows by one column a joint, in the root frame's axes.
///
/// Column j is the point's velocity (vx vy vz) and its link's angular velocity (wx wy wz) while joint j alone moves
/// by 1 rad/s or 1 m/s: "local, world aligned" in Pinocchio's words. Memory is allocated once. One thread at a time.
@safe
package struct Jacobian: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointer is this value's own memory, allocated in init and freed in deinit; the value cannot be copied.
  // Every index is checked against jointCount before use.
  /// The number of columns.
  package let jointCount: Int
  let columns: UnsafeMutablePointer<Column>

  /// One joint's part.
  package struct Column: BitwiseCopyable, Sendable {
    /// [m] or [1] Velocity of the point by speed of the joint.
    package var linear: Vec3
    /// [1] Angular velocity of the link by speed of the joint; zero where it slides.
    package var angular: Vec3
  }

  /// All zero, for `model`'s joints.
  package init(_ model: KinematicModel) {
    jointCount = model.jointCount
    unsafe columns = .allocate(capacity: jointCount)
    unsafe columns.initialize(repeating: Column(linear: .zero, angular: .zero), count: jointCount)
  }

  deinit { unsafe columns.deallocate() }

  /// The column of a joint.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func column(joint: Int) -> Column {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe columns[joint]
  }

  /// [N·m] or [N] What a force [N] and a moment [N·m] on the point put on a joint: column · (force, moment).
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func torque(joint: Int, force: Vec3, moment: Vec3) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe columns[joint].linear.dot(force) + columns[joint].angular.dot(moment)
  }
}
