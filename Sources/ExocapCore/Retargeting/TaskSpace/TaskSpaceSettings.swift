/// How hands are followed: one set for all arms of a robot.
///
/// The defaults were chosen on the five shared trajectories together (docs/performance.md has the table).
package struct TaskSpaceSettings: Sendable, Equatable {
  /// [1/m²] Weight of the tool's position.
  package var positionWeight = 1.0
  /// [1/rad²] Weight of the tool's orientation: the square of the length [m] at which a radian counts as much as a metre.
  ///
  /// 0.02 is a hand's length of 14 cm. 0.1 holds the orientation better where both cannot be had, and the place worse.
  package var rotationWeight = 0.02
  /// [-] What every joint's step costs, however small the error: keeps the problem strictly convex.
  package var damping = 2e-4
  /// [-] Share of the weighted squared error that is added to the damping (Sugihara, T-RO 2011).
  package var errorDamping = 0.5
  /// [-] Weight of the pull to the posture; over 1e-5 it costs accuracy of the hand.
  package var postureWeight = 2e-6
  /// [-] What a step of a joint that several arms share costs more, so that the waist moves when arms alone do not reach.
  package var sharedDamping = 1e-3
  /// [1/m²] Weight of the elbow's swivel about the line from shoulder to wrist.
  ///
  /// Its pull is bounded by `elbowSpeed`: at most weight · radius · speed · time, about 20 µm of the hand.
  package var elbowWeight = 3e-2
  /// [m] An elbow nearer than this to the line from shoulder to wrist loses its pull smoothly.
  package var elbowFade = 0.05
  /// [rad/s] The fastest that the swivel is made up for.
  package var elbowSpeed = 3.0
  /// [m/s²] How hard the tool brakes into a target that it was far from, so that it does not overshoot.
  package var approach = 10.0
  /// [rad/s²] The same for its orientation.
  package var approachRotation = 30.0
  /// [m/s] A target that moves faster is not fed forward: it jumped.
  package var fastestTarget = 8.0
  /// [rad/s] The same for its orientation.
  package var fastestTurn = 30.0

  /// [m/s²] How hard capsules that near each other must brake before their margin.
  package var collisionBraking = 10.0
  /// [m/s] How fast capsules inside their margin part again.
  package var collisionRetreat = 0.05

  package init() {}
}
