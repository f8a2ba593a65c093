/// How one joint group of a robot follows the operator. A group that a rig does not name follows its map, unfiltered.
package struct GroupRetargeting: Sendable, Equatable {
  package var group: JointGroup
  package var method: RetargetingMethod
  /// Between the method and the engagement.
  package var filter: MotionFilter
  /// Whether the solver keeps the group off the robot's own body. Only with `taskSpace`.
  package var avoidsSelfCollision: Bool

  package init(group: JointGroup, method: RetargetingMethod = .map, filter: MotionFilter = .none, avoidsSelfCollision: Bool = false) {
    self.group = group
    self.method = method
    self.filter = filter
    self.avoidsSelfCollision = avoidsSelfCollision
  }
}

/// The retargeting methods. The closed catalog.
package enum RetargetingMethod: Sendable, Equatable {
  /// Each robot joint by its entry of the rig's map.
  case map
  /// The hand goes where the operator's goes, by differential inverse kinematics; the map, where it has the joint, is the posture.
  case taskSpace(TaskSpaceRetargeting)
  /// Upper arm, forearm and hand point where the operator's do, in closed form.
  case directions(ArmSource)
  /// Fingers point where the operator's do.
  case hand(HandRetargeting)

  /// The names in rigs, in the catalog's order.
  package static let names = ["map", "task_space", "directions", "hand"]
}

/// The arm that is followed, and the arm that follows.
package struct ArmSource: Sendable, Equatable {
  /// A device with kinematics.
  package var device: DeviceID
  /// Links of the device.
  package var deviceFrames: ArmFrames
  /// Links of the robot.
  package var robotFrames: ArmFrames
  /// [rad] Roll, pitch, yaw of the device's root frame in the axes of the robot's root (x forward, y left, z up): how it is worn.
  package var mounting: Vec3

  package init(device: DeviceID, deviceFrames: ArmFrames, robotFrames: ArmFrames, mounting: Vec3 = .zero) {
    self.device = device
    self.deviceFrames = deviceFrames
    self.robotFrames = robotFrames
    self.mounting = mounting
  }
}

/// Settings of the task-space method of one arm.
package struct TaskSpaceRetargeting: Sendable, Equatable {
  package var arm: ArmSource
  package var clutch: ClutchMode
  package var scale: MotionScale
  package var waist: WaistMode
  /// [m²] Squared length at which a radian of orientation counts as much as that length of position; nil: the solver's own.
  package var rotationWeight: Double?
  /// [-] Pull towards the mapped joints: 1e-5 costs nothing, 1e-4 0.6 mm (reference measurements on the G1); nil: the solver's own.
  package var postureWeight: Double?
  /// [-] Pull of the elbow's swivel towards the operator's; 0: none; nil: the solver's own.
  package var elbowWeight: Double?

  package init(
    arm: ArmSource, clutch: ClutchMode = .absolute, scale: MotionScale = .measured, waist: WaistMode = .locked,
    rotationWeight: Double? = nil, postureWeight: Double? = nil, elbowWeight: Double? = nil
  ) {
    self.arm = arm
    self.clutch = clutch
    self.scale = scale
    self.waist = waist
    self.rotationWeight = rotationWeight
    self.postureWeight = postureWeight
    self.elbowWeight = elbowWeight
  }
}

/// What engaging does with the operator's position.
package enum ClutchMode: String, BitwiseCopyable, Sendable, CaseIterable {
  /// Shoulders are laid upon each other: where the hand is decides.
  case absolute
  /// Engaging latches both hands where they are: only motion since then counts.
  case relative
}

/// How far the robot's hand moves for the operator's.
package enum MotionScale: Sendable, Equatable {
  /// Robot's arm length over the operator's.
  case measured
  /// [-]
  case fixed(Double)
}

/// Whether the waist helps an arm.
package enum WaistMode: String, Sendable, CaseIterable {
  case locked
  case coupled
}

/// A filter of a group's motion.
package enum MotionFilter: Sendable, Equatable, BitwiseCopyable {
  case none
  /// [Hz] First order.
  case lowPass(cutoff: Double)
  /// [Hz] at rest; `slope` [Hz per rad/s or m/s] raises the cut-off with speed; `derivative` [Hz] cut-off of the speed. Casiez, CHI 2012.
  case oneEuro(cutoff: Double, slope: Double, derivative: Double)
  /// [Hz] at rest; `slope` [Hz per rad/s or m/s] raises the cut-off with speed.
  case alphaBeta(cutoff: Double, slope: Double)
}
