/// One of a person's arms, and of a humanoid's.
package enum ArmSide: String, Sendable, CaseIterable {
  case left
  case right
}

/// A joint of an arm, from the shoulder outwards: the seven of the Unitree G1, in its order.
package enum ArmJoint: Int, Sendable, CaseIterable {
  case shoulderPitch = 0
  case shoulderRoll = 1
  case shoulderYaw = 2
  case elbow = 3
  case wristRoll = 4
  case wristPitch = 5
  case wristYaw = 6

  /// How many there are.
  package static var count: Int { 7 }

  /// The name without the side.
  package var name: String {
    switch self {
    case .shoulderPitch: "shoulder_pitch"
    case .shoulderRoll: "shoulder_roll"
    case .shoulderYaw: "shoulder_yaw"
    case .elbow: "elbow"
    case .wristRoll: "wrist_roll"
    case .wristPitch: "wrist_pitch"
    case .wristYaw: "wrist_yaw"
    }
  }

  /// The name in the robot's tree and in recorded motions, such as `right_elbow_joint`.
  package func robotName(_ side: ArmSide) -> String { side.rawValue + "_" + name + "_joint" }
}

/// The angles of one arm [rad].
package struct ArmAngles: BitwiseCopyable, Sendable, Equatable {
  private var elements: InlineArray<7, Double>

  /// All joints at zero.
  package init() { elements = InlineArray(repeating: 0) }

  /// From the shoulder outwards; exactly seven.
  package init(_ angles: [Double]) {
    precondition(angles.count == ArmJoint.count, "an arm has seven joints")
    elements = InlineArray { angles[$0] }
  }

  /// [rad] The angle of a joint, positive as the robot's axis says.
  package subscript(joint: ArmJoint) -> Double {
    get { elements[joint.rawValue] }
    set { elements[joint.rawValue] = newValue }
  }

  package static func == (left: ArmAngles, right: ArmAngles) -> Bool {
    ArmJoint.allCases.allSatisfy { left[$0] == right[$0] }
  }

  /// The angles `part` of the way from `self` to `other`, joint by joint.
  package func moved(towards other: ArmAngles, by part: Double) -> ArmAngles {
    // Rounding must not leave it beside its end.
    if part == 1 { return other }
    var result = self
    for index in 0..<ArmJoint.count { result.elements[index] += (other.elements[index] - elements[index]) * part }
    return result
  }
}
