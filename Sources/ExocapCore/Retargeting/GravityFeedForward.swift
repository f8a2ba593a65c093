/// The torque that holds a robot's own weight at the commanded pose, so that its arms do not sag under soft gains.
///
/// Assumes an upright base: a robot that leans needs its own model of its posture. Without kinematics it gives zeros.
package struct GravityFeedForward: ~Copyable {
  private var kinematics: KinematicState
  /// For each joint of the profile its joint of the model; -1: none.
  private let modelJoint: InlineArray<64, Int32>
  private let effort: JointVector
  private let count: Int
  private let isEnabled: Bool

  /// The largest share of an actuator's rating that is spent on weight: more says that the model is wrong, not the arm heavy.
  private static var largestShare: Double { 0.8 }

  package init(profile: RobotProfile, isEnabled: Bool) {
    count = profile.joints.count
    effort = JointVector(profile.joints.map(\.effort))
    var modelJoint = InlineArray<64, Int32>(repeating: -1)
    let empty = RobotKinematics(links: [.init(name: "base", mass: 0, centre: .zero, inertia: .zero)], joints: [])
    let model = (try? KinematicModel(profile.kinematics)) ?? (try? KinematicModel(empty))
    guard let model else { preconditionFailure("a single link is a robot") }
    for (index, joint) in profile.joints.enumerated() { modelJoint[index] = Int32(model.joint(named: joint.name) ?? -1) }
    self.modelJoint = modelJoint
    self.isEnabled = isEnabled && model.jointCount > 0
    kinematics = KinematicState(model)
  }

  /// Writes the holding torques [N·m | N] at the command's positions into its `tau`; a joint without a set-point counts as at zero.
  package mutating func fill(_ command: inout Command) {
    guard isEnabled else {
      for joint in 0..<count { command.tau[joint] = 0 }
      return
    }
    for joint in 0..<count where modelJoint[joint] >= 0 {
      let position = command.q[joint]
      kinematics.setPosition(position.isFinite ? position : 0, joint: Int(modelJoint[joint]))
    }
    kinematics.updatePlacements()
    kinematics.updateGravity(acceleration: Vec3(0, 0, -9.81))
    for joint in 0..<count {
      let torque = modelJoint[joint] >= 0 ? kinematics.gravityTorque(joint: Int(modelJoint[joint])) : 0
      let most = GravityFeedForward.largestShare * effort[joint]
      command.tau[joint] = Double(Float(min(max(torque, -most), most)))
    }
  }
}
