/// The joints from the palm to one fingertip, fixed ones folded in: where knuckle and tip are, and how they move.
struct FingerChain: BitwiseCopyable, Sendable {
  /// The most moving joints of a finger, followers included.
  static var jointCapacity: Int { 8 }
  /// The most joints of a finger that move on their own.
  static var capacity: Int { 6 }

  /// One moving joint.
  struct Joint: BitwiseCopyable, Sendable {
    /// In the frame of the joint before it, at position zero.
    var placement = Placement.identity
    var axis = Vec3(1, 0, 0)
    var isSliding = false
    /// Which of the chain's own unknowns moves it, and how.
    var unknown = 0
    var multiplier = 1.0
    var offset = 0.0
  }

  private var joints: InlineArray<8, Joint> = InlineArray(repeating: Joint())
  private var jointCount = 0
  /// How many unknowns.
  private(set) var count = 0
  /// Joints of the model, by unknown.
  private(set) var modelJoints: InlineArray<6, Int> = InlineArray(repeating: 0)
  /// So many joints are between palm and knuckle; the knuckle in the frame of the last of them.
  private var jointsToKnuckle = 0
  private var knuckle = Vec3.zero
  /// [m] In the frame of the last joint.
  private var tip = Vec3.zero

  /// [m] As of the last `update`, in the palm's frame: from the knuckle to the tip, and the tip itself.
  private(set) var vector = Vec3.zero
  private(set) var tipPosition = Vec3.zero
  private(set) var knucklePosition = Vec3.zero
  private var axes: InlineArray<8, Vec3> = InlineArray(repeating: .zero)
  private var origins: InlineArray<8, Vec3> = InlineArray(repeating: .zero)

  init(_ finger: Finger, model: KinematicModel) throws(HandError) {
    guard var link = model.link(named: finger.tip) else { throw .link(finger.tip) }
    guard let knuckleLink = model.link(named: finger.knuckle) else { throw .link(finger.knuckle) }
    var path: [Int] = []
    while link != 0 {
      path.append(link)
      link = model.nodes[link].parent
    }
    path.reverse()
    guard path.contains(knuckleLink) else { throw .link(finger.knuckle) }
    var placement = Placement.identity
    for index in path {
      let node = model.nodes[index]
      placement = placement * node.placement
      if node.motion != .fixed {
        guard jointCount < FingerChain.jointCapacity else { throw .tooManyJoints(finger: finger.name) }
        var unknown = 0
        while unknown < count, modelJoints[unknown] != node.joint { unknown += 1 }
        if unknown == count {
          guard count < FingerChain.capacity else { throw .tooManyJoints(finger: finger.name) }
          modelJoints[count] = node.joint
          count += 1
        }
        joints[jointCount] = Joint(
          placement: placement, axis: node.axis, isSliding: node.motion == .sliding, unknown: unknown, multiplier: node.multiplier,
          offset: node.offset)
        jointCount += 1
        placement = .identity
      }
      if index == knuckleLink {
        // The joint of the knuckle's own link turns about its origin, and does not move it.
        (jointsToKnuckle, knuckle) = (jointCount, placement.position)
      }
    }
    tip = placement * finger.tipOffset
  }

  /// Forward kinematics at `positions` [rad | m], by unknown.
  @inline(__always)
  mutating func update(_ positions: inout InlineArray<6, Double>) {
    var frame = Placement.identity
    if jointsToKnuckle == 0 { knucklePosition = knuckle }
    for index in 0..<jointCount {
      let joint = joints[index]
      frame = frame * joint.placement
      let axis = frame.rotation * joint.axis
      axes[index] = axis
      origins[index] = frame.position
      let position = joint.multiplier * positions[joint.unknown] + joint.offset
      if joint.isSliding {
        frame.position = frame.position + axis * position
      } else {
        frame.rotation = frame.rotation * Rotation(axis: joint.axis, angle: position)
      }
      if index &+ 1 == jointsToKnuckle { knucklePosition = frame * knuckle }
    }
    tipPosition = frame * tip
    vector = tipPosition - knucklePosition
  }

  /// How the tip moves with unknown `unknown`, against the knuckle or against the palm [m/rad | m/m], as of the last `update`.
  @inline(__always)
  mutating func column(_ unknown: Int, fromKnuckle: Bool) -> Vec3 {
    var column = Vec3.zero
    for index in 0..<jointCount where joints[index].unknown == unknown {
      let joint = joints[index]
      let isShared = fromKnuckle && index < jointsToKnuckle
      // What moves knuckle and tip alike cancels out of their difference.
      let arm = isShared ? vector : tipPosition - origins[index]
      let motion = joint.isSliding ? (isShared ? Vec3.zero : axes[index]) : axes[index].cross(arm)
      column = column + motion * joint.multiplier
    }
    return column
  }

  /// [m] From the knuckle to the tip along the bones, at the positions of the last `update`.
  var length: Double {
    mutating get {
      var length = 0.0
      var last = knucklePosition
      for index in jointsToKnuckle..<max(jointsToKnuckle, jointCount) {
        length += (origins[index] - last).length
        last = origins[index]
      }
      return length + (tipPosition - last).length
    }
  }
}
