/// Settings of the fingertip method of one hand.
package struct HandRetargeting: Sendable, Equatable {
  /// Where the operator's fingers come from.
  package var source: HandSource
  package var vectors: FingerVectors
  /// How the operator's hand frame lies in the robot's palm frame.
  package var alignment: HandAlignment
  /// Whether pinching fingertips are drawn together (DexPilot's projection).
  package var pinches: Bool
  /// [rad/s] The fastest joint of the answer.
  package var fastest: Double

  package init(
    source: HandSource, vectors: FingerVectors = .knuckleToTip(ratio: nil), alignment: HandAlignment = .knuckles,
    pinches: Bool = false, fastest: Double = 10
  ) {
    self.source = source
    self.vectors = vectors
    self.alignment = alignment
    self.pinches = pinches
    self.fastest = fastest
  }
}

/// What measures the operator's hand.
package enum HandSource: Sendable, Equatable {
  /// A stream of 63 values: x, y, z [m] of 21 keypoints, wrist first, four for each finger from the thumb on.
  case keypoints(DeviceID, StreamIndex)
  /// A glove whose profile has kinematics with fingers.
  case glove(DeviceID)
}

/// The vectors that are made equal.
package enum FingerVectors: Sendable, Equatable, BitwiseCopyable {
  /// From each knuckle to its tip: `ratio` [-] robot's length over the operator's; nil: measured, finger by finger.
  case knuckleToTip(ratio: Double?)
  /// From the wrist to each tip, `scale` [-] times the operator's; as dex-retargeting does it.
  case wristToTip(scale: Double)
}

/// How the operator's hand frame is turned into the robot's palm frame.
package enum HandAlignment: Sendable, Equatable, BitwiseCopyable {
  /// By wrist and knuckles of both hands.
  case knuckles
  /// [rad] Roll, pitch, yaw of the operator's frame in the robot's.
  case fixed(Vec3)
}

/// The hand of a robot, a tree of its own: its root is the palm.
package struct HandModel: Sendable, Equatable {
  /// `leftHand` or `rightHand`.
  package var group: JointGroup
  /// Joints have the names of the profile's list.
  package var kinematics: RobotKinematics
  /// In the operator's order: thumb, index, middle, ring, little; those that there are.
  package var fingers: [Finger]
  /// The link whose origin is the wrist; empty: the root.
  package var wrist: String

  package init(group: JointGroup, kinematics: RobotKinematics, fingers: [Finger], wrist: String = "") {
    self.group = group
    self.kinematics = kinematics
    self.fingers = fingers
    self.wrist = wrist
  }
}

/// One finger of a hand or a glove.
package struct Finger: Sendable, Equatable {
  package var name: FingerName
  /// The link whose origin is the knuckle.
  package var knuckle: String
  /// The last link …
  package var tip: String
  /// [m] … and the fingertip in its frame.
  package var tipOffset: Vec3

  package init(name: FingerName, knuckle: String, tip: String, tipOffset: Vec3 = .zero) {
    self.name = name
    self.knuckle = knuckle
    self.tip = tip
    self.tipOffset = tipOffset
  }
}

/// Which finger of the operator's.
package enum FingerName: String, Sendable, CaseIterable {
  case thumb
  case index
  case middle
  case ring
  case little

  /// The place of its tip among 21 keypoints.
  package var tipKeypoint: Int { place * 4 + 4 }
  /// The place of its knuckle: the thumb's second joint, the fingers' first.
  package var knuckleKeypoint: Int { self == .thumb ? 2 : place * 4 + 1 }

  /// The finger's number, thumb 0.
  package var place: Int {
    switch self {
    case .thumb: 0
    case .index: 1
    case .middle: 2
    case .ring: 3
    case .little: 4
    }
  }
}
