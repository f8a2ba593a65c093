// TaskSpace/ makes joint positions out of where hands shall be: differential inverse kinematics as a small quadratic program,
// self-collision, escape from wrong branches, and matching of directions. It knows no device, no stream and no limiter.

/// Directions of an arm, from the operator's shoulder, elbow, wrist and hand: all that is kept where scale drops out.
package struct ArmDirections: BitwiseCopyable, Sendable, Equatable {
  /// [-] Unit vectors in the root's axes: shoulder to elbow, elbow to wrist.
  package var upper: Vec3
  package var fore: Vec3
  /// The hand's orientation in the root's axes, as the tool's.
  package var hand: Rotation

  package init(upper: Vec3, fore: Vec3, hand: Rotation) {
    self.upper = upper
    self.fore = fore
    self.hand = hand
  }
}
