/// Why a hand cannot be retargeted to.
package enum HandError: Error, Equatable {
  /// Its tree is no tree.
  case kinematics(KinematicError)
  /// There is no such link, or it is not on the way to the fingertip.
  case link(String)
  /// Two fingers move with this joint: they cannot be solved one by one.
  case sharedJoint(String)
  /// More joints than `FingerChain` has room for.
  case tooManyJoints(finger: FingerName)
  /// The hand's profile has this joint, but the robot's list does not.
  case unknownJoint(String)
}
