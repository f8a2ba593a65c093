package import ExocapCore

/// Where the microwave stands: what the operator's motion and the robot's door agree on.
///
/// In the robot's root frame (x forward, y left, z up), for a humanoid of the size of the Unitree G1. The door's hinge is
/// a vertical axis on its left, its handle a vertical bar; closed, the door stands across the x axis.
package struct MicrowaveScene: Sendable, Equatable {
  /// [m] The point of the hinge's axis at the height at which the handle is grasped.
  package var hinge: Vec3
  /// [m] From the hinge's axis to the handle bar's.
  package var handleRadius: Double
  /// [rad] How far the task opens the door.
  package var openingAngle: Double
  /// [m] What the hand holds the bar with, in the frame of the wrist's last link.
  package var gripPoint: Vec3

  /// An oven whose handle is within the right arm's reach from closed to 40° open, and then a forearm before the chest.
  ///
  /// The grip point is the middle of the Dex1 gripper's fingers: mounted 0.0415 m along the last wrist link's x axis, their
  /// centres of mass 0.0735 m further and 0.0086 m up (unitree_ros g1_29dof_mode_15_with_dex1_1.urdf). They close along y.
  package init() {
    hinge = Vec3(0.42, 0.23, 0.10)
    handleRadius = 0.36
    openingAngle = 40 * .pi / 180
    gripPoint = Vec3(0.114953, 0, 0.0086355)
  }

  /// The door of the simulated world that stands here.
  package var door: MicrowaveDoor.Build {
    var build = MicrowaveDoor.Build(handle: handle(openedBy: 0))
    build.radius = handleRadius
    build.isHingedLeft = true
    return build
  }

  /// [m] The handle's place when the door is open by `angle` [rad].
  package func handle(openedBy angle: Double) -> Vec3 {
    let (sine, cosine) = Math.sincos(angle)
    return hinge + Vec3(-sine, -cosine, 0) * handleRadius
  }

  /// The unit vector that points out of the door when it is open by `angle` [rad]: where the handle goes next.
  package func outward(openedBy angle: Double) -> Vec3 {
    let (sine, cosine) = Math.sincos(angle)
    return Vec3(-cosine, sine, 0)
  }
}
