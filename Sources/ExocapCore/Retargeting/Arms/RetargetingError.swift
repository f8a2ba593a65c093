/// Why a robot cannot be retargeted as its rig says.
package enum RetargetingError: Error, Equatable {
  /// A tree is no tree, or an arm no chain.
  case kinematics(KinematicError)
  /// There is no such link.
  case link(String)
  /// A joint of the worn device that no value measures, or one of the robot's arm that is in none of its groups.
  case unknownJoint(String)
  /// The worn device has no kinematics.
  case noKinematics(String)
  /// The calibration of the worn device lacks a length.
  case unmeasured(String)
  /// The group has no such model in the robot's profile.
  case noModel(JointGroup)
  /// Directions need seven joints.
  case jointCount(Int)
  /// Two arms that share one solver ask for different things.
  case differentArms
  case hand(HandError)

  static func model(_ tree: RobotKinematics) throws(RetargetingError) -> KinematicModel {
    do { return try KinematicModel(tree) } catch { throw .kinematics(error) }
  }

  static func link(_ name: String, of model: KinematicModel) throws(RetargetingError) -> Int {
    guard let link = model.link(named: name) else { throw .link(name) }
    return link
  }
}

extension RetargetingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .kinematics(let error): "the links make no chain: \(error)"
    case .link(let name): "there is no link '\(name)'"
    case .unknownJoint(let name): "joint '\(name)' has no value and no place in the robot's list"
    case .noKinematics(let name): "'\(name)' has no kinematics"
    case .unmeasured(let name): "the calibration of '\(name)' lacks a length"
    case .noModel(let group): "the robot has no model for \(group.name)"
    case .jointCount(let count): "directions need an arm of seven joints, this one has \(count)"
    case .differentArms: "both arms need the same waist and the same weights"
    case .hand(let error): "the hand: \(error)"
    }
  }
}
