/// A servo that pulls on the operator's finger: with a current that is always there, and grows with what the robot's hand feels.
package struct ServoSpring: BitwiseCopyable, Sendable, Equatable {
  /// The servo's id; it is in a mode of current.
  package var id: UInt8
  /// [count] Goal current while nothing is felt: what opens the trigger.
  package var rest: Double
  /// [count/N] What each newton adds.
  package var perNewton: Double
  /// [count] Never more, either way.
  package var limit: Double

  package init(id: UInt8, rest: Double, perNewton: Double, limit: Double) {
    (self.id, self.rest, self.perNewton, self.limit) = (id, rest, perNewton, limit)
  }

  /// [count] The goal current while a force is felt [N]; what is not finite, or a push, is no force.
  @inline(__always)
  package func current(feeling newtons: Double) -> Double {
    let felt = newtons.isFinite && newtons > 0 ? newtons : 0
    return min(max(rest + perNewton * felt, -limit), limit)
  }
}

/// The hand of a robot that a device lets its operator feel.
package struct FeltHand: BitwiseCopyable, Sendable, Equatable {
  package var robot: RobotID
  /// The joint group at whose hand the force is measured.
  package var group: JointGroup

  package init(robot: RobotID, group: JointGroup) { (self.robot, self.group) = (robot, group) }
}
