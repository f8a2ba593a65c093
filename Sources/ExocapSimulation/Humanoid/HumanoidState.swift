package import ExocapCore

/// What the simulated humanoid is and feels after a step; joints in the profile's order, absent elements NaN.
package struct HumanoidState: Sendable {
  /// When, in the time that the caller gave.
  package var time: Timestamp
  /// Joints of the profile.
  package var count: Int
  /// [rad] or [m] Position.
  package var q: JointVector
  /// [rad/s] or [m/s] Speed.
  package var dq: JointVector
  /// [N·m] or [N] What the drives give.
  package var tau: JointVector
  /// [N] Each pad's force on what is held, by joint group; NaN where the group has no gripper.
  package var squeeze: InlineArray<7, Double>
  /// [m] Middle of each gripper's pads in the pelvis frame, by joint group; zero where the group has no gripper.
  package var gripPoints: InlineArray<7, Vec3>
  /// Grippers whose pads press on the handle.
  package var holding: JointGroups
  /// Grippers whose pads slide on the handle.
  package var slipping: JointGroups
  /// [rad] How far the door is open; NaN where there is no door.
  package var doorAngle: Double
  /// [N] What all hands together pull on the handle with, in the pelvis frame.
  package var handleForce: Vec3
}
