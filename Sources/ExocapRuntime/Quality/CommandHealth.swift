internal import ExocapCore

/// What one robot's ticks say of the take: late ones, engaged ones, limits that were met, and how far commands were from the operator.
struct CommandHealth {
  private(set) var ticks = 0
  private(set) var late = 0
  private(set) var engaged = 0
  /// Engaged ticks with a joint at its end of travel, with one that was slowed, and with a squeeze at the ceiling.
  private(set) var atLimit = 0
  private(set) var slowed = 0
  private(set) var overForce = 0
  private(set) var first: Timestamp = .never
  private(set) var last: Timestamp = .never
  /// [-] The largest speed of a command, over what the rig allows that joint.
  private(set) var speedPeak = 0.0
  private var residuals = LogHistogram()

  private let groups: [UInt8]
  private let isCompared: [Bool]
  private let speedLimits: [Double]
  private let ceilings: [Double]

  /// [N] A squeeze is at the ceiling where it is nearer than this.
  private static var forceMargin: Double { 0.1 }
  /// [rad | m] A joint is far behind the operator.
  private static var farBehind: Double { 0.15 }
  private static var slowing: Clipping { [.velocity, .acceleration, .jerk, .direction] }

  init(_ robot: RigRobot) {
    groups = robot.profile.joints.map(\.group.rawValue)
    // Fingers stop where the object is; arms do not.
    isCompared = robot.profile.joints.map { $0.group != .leftHand && $0.group != .rightHand }
    speedLimits = robot.limits.velocity
    ceilings = JointGroup.allCases.map { group in
      guard let index = robot.profile.grippers.firstIndex(where: { $0.group == group }) else { return .infinity }
      let own = index < robot.grips.count ? robot.grips[index].forceCeiling : .infinity
      return min(own, robot.profile.grippers[index].forceCeiling)
    }
  }

  /// Takes a tick. Returns its flags, and which joints follow the operator and can be compared with the robot's.
  mutating func take(_ tick: TickFields, at time: Timestamp) -> (flags: QualityFlags, compared: UInt64) {
    if first == .never { first = time }
    last = time
    ticks += 1
    let flags = QualityFlags(Fault(rawValue: tick.faults))
    if flags.contains(.lateTick) { late += 1 }
    let active = tick.engaged
    guard active != 0 else { return (flags.union(.notEngaged), 0) }
    engaged += 1
    var mask: UInt64 = 0
    var clipping = Clipping.none
    var residual = 0.0
    for joint in 0..<min(groups.count, tick.joints) where active & (1 << groups[joint]) != 0 {
      let rate = tick.fields.double(at: tick.rates + 8 * joint)
      if joint < speedLimits.count { speedPeak = max(speedPeak, abs(rate) / speedLimits[joint]) }
      guard isCompared[joint], tick.fields.byte(at: TickFields.states + Int(groups[joint])) == EngagementState.engaged.rawValue else {
        continue
      }
      mask |= 1 << UInt64(joint)
      let distance = abs(tick.fields.double(at: tick.wanted + 8 * joint) - tick.fields.double(at: tick.limited + 8 * joint))
      residual = max(residual, distance)
      let met = Clipping(rawValue: tick.fields.byte(at: tick.clipping + joint))
      clipping.formUnion(met.subtracting(Self.slowing))
      if distance > Self.farBehind && !met.isDisjoint(with: Self.slowing) { clipping.insert(.velocity) }
    }
    if mask != 0 { residuals.note(residual) }
    return (flags.union(note(clipping, tick, active: active)), mask)
  }

  private mutating func note(_ clipping: Clipping, _ tick: TickFields, active: UInt8) -> QualityFlags {
    var flags = QualityFlags.none
    if clipping.contains(.position) {
      atLimit += 1
      flags.insert(.limitContact)
    }
    if clipping.contains(.velocity) {
      slowed += 1
      flags.insert(.speedLimited)
    }
    if clipping.contains(.stop) { flags.insert(.braked) }
    for group in 0..<JointGroup.count where active & (1 << UInt8(group)) != 0 {
      guard tick.fields.double(at: tick.wantedForces + 8 * group) >= ceilings[group] - Self.forceMargin else { continue }
      flags.insert(.forceLimited)
    }
    if flags.contains(.forceLimited) { overForce += 1 }
    return flags
  }

  /// [s]
  var duration: Double { last > first ? (last - first).seconds : 0 }
  /// 0 … 1 Part of all ticks.
  func share(_ count: Int) -> Double { ticks == 0 ? .nan : Double(count) / Double(ticks) }
  /// 0 … 1 Part of the engaged ones.
  func engagedShare(_ count: Int) -> Double { engaged == 0 ? .nan : Double(count) / Double(engaged) }
  /// [rad | m] 95 % of the time the command of the farthest joint was nearer to what the operator wanted.
  var residual: Double { residuals.quantile(0.95) }
}

extension QualityFlags {
  /// What a tick's faults mean for its quality.
  init(_ faults: Fault) {
    self = .none
    if faults.contains(.late) { insert(.lateTick) }
    if faults.contains(.stale) { insert(.stale) }
    if faults.contains(.robotStale) || faults.contains(.noLease) { insert(.robotAway) }
    if faults.contains(.tracking) { insert(.notFollowing) }
    if faults.contains(.emergencyStop) { insert(.stopped) }
  }
}
