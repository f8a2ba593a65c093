// Safety/ decides whether a robot may follow its operator, and bounds what is sent. It knows no packet, port or file.

/// Bounds every joint's set-point and every grip force; last before the wire and not to be bypassed.
@safe
package struct CommandLimiter: ~Copyable {
  private let joints: UnsafeMutablePointer<JointLimiter>
  private let count: Int
  private let period: Interval
  /// The group of each joint whose group keeps its direction, as its raw value; 255: none.
  private let directed: InlineArray<64, UInt8>
  private let forceCeilings: InlineArray<7, Double>
  /// The joint of each group's gripper; -1: none.
  private let gripJoints: InlineArray<7, Int>
  /// [N] What was sent last; NaN before the first wish.
  private var force: InlineArray<7, Double> = InlineArray(repeating: .nan)
  /// Bit j: joint j has been seeded with a measured pose, and may have a set-point.
  private var seeded: UInt64 = 0
  private var lastStep: Timestamp = .never

  /// [1/s] A grip force goes from nothing to its ceiling in a tenth of a second at most.
  private static var forceSlew: Double { 10 }

  package init(profile: RobotProfile, limits: LimitSettings, period: Interval) {
    count = profile.joints.count
    self.period = period
    unsafe joints = UnsafeMutablePointer<JointLimiter>.allocate(capacity: max(1, count))
    for (index, joint) in profile.joints.enumerated() {
      let bounds = JointBounds(
        lower: joint.lower + limits.margin[index], upper: joint.upper - limits.margin[index], velocity: limits.velocity[index],
        acceleration: limits.acceleration[index], jerk: limits.jerk[index])
      unsafe (joints + index).initialize(to: JointLimiter(bounds))
    }
    var directed = InlineArray<64, UInt8>(repeating: 255)
    for (index, joint) in profile.joints.enumerated() where joint.group == .leftArm || joint.group == .rightArm || joint.group == .waist {
      directed[index] = joint.group.rawValue
    }
    self.directed = directed
    var ceilings = InlineArray<7, Double>(repeating: 0)
    var grips = InlineArray<7, Int>(repeating: -1)
    for gripper in profile.grippers {
      ceilings[Int(gripper.group.rawValue)] = JointLimiter.wireDown(gripper.forceCeiling)
      grips[Int(gripper.group.rawValue)] = profile.joints.firstIndex { $0.name == gripper.joint } ?? -1
    }
    forceCeilings = ceilings
    gripJoints = grips
  }

  deinit { unsafe joints.deallocate() }

  /// Stands joint `index` at a measured pose; only while its weight is 0.
  package mutating func seed(_ index: Int, at pose: Double) {
    guard pose.isFinite else { return }
    unsafe joints[index].seed(pose)
    seeded |= 1 &<< UInt64(truncatingIfNeeded: index)
  }

  /// [rad | m] What was sent last for joint `index`; NaN before it was seeded.
  package mutating func position(_ index: Int) -> Double {
    seeded & (1 &<< UInt64(truncatingIfNeeded: index)) != 0 ? unsafe joints[index].position : .nan
  }

  /// [rad | m] Where joint `index` rests if it brakes from now on; NaN before it was seeded.
  package mutating func restingPoint(_ index: Int) -> Double {
    seeded & (1 &<< UInt64(truncatingIfNeeded: index)) != 0 ? unsafe joints[index].restingPoint() : .nan
  }

  /// The time that this tick's step may use [s]: at most 1.5 nominal periods however late the tick, and none where it comes
  /// within half a period of the last one (then the last set-point is sent again).
  package mutating func stepTime(now: Timestamp) -> Double {
    let elapsed = now - lastStep
    if lastStep == .never {
      lastStep = now
      return period.seconds
    }
    if elapsed < period / 2 { return 0 }
    lastStep = now
    return min(elapsed.seconds, 1.5 * period.seconds)
  }

  /// Moves every seeded joint one step of `time` [s] towards `goal` and writes what may be sent into `command`.
  package mutating func limit(
    _ goal: inout JointVector, time: Double, into command: inout Command, clipping: inout InlineArray<64, Clipping>
  ) {
    if time > 0 { keepDirections(&goal, time: time) }
    for index in 0..<count {
      clipping[index] = .none
      guard seeded & (1 &<< UInt64(truncatingIfNeeded: index)) != 0 else {
        command.q[index] = .nan
        command.dq[index] = .nan
        continue
      }
      if time > 0 { clipping[index] = unsafe joints[index].step(towards: goal[index], time: time) }
      command.q[index] = unsafe joints[index].position
      command.dq[index] = unsafe joints[index].velocity
    }
  }

  /// Where a joint of an arm or a waist lags because it cannot go faster, the others of its group go slower, so that all would be there
  /// at once: the group goes the way that it was told to, in joint space.
  ///
  /// Groups that follow as they should are left alone.
  private mutating func keepDirections(_ goal: inout JointVector, time: Double) {
    var longest = InlineArray<7, Double>(repeating: 0)
    for index in 0..<count where directed[index] < 7 && isSeeded(index) {
      longest[Int(directed[index])] = max(longest[Int(directed[index])], unsafe joints[index].duration(to: goal[index]))
    }
    for index in 0..<count where directed[index] < 7 {
      let duration = longest[Int(directed[index])]
      unsafe joints[index].share = 1
      guard duration > CommandLimiter.lag * time else { continue }
      unsafe joints[index].share = max(joints[index].duration(to: goal[index]) / duration, CommandLimiter.leastShare)
    }
  }

  @inline(__always)
  private func isSeeded(_ index: Int) -> Bool { seeded & (1 &<< UInt64(truncatingIfNeeded: index)) != 0 }

  /// [-] A joint lags where it is farther away than it can go in so many steps at its highest velocity.
  @inline(__always) private static var lag: Double { 8 }
  /// [-] Of its velocity: so much every joint may go, however near it is.
  @inline(__always) private static var leastShare: Double { 0.02 }

  /// The grip force that may be sent for `group` [N]: at most its ceiling, and not faster than its slew.
  ///
  /// NaN asks for the last one. NaN comes out where the group has no gripper or nothing was ever asked: no set-point. That is not a
  /// force of 0, with which a gripper cannot even open.
  package mutating func limitForce(
    _ wanted: Double, group: JointGroup, time: Double, clipping: inout InlineArray<64, Clipping>
  ) -> Double {
    let index = Int(group.rawValue)
    let ceiling = forceCeilings[index]
    guard ceiling > 0, wanted.isFinite || force[index].isFinite else { return .nan }
    let last = force[index].isFinite ? force[index] : 0
    let goal = wanted.isFinite ? min(max(wanted, 0), ceiling) : last
    let step = ceiling * CommandLimiter.forceSlew * time
    let next = Double(Float(min(max(goal, last - step), last + step)))
    force[index] = min(max(next, 0), ceiling)
    if wanted.isFinite && gripJoints[index] >= 0 && force[index] != Double(Float(wanted)) {
      clipping[gripJoints[index]].insert(.force)
    }
    return force[index]
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x544D_494C, version: 1)  // LIMT
    for index in 0..<count { unsafe joints[index].checkpoint(&archive) }
    archive.field(&force)
    archive.field(&seeded)
    archive.field(&lastStep)
  }
}
