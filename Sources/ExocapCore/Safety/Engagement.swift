/// The engagement of every joint group of one robot: when it may follow the operator, when it must stop, and what it aims at meanwhile.
///
/// Each group runs the state machine of `EngagementState` on its own. This type finds the inputs (freshness, mismatch, physical
/// acts, tracking error, times) and turns states into goals and weights. The limiter comes after it.
package struct Engagement: ~Copyable {
  /// What one group is doing.
  package struct Group: BitwiseCopyable, Sendable {
    package var state: EngagementState = .disarmed
    /// Why it is in this state.
    package var reason: Reason = .none
    /// What keeps it from engaging.
    package var obstacle: Obstacle = .none
    /// [rad | m] The largest difference between operator and robot over its joints; NaN where not known.
    package var mismatch: Double = .nan
    /// The joint with that difference, or the one without a fresh source; -1: none.
    package var worstJoint: Int32 = -1
    /// When the state was entered, or the group unfrozen.
    package var since: Timestamp = .never
    var armedUntil: Timestamp = .never
    var blendTime: Double = 0
    var errorSince: Timestamp = .never
    var isFrozen: Bool = false
    /// 0 … 1 How much of the group is ours.
    package var weight: Double = 0
  }

  /// One change of a group's state, for events.
  package struct Change: BitwiseCopyable, Sendable {
    package var group: JointGroup
    package var from: EngagementState
    package var to: EngagementState
    package var reason: Reason
    package var joint: Int32
    /// [rad | m] The mismatch or error behind it; NaN where there is none.
    package var value: Double
  }

  let settings: EngagementSettings
  let jointCount: Int
  /// The group of each joint, as its raw value.
  let groupOf: InlineArray<64, UInt8>
  let lower: JointVector
  let upper: JointVector
  /// What each joint and each grip force depends on.
  var sources: JointSources
  package internal(set) var groups: InlineArray<7, Group> = InlineArray(repeating: Group())
  /// [rad | m] Where each joint stood when its group began to blend; joints without an operator stay there.
  var start: JointVector = .absent
  /// [rad | m] Where each joint comes to rest while its group holds or releases.
  var rest: JointVector = .absent
  /// The rig's physical acts, at most 16, and which of them were over their threshold at the last tick.
  var acts: InlineArray<16, ConfirmAct>
  let actCount: Int
  /// What was never seen released counts as over it.
  var wasActed: UInt16 = .max
  /// The controls that the rig binds, at most `controlCapacity`, and what was seen of each.
  var controls: InlineArray<16, BoundControl>
  let controlCount: Int
  var detectors: InlineArray<16, PressDetector> = InlineArray(repeating: PressDetector())
  /// Whether a control that is bound to the emergency stop is not fresh: then nothing engages, and what follows is held.
  var isStopLost = false
  /// Bit i: group i stopped following, or began to blend, since the goals were last set; none between two ticks.
  var stopped: UInt8 = 0
  var started: UInt8 = 0
  /// The daemon ends: nothing engages any more, and every weight goes down.
  var isLeaving = false
  /// Changes of this tick, oldest first: each of eight requests and sixteen controls may change seven groups, and then each group
  /// changes at most twice.
  package internal(set) var changes: InlineArray<182, Change>
  package internal(set) var changeCount: Int = 0

  /// How long `engage` waits for the physical act.
  package static var armingTime: Interval { .seconds(10) }
  /// How long a lost stream may take to come back.
  static var recoveryTime: Interval { .milliseconds(500) }
  /// [1/s] A weight goes from 1 to 0 in 2 s: dropped at once, the arms would fall.
  static var releaseRate: Double { 0.5 }
  /// [rad/s | m/s] The fastest joint's mean speed while blending is this over 1.875 at most.
  static var blendSpeed: Double { 1.0 }
  /// [s] However near operator and robot are, weights take this long: a gate lets none rise faster (`GateMotion.riseRate`).
  static var shortestBlend: Double { 0.5 }

  package init(profile: RobotProfile, sources: consuming JointSources, settings: EngagementSettings) {
    self.settings = settings
    jointCount = profile.joints.count
    var groupOf = InlineArray<64, UInt8>(repeating: 255)
    for (index, joint) in profile.joints.enumerated() { groupOf[index] = joint.group.rawValue }
    self.groupOf = groupOf
    lower = JointVector(profile.joints.map(\.lower))
    upper = JointVector(profile.joints.map(\.upper))
    self.sources = sources
    let nothing = ValueReference(device: DeviceID(0), stream: StreamIndex(0), value: 0)
    acts = InlineArray(repeating: ConfirmAct(source: nothing, over: .infinity, groups: .none))
    actCount = min(settings.confirm.count, 16)
    for index in 0..<actCount { acts[index] = settings.confirm[index] }
    controls = InlineArray(
      repeating: BoundControl(source: nothing, press: Press(over: .infinity), kind: .disengage, groups: .none))
    precondition(settings.controls.count <= Engagement.controlCapacity, "a robot has at most 16 controls")
    controlCount = settings.controls.count
    for (index, control) in settings.controls.enumerated() { controls[index] = control }
    changes = InlineArray(
      repeating: Change(group: .leftArm, from: .disarmed, to: .disarmed, reason: .none, joint: -1, value: .nan))
  }

  /// Takes a person's request. Stopping and letting go are taken in every state.
  package mutating func take(_ request: OperatorRequest, now: Timestamp) {
    if request.kind == .leave { isLeaving = true }
    if isLeaving && request.kind == .engage { return }
    for index in 0..<JointGroup.count {
      guard let group = JointGroup(rawValue: UInt8(truncatingIfNeeded: index)) else { continue }
      let isForAll = request.kind == .stop || request.kind == .leave
      // A stop faults the groups that the rig does not engage, too; so a reset must reach them.
      let isTaken = settings.groups.has(group) || request.kind == .reset
      guard isForAll || (request.groups.has(group) && isTaken) else { continue }
      switch request.kind {
      case .engage:
        groups[index].armedUntil = now + Engagement.armingTime
        move(index, .arm, .operatorRequest, now)
      case .disengage, .leave: move(index, .disarm, .operatorRequest, now)
      case .freeze:
        move(index, .lost, .frozen, now)
        groups[index].isFrozen = groups[index].state == .holding
      case .unfreeze: unfreeze(index, now)
      case .stop: move(index, .stop, .emergencyStop, now)
      case .reset: move(index, .reset, .reset, now)
      }
    }
  }

  /// From here on the group has its time to recover, as if it had just been lost.
  private mutating func unfreeze(_ index: Int, _ now: Timestamp) {
    guard groups[index].isFrozen else { return }
    groups[index].isFrozen = false
    groups[index].since = now
  }

  /// Feeds `input` to a group and notes a change.
  mutating func move(_ index: Int, _ input: EngagementInput, _ reason: Reason, _ now: Timestamp) {
    let before = groups[index].state
    let after = before.next(input)
    guard after != before else { return }
    groups[index].state = after
    groups[index].reason = reason
    groups[index].since = now
    groups[index].errorSince = .never
    if after != .holding { groups[index].isFrozen = false }
    let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: index)
    if before.isActive && !after.isActive { stopped |= bit }
    if after == .blending { started |= bit }
    guard changeCount < 182, let group = JointGroup(rawValue: UInt8(truncatingIfNeeded: index)) else { return }
    changes[changeCount] = Change(
      group: group, from: before, to: after, reason: reason, joint: groups[index].worstJoint, value: groups[index].mismatch)
    changeCount &+= 1
  }

  /// Whether the daemon ends and no group has weight any more.
  package var hasLetGo: Bool {
    mutating get {
      for index in 0..<JointGroup.count where groups[index].weight > 0 { return false }
      return isLeaving
    }
  }

  /// Forgets the changes of the last tick.
  package mutating func beginTick() { changeCount = 0 }

  /// The groups whose commands follow the operator.
  package var following: JointGroups {
    mutating get {
      var groups = JointGroups.none
      for index in 0..<JointGroup.count where self.groups[index].state.isActive {
        groups.formUnion(JointGroups(rawValue: 1 &<< UInt8(truncatingIfNeeded: index)))
      }
      return groups
    }
  }

  /// The groups that wait for the operator's act.
  package var armed: JointGroups {
    mutating get {
      var groups = JointGroups.none
      for index in 0..<JointGroup.count where self.groups[index].state == .aligning {
        groups.formUnion(JointGroups(rawValue: 1 &<< UInt8(truncatingIfNeeded: index)))
      }
      return groups
    }
  }

  /// Whether joint `joint` belongs to a group that has weight.
  package mutating func hasWeight(_ joint: Int) -> Bool {
    let group = Int(groupOf[joint])
    return group < JointGroup.count && groups[group].weight > 0
  }

  /// Whether the operator asks for any group, so that the lease may be taken from a policy.
  package var isAnyArmed: Bool {
    mutating get {
      for index in 0..<JointGroup.count {
        switch groups[index].state {
        case .aligning, .blending, .engaged, .holding: return true
        case .disarmed, .releasing, .faulted: break
        }
      }
      return false
    }
  }

  /// What engagement finds wrong.
  package var faults: Fault {
    mutating get {
      var faults = Fault.none
      for index in 0..<JointGroup.count {
        if groups[index].state == .faulted { faults.insert(.emergencyStop) }
        guard groups[index].state == .holding || groups[index].state == .releasing else { continue }
        if groups[index].reason == .streamStale { faults.insert(.stale) }
        if groups[index].reason == .trackingError { faults.insert(.tracking) }
      }
      return faults
    }
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4147_4E45, version: 2)  // ENGA
    for index in 0..<JointGroup.count {
      archive.field(&groups[index].state)
      archive.field(&groups[index].reason)
      archive.field(&groups[index].obstacle)
      archive.field(&groups[index].mismatch)
      archive.field(&groups[index].worstJoint)
      archive.field(&groups[index].since)
      archive.field(&groups[index].armedUntil)
      archive.field(&groups[index].blendTime)
      archive.field(&groups[index].errorSince)
      archive.field(&groups[index].isFrozen)
      archive.field(&groups[index].weight)
    }
    archive.field(&start)
    archive.field(&rest)
    archive.field(&wasActed)
    for index in 0..<controlCount { detectors[index].checkpoint(&archive) }
    archive.field(&isLeaving)
  }
}
