/// The joints between a base and a tool, alone: forward kinematics and Jacobians of a tool and an elbow in one pass.
///
/// Cut out of a `KinematicModel` for solvers that ask again and again: fixed and held joints are folded into the placements,
/// an axis along x, y or z turns two columns only, and nothing else of the robot is computed. Joints are numbered from the
/// base outwards. All memory is allocated once; one thread at a time.
@safe
package struct ArmChain: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so
  // one owner reads and writes it. Indices from outside are checked against the counts.
  /// The most joints that a chain may have: a waist of three and an arm of seven.
  package static var capacity: Int { 10 }

  /// How many joints move.
  package let jointCount: Int
  /// How many of them, from the base, move the elbow point.
  package let elbowJointCount: Int
  /// Where the base link is in the frame that placements and Jacobians are given in.
  package var base: Placement = .identity
  /// Where the tool is, as of the last `update`.
  package internal(set) var tool: Placement = .identity
  /// [m] Where the elbow point is, as of the last `update`.
  package internal(set) var elbow: Vec3 = .zero

  /// [rad] or [m], by joint.
  let positions: UnsafeMutablePointer<Double>
  let joints: UnsafeMutablePointer<Joint>
  let bodies: UnsafeMutablePointer<Placement>
  let columns: UnsafeMutablePointer<Jacobian.Column>
  /// What two chains must have in common to be computed side by side: the axes of their joints, in order; 0: none.
  let likeness: UInt64
  /// The tool in the last body's frame.
  let toolPlacement: Placement
  /// [m] The elbow point in the frame of the body after `elbowJointCount` joints.
  let elbowPoint: Vec3

  /// How a joint moves its body. The first three are numbered as the axes are.
  enum Motion: UInt8, BitwiseCopyable {
    case aboutX
    case aboutY
    case aboutZ
    case aboutAxis
    case slide
  }

  /// A joint with all that stands fixed above it.
  struct Joint: BitwiseCopyable {
    /// Of the joint's frame at position zero in the body before.
    var placement: Placement
    var isTurned: Bool
    var motion: Motion
    /// 1, or -1 where the axis points against x, y or z.
    var sign: Double
    /// Unit vector in the joint's frame.
    var axis: Vec3
    /// Of the independent joint in the model.
    var modelJoint: Int
    var lower: Double
    var upper: Double
  }

  /// Cuts the joints from `cut.base` to `cut.tip` out of `model`.
  ///
  /// Allocates; for start-up. A joint that follows another, or two that follow the same one, make no chain.
  package init(_ model: KinematicModel, _ cut: Cut) throws(KinematicError) {
    let folded = try ArmChain.fold(model, cut)
    let count = folded.joints.count
    jointCount = count
    elbowJointCount = folded.elbowJointCount
    toolPlacement = folded.tool
    elbowPoint = folded.elbow
    likeness = ArmChain.likeness(folded.joints.map(\.motion))
    unsafe positions = .allocate(capacity: max(1, count))
    unsafe positions.initialize(repeating: 0, count: max(1, count))
    unsafe joints = .allocate(capacity: max(1, count))
    unsafe bodies = .allocate(capacity: max(1, count))
    unsafe columns = .allocate(capacity: max(1, count))
    for (index, joint) in folded.joints.enumerated() {
      unsafe (joints + index).initialize(to: joint)
      unsafe (bodies + index).initialize(to: .identity)
      unsafe (columns + index).initialize(to: Jacobian.Column(linear: .zero, angular: .zero))
    }
  }

  deinit {
    unsafe positions.deallocate()
    unsafe joints.deallocate()
    unsafe bodies.deallocate()
    unsafe columns.deallocate()
  }

  /// The index in the model of a joint of the chain.
  package func modelJoint(_ joint: Int) -> Int {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe joints[joint].modelJoint
  }

  /// [rad] or [m] Lowest position of a joint; -infinity where there is none.
  package func lower(_ joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe joints[joint].lower
  }

  /// [rad] or [m] Highest position of a joint; infinity where there is none.
  package func upper(_ joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe joints[joint].upper
  }

  /// Sets the position of a joint [rad] or [m]; what follows from it is old until the next `update`.
  package mutating func setPosition(_ value: Double, joint: Int) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    unsafe positions[joint] = value
  }

  /// How the tool moves with a joint, in the base's outer frame, as of the last `update`.
  package func column(_ joint: Int) -> Jacobian.Column {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe columns[joint]
  }

  /// [m] How the elbow point moves with a joint, as of the last `update`; zero for joints beyond it.
  package func elbowColumn(_ joint: Int) -> Vec3 {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    if joint >= elbowJointCount { return .zero }
    let column = unsafe columns[joint]
    return unsafe joints[joint].motion == .slide ? column.linear : column.angular.cross(elbow - bodies[joint].position)
  }

  /// Three bits a joint, one set before the first; 0 where a joint slides or turns about no axis of its frame.
  private static func likeness(_ motions: [Motion]) -> UInt64 {
    var code: UInt64 = 1
    for motion in motions {
      switch motion {
      case .aboutX, .aboutY, .aboutZ: code = code << 3 | UInt64(motion.rawValue)
      case .aboutAxis, .slide: return 0
      }
    }
    return motions.isEmpty ? 0 : code
  }

  /// [m] Where the wrist is: the origin of the first joint beyond the elbow's next one, or the tool where there is none.
  ///
  /// On an arm of seven joints with the elbow's link moved by four of them, that is the sixth joint, where a person's wrist is.
  var wrist: Vec3 {
    let joint = elbowJointCount + 1
    return joint < jointCount ? unsafe bodies[joint].position : tool.position
  }

  /// Where the body after a joint is, as of the last `update`.
  package func body(_ joint: Int) -> Placement {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe bodies[joint]
  }
}
