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
  private var stopGuard: StopGuard
  /// Joints before a step that may have to be taken back.
  private let undo: UnsafeMutablePointer<JointLimiter>
  private var resting = JointVector.absent
  private var halfway = JointVector.absent
  /// [rad | m] The goals of this step.
  private var tried = JointVector.absent
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
    stopGuard = CommandLimiter.stopGuard(profile, limits)
    count = profile.joints.count
    self.period = period
    unsafe joints = UnsafeMutablePointer<JointLimiter>.allocate(capacity: max(1, count))
    unsafe undo = .allocate(capacity: max(1, count))
    for (index, joint) in profile.joints.enumerated() {
      let bounds = JointBounds(
        lower: joint.lower + limits.margin[index], upper: joint.upper - limits.margin[index], velocity: limits.velocity[index],
        acceleration: limits.acceleration[index], jerk: limits.jerk[index])
      unsafe (joints + index).initialize(to: JointLimiter(bounds))
      unsafe (undo + index).initialize(to: JointLimiter(bounds))
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

  deinit {
    unsafe joints.deallocate()
    unsafe undo.deallocate()
  }

  private static func stopGuard(_ profile: RobotProfile, _ limits: LimitSettings) -> StopGuard {
    do throws(RetargetingError) { return try StopGuard(profile: profile, limits: limits) } catch {
      preconditionFailure("a rig is checked before it runs: \(error)")
    }
  }

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
    for index in 0..<count { clipping[index] = .none }
    if time > 0 {
      keepDirections(&goal, time: time)
      let isWatched = !stopGuard.isIdle
      if isWatched {
        for index in 0..<count { unsafe undo[index] = joints[index] }
        tried = goal
      }
      for index in 0..<count where isSeeded(index) {
        clipping[index] = unsafe joints[index].step(towards: goal[index], time: time)
      }
      if isWatched { stopInTime(time: time, clipping: &clipping) }
    }
    for index in 0..<count {
      command.q[index] = isSeeded(index) ? unsafe joints[index].position : .nan
      command.dq[index] = isSeeded(index) ? unsafe joints[index].velocity : .nan
    }
  }

  /// Takes the step of an arm back, and brakes it, where it could not stop any more with room left; of both arms and the waist, where
  /// that is not enough.
  ///
  /// A robot that stands too near already may go where there is more room than here.
  private mutating func stopInTime(time: Double, clipping: inout InlineArray<64, Clipping>) {
    guard restingRoom() < 0 else { return }
    let least = min(0, roomBefore())
    for attempt in 0..<3 {
      // Each try begins from the step as it was taken; the last one brakes all.
      if attempt > 0 { restoreSteps(time: time, clipping: &clipping) }
      if attempt == 0 && least < 0 && restingRoom() > least { return }
      let groups: UInt8 = attempt == 0 ? 1 : attempt == 1 ? 2 : 0x13
      brake(groups, time: time, clipping: &clipping)
      if restingRoom() >= least { return }
    }
  }

  /// [m] What is left where the joints were before the step.
  private mutating func roomBefore() -> Double {
    for index in 0..<count { halfway[index] = isSeeded(index) ? unsafe undo[index].position : .nan }
    return stopGuard.room(&halfway)
  }

  /// [m] What is left where every joint comes to rest if it brakes from now on, and half-way there: joints stop at different times, and
  /// a hand may come nearer on its way than at its end.
  private mutating func restingRoom() -> Double {
    for index in 0..<count {
      resting[index] = isSeeded(index) ? unsafe joints[index].restingPoint() : .nan
      halfway[index] = isSeeded(index) ? unsafe 0.5 * (resting[index] + joints[index].position) : .nan
    }
    return min(stopGuard.room(&resting), stopGuard.room(&halfway))
  }

  /// Brakes the joints of groups (bit i: group i) from where they were before the step.
  private mutating func brake(_ groups: UInt8, time: Double, clipping: inout InlineArray<64, Clipping>) {
    for index in 0..<count where directed[index] < 7 && isSeeded(index) && groups & (1 &<< directed[index]) != 0 {
      unsafe joints[index] = undo[index]
      clipping[index] = unsafe joints[index].brake(time: time)
      clipping[index].insert(.stop)
    }
  }

  /// Takes the steps again that a try has taken back.
  private mutating func restoreSteps(time: Double, clipping: inout InlineArray<64, Clipping>) {
    for index in 0..<count where clipping[index].contains(.stop) {
      unsafe joints[index] = undo[index]
      clipping[index] = unsafe joints[index].step(towards: tried[index], time: time)
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
