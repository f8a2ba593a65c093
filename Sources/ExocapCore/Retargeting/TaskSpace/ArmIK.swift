/// Moves one or two arms so that their tools follow targets: one bounded differential step a tick.
///
/// Two chains that begin with the same joints (a free waist) are one problem of up to 17 unknowns; without shared joints each
/// arm is a problem of its own. Unknowns are the shared joints, then the rest of each arm. The joints' positions are this
/// value's own state, not the robot's measured ones. Memory is allocated once; one thread at a time.
@safe
package struct ArmIK: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so
  // one owner reads and writes it. Indices from outside are checked against the counts.
  /// The most arms.
  package static var armCapacity: Int { 2 }

  /// How many arms.
  package let armCount: Int
  /// How many joints move in all.
  package let jointCount: Int
  /// How many of them, the first, move every arm.
  package let sharedCount: Int
  /// May be changed between two steps.
  package var settings: TaskSpaceSettings

  let arms: UnsafeMutablePointer<Arm>
  let joints: UnsafeMutablePointer<Joint>
  var qp: BoxQP
  var collisions = SelfCollision()
  var report = ArmIK.Report()

  /// A joint with its state.
  struct Joint: BitwiseCopyable {
    var limits: StepLimits
    var modelJoint: Int
    /// [rad] or [m] Where it is, and by how much it came there in the last step.
    var position: Double
    var last: Double
    /// [rad] or [m] Where it is pulled to; NaN where nowhere.
    var posture: Double
    /// [-] Weight of the way to another branch, and where it leads.
    var pull: Double = 0
    var pullGoal: Double = 0
    /// [rad] or [m] How far the goal itself went in this tick.
    var pullMove: Double = 0
    /// Whether it stands still, whatever is asked; said anew before each step.
    var isHeld = false
  }

  /// An arm with its target.
  struct Arm: ~Copyable {
    var chain: ArmChain
    /// Where the chain's joints begin in the unknowns, after the shared ones.
    var offset: Int
    var target: Placement
    var hasTarget: Bool
    /// The target of the step before.
    var before: Placement
    var hasBefore: Bool
    /// [m] From the operator's shoulder-wrist line to the elbow, in the root's axes; zero where unknown.
    var elbowDirection: Vec3
    /// [-] Weight of the tool task, 1 where it is not blended away.
    var share: Double
    /// [-] Weight of the arm beside the other, where they share joints.
    var weight: Double = 1
  }

  /// - Parameters:
  ///   - limits: by joint of the model; infinite speed or acceleration is not allowed for joints of the arms.
  ///   - cuts: the arms, one or two.
  package init(
    _ model: KinematicModel, arms cuts: [ArmChain.Cut], limits: [StepLimits], settings: TaskSpaceSettings = TaskSpaceSettings()
  ) throws(KinematicError) {
    precondition(!cuts.isEmpty && cuts.count <= ArmIK.armCapacity, "one or two arms")
    precondition(limits.count == model.jointCount, "limits for every joint of the model")
    let memory = UnsafeMutablePointer<Arm>.allocate(capacity: ArmIK.armCapacity)
    var folded: [[Int]] = []
    for (index, cut) in cuts.enumerated() {
      let chain = try ArmChain(model, cut)
      folded.append((0..<chain.jointCount).map { chain.modelJoint($0) })
      unsafe (memory + index).initialize(
        to: Arm(
          chain: chain, offset: 0, target: .identity, hasTarget: false, before: .identity, hasBefore: false, elbowDirection: .zero,
          share: 1))
    }
    var shared = 0
    if folded.count == 2 { shared = zip(folded[0], folded[1]).prefix { $0 == $1 }.count }
    var order = Array(folded[0].prefix(shared))
    for index in 0..<cuts.count {
      unsafe memory[index].offset = order.count
      order += folded[index].dropFirst(shared)
    }
    guard Set(order).count == order.count, order.count <= BoxQP.capacity else {
      throw .chain(base: model.linkNames[cuts[0].base], tip: model.linkNames[cuts[0].tip])
    }
    unsafe arms = memory
    armCount = cuts.count
    sharedCount = shared
    jointCount = order.count
    self.settings = settings
    qp = BoxQP(size: order.count)
    // Without shared joints each arm is a problem of its own.
    if shared == 0, cuts.count == 2 { qp.border = unsafe memory[1].offset }
    unsafe joints = .allocate(capacity: order.count)
    for (index, joint) in order.enumerated() {
      unsafe (joints + index).initialize(
        to: Joint(limits: limits[joint], modelJoint: joint, position: 0, last: 0, posture: .nan))
    }
  }

  deinit {
    unsafe arms.deinitialize(count: armCount)
    unsafe arms.deallocate()
    unsafe joints.deallocate()
  }

  /// The index in the model of a joint.
  package func modelJoint(_ joint: Int) -> Int {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe joints[joint].modelJoint
  }

  /// [rad] or [m] Where a joint is after the last step.
  package func position(_ joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe joints[joint].position
  }

  /// [rad/s] or [m/s] How fast a joint went in the last step, which took `time` [s]; 0 where that took none.
  package func speed(_ joint: Int, time: Double) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return time > 0 ? unsafe joints[joint].last.magnitude / time : 0
  }

  /// Stands a joint at `position` [rad] or [m], at rest. Not finite: ignored.
  package mutating func seed(_ joint: Int, at position: Double) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    guard position.isFinite else { return }
    unsafe joints[joint].position = min(max(position, joints[joint].limits.lower), joints[joint].limits.upper)
    unsafe joints[joint].last = 0
    for arm in 0..<armCount where joint < sharedCount || ownJoints(of: arm).contains(joint) { unsafe arms[arm].hasBefore = false }
  }

  /// The joints that move an arm and no other.
  package func ownJoints(of arm: Int) -> Range<Int> {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    let first = unsafe arms[arm].offset
    return unsafe first..<(first + arms[arm].chain.jointCount - sharedCount)
  }

  /// Lets a joint stand at `position` [rad] or [m], whatever is asked, until `letGo`.
  package mutating func hold(_ joint: Int, at position: Double) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    unsafe joints[joint].isHeld = true
    guard position.isFinite else { return }
    unsafe joints[joint].position = position
    unsafe joints[joint].last = 0
  }

  /// A held joint moves again.
  package mutating func letGo(_ joint: Int) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    unsafe joints[joint].isHeld = false
  }

  /// [-] How much an arm's task counts beside the other's, where they share joints.
  package mutating func setWeight(_ arm: Int, _ weight: Double) {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    unsafe arms[arm].weight = weight
  }

  /// Where an arm's tool is with its joints as they are.
  package mutating func place(_ arm: Int) -> Placement {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    let offset = unsafe arms[arm].offset - sharedCount
    for j in 0..<(unsafe arms[arm].chain.jointCount) {
      unsafe arms[arm].chain.positions[j] = joints[j < sharedCount ? j : j + offset].position
    }
    unsafe arms[arm].chain.updatePlacements()
    return unsafe arms[arm].chain.tool
  }

  /// Says where a joint was really sent by the last step [rad] or [m], where something after this one bounded it further.
  ///
  /// The next step goes on from there, with the speed that it came with. Not finite: ignored.
  package mutating func correct(_ joint: Int, to position: Double) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    guard position.isFinite else { return }
    unsafe joints[joint].last += position - joints[joint].position
    unsafe joints[joint].position = position
  }

  /// Pulls a joint to `position` [rad] or [m], such as the operator's measured one; NaN: nowhere.
  package mutating func setPosture(_ joint: Int, to position: Double) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    unsafe joints[joint].posture = min(max(position, joints[joint].limits.lower), joints[joint].limits.upper)
    if !position.isFinite { unsafe joints[joint].posture = .nan }
  }

  /// Says where an arm's tool shall be after the next step. A target that is not finite is refused: the last one holds.
  package mutating func setTarget(_ arm: Int, _ target: Placement) {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    let (r, p) = (target.rotation, target.position)
    let sum = r.x.x + r.x.y + r.x.z + r.y.x + r.y.y + r.y.z + r.z.x + r.z.y + r.z.z + p.x + p.y + p.z
    guard sum.isFinite else { return }
    unsafe arms[arm].target = target
    unsafe arms[arm].hasTarget = true
  }

  /// Lets go of an arm's target: it comes to rest.
  package mutating func clearTarget(_ arm: Int) {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    unsafe arms[arm].hasTarget = false
    unsafe arms[arm].hasBefore = false
  }

  /// Says in which direction the operator's elbow stands off the line from shoulder to wrist, with its distance [m], in the
  /// root's axes; zero where it is not known.
  package mutating func setElbow(_ arm: Int, _ direction: Vec3) {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    let isFinite = (direction.x + direction.y + direction.z).isFinite
    unsafe arms[arm].elbowDirection = isFinite ? direction : .zero
  }

  /// Where the base of an arm's chain is in the root frame.
  package mutating func setBase(_ arm: Int, _ base: Placement) {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    unsafe arms[arm].chain.base = base
  }

  /// Where an arm's tool was at the beginning of the last step.
  package func tool(_ arm: Int) -> Placement {
    precondition(arm >= 0 && arm < armCount, "no such arm")
    return unsafe arms[arm].chain.tool
  }

  /// Saves or restores everything that the next step, or an escape's next turn, depends on; limits, settings and chains are
  /// configuration.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4B49_5241, version: 2)  // ARIK
    archive.field(&report.positionError)
    archive.field(&report.rotationError)
    for joint in 0..<jointCount {
      unsafe archive.field(&joints[joint].position)
      unsafe archive.field(&joints[joint].last)
      unsafe archive.field(&joints[joint].posture)
      unsafe archive.field(&joints[joint].pull)
      unsafe archive.field(&joints[joint].pullGoal)
      unsafe archive.field(&joints[joint].pullMove)
    }
    for arm in 0..<armCount {
      unsafe archive.field(&arms[arm].target)
      unsafe archive.field(&arms[arm].hasTarget)
      unsafe archive.field(&arms[arm].before)
      unsafe archive.field(&arms[arm].hasBefore)
      unsafe archive.field(&arms[arm].elbowDirection)
      unsafe archive.field(&arms[arm].share)
      unsafe archive.field(&arms[arm].chain.base)
    }
    qp.checkpoint(&archive)
  }
}
