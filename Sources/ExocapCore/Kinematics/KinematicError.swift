/// Why a description of links and joints is no tree that can be computed with.
package enum KinematicError: Error, Equatable {
  /// Two links or two joints have this name.
  case duplicateName(String)
  /// A joint names a link that is not described.
  case unknownLink(joint: String, link: String)
  /// A robot lists a joint that its kinematics do not have or that does not move on its own.
  case unknownJoint(String)
  /// A link is the child of two joints.
  case severalParents(link: String)
  /// Not exactly one link is no joint's child; all that are.
  case roots([String])
  /// A link cannot be reached from the root: its joints form a ring.
  case ring(link: String)
  /// A moving joint's axis has no direction, or a number of the joint or link is not finite.
  case notFinite(String)
  /// A joint follows one that is not described, does not move or follows another itself.
  case mimic(joint: String, of: String)
  /// Lowest position over highest.
  case limits(joint: String)
  /// No chain goes from the one link to the other, or one of more joints than a chain may have.
  case chain(base: String, tip: String)
}
