package import ExocapCore

/// What a world's checker found.
package struct WorldReport: Sendable {
  package var ticks = 0
  /// Ticks in which some group followed the operator.
  package var activeTicks = 0
  package var samples = 0
  package var lostRecords = 0
  package var lostSamples = 0
  package var commandsAccepted = 0
  /// What must never happen, in words; the first ones.
  package var violations: [String] = []
  /// When the world began.
  package var start: Timestamp = .never
  /// When a motion began, of which every group followed the start; `.never` where none did.
  package var motionStart: Timestamp = .never
  /// What each tick cost, where somebody asked.
  package var tickCosts: [Interval] = []
}

/// Holds every tick and sample of a world against what must always be true. It looks at records only, from the outside.
struct WorldChecker {
  private(set) var report = WorldReport()
  private let profile: RobotProfile
  private let limits: LimitSettings
  private var joints: [Witness]
  private var states: [EngagementState]
  private var newest: [UInt64]
  private var lastArrival: [Timestamp]
  private var lastTick: UInt64 = 0
  private var hadGap = false

  /// What a robot sees of one joint: differences of the values that it was sent.
  private struct Witness {
    var position = Double.nan
    var velocity = 0.0
    var acceleration = 0.0
    /// Ticks in which it moved as it was told, 2 and more alike: how many of these differences are the command's own.
    var ownTicks = 2

    /// Where it stands or moves by itself. One that rests is as one that was told to.
    init(position: Double = .nan, velocity: Double = 0) {
      self.position = position
      self.velocity = velocity
      ownTicks = abs(velocity) < 1e-3 ? 2 : 0
    }
  }

  init(_ robot: RigRobot, sources: Int) {
    profile = robot.profile
    limits = robot.limits
    joints = Array(repeating: Witness(), count: robot.profile.joints.count)
    states = Array(repeating: .disarmed, count: JointGroup.count)
    newest = Array(repeating: 0, count: sources)
    lastArrival = Array(repeating: .never, count: sources)
  }

  mutating func see(_ record: WorldRecord) {
    report.lostRecords += Int(record.lostBefore)
    switch record.kind {
    case .tick:
      hadGap = record.lostBefore > 0
      if let tick = unsafe record.bytes.withUnsafeBytes({ unsafe TickRecord($0) }) { see(tick) }
    case .sample:
      if let sample = unsafe record.bytes.withUnsafeBytes({ unsafe SampleRecord($0) }) { see(sample, record.source) }
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .deviceEvent, .checkpoint, .sent, .change: break
    }
  }

  mutating func finish(accepted: Int) { report.commandsAccepted = accepted }

  private mutating func violate(_ text: String) {
    if report.violations.count < 20 { report.violations.append(text) }
  }

  private mutating func see(_ sample: SampleRecord, _ source: Int) {
    report.samples += 1
    if sample.arrived < lastArrival[source] { violate("source \(source): sample \(sample.sequence) arrived before the one before it") }
    lastArrival[source] = sample.arrived
    for (index, value) in sample.values.enumerated() where sample.valid & (1 << UInt64(index)) != 0 && !value.isFinite {
      violate("source \(source): sample \(sample.sequence) has a valid value that is no number")
    }
  }

  private mutating func see(_ tick: TickRecord) {
    report.ticks += 1
    if !hadGap && lastTick != 0 && tick.tick != lastTick + 1 { violate("tick \(tick.tick) follows tick \(lastTick)") }
    lastTick = tick.tick
    seeRuns(tick)
    seeStates(tick)
    for joint in joints.indices { seeJoint(joint, tick) }
    for (group, force) in tick.forces.enumerated() {
      let ceiling = profile.grippers.first { Int($0.group.rawValue) == group }?.forceCeiling ?? 0
      if force.isFinite && (force < 0 || force > ceiling) { violate("tick \(tick.tick): grip force \(force) N of group \(group)") }
    }
  }

  private mutating func seeRuns(_ tick: TickRecord) {
    for run in tick.runs {
      let source = Int(run.device.index)
      if run.first <= newest[source] { violate("tick \(tick.tick): sample \(run.first) of source \(source) was taken twice") }
      if newest[source] != 0 && !hadGap { report.lostSamples += Int(run.first - newest[source] - 1) }
      newest[source] = run.first + UInt64(run.count) - 1
    }
  }

  private mutating func seeStates(_ tick: TickRecord) {
    var isActive = false
    for group in 0..<JointGroup.count {
      guard let state = EngagementState(rawValue: tick.states[group]) else {
        violate("tick \(tick.tick): group \(group) in no known state")
        continue
      }
      let before = states[group]
      if !hadGap && state != before && !isReachable(state, from: before) {
        violate("tick \(tick.tick): group \(group) went from \(before) to \(state)")
      }
      states[group] = state
      if state.isActive { isActive = true }
      let weight = tick.weights[group]
      if !(weight >= 0 && weight <= 1) { violate("tick \(tick.tick): weight \(weight) of group \(group)") }
    }
    if isActive { report.activeTicks += 1 }
    if isActive && tick.faults.contains(.robotStale) { violate("tick \(tick.tick): active without the robot's state") }
    if isActive && tick.faults.contains(.noLease) { violate("tick \(tick.tick): active without a lease") }
  }

  /// Within one tick a request and a condition may each move the state once.
  private func isReachable(_ state: EngagementState, from before: EngagementState) -> Bool {
    for first in EngagementInput.allCases {
      let middle = before.next(first)
      if middle == state { return true }
      for second in EngagementInput.allCases where middle.next(second) == state { return true }
    }
    return false
  }

  private mutating func seeJoint(_ joint: Int, _ tick: TickRecord) {
    let description = profile.joints[joint]
    let group = Int(description.group.rawValue)
    let q = tick.limited[joint]
    // Without weight the command stands at the measured pose, and follows it.
    guard tick.weights[group] > 0, !hadGap, joints[joint].position.isFinite else {
      let moved = tick.stepTime > 0 && !hadGap ? (q - joints[joint].position) / tick.stepTime : 0
      joints[joint] = Witness(position: q, velocity: moved.isFinite ? moved : 0)
      return
    }
    guard q.isFinite else { return violate("tick \(tick.tick): \(description.name) has weight and no set-point") }
    if Double(Float(q)) != q { violate("tick \(tick.tick): \(description.name) is not what the wire carries") }
    if q < description.lower || q > description.upper { violate("tick \(tick.tick): \(description.name) at \(q) is outside its limits") }
    guard tick.stepTime > 0 else {
      if q != joints[joint].position { violate("tick \(tick.tick): \(description.name) moved in no time") }
      return
    }
    let v = (q - joints[joint].position) / tick.stepTime
    let a = (v - joints[joint].velocity) / tick.stepTime
    let j = (a - joints[joint].acceleration) / tick.stepTime
    if abs(v) > limits.velocity[joint] * 1.000001 { violate("tick \(tick.tick): \(description.name) at \(v) rad/s") }
    let own = joints[joint].ownTicks
    if own > 0, abs(a) > limits.acceleration[joint] * 1.000001 { violate("tick \(tick.tick): \(description.name) at \(a) rad/s²") }
    if own > 1, abs(j) > limits.jerk[joint] * 1.0001 { violate("tick \(tick.tick): \(description.name) at \(j) rad/s³") }
    joints[joint].position = q
    joints[joint].velocity = v
    joints[joint].acceleration = a
    joints[joint].ownTicks = min(2, own + 1)
  }
}
