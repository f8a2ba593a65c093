internal import ExocapCore

/// Which records belong to an episode: those of each thread from one checkpoint to another, such that every sample that a tick in the
/// file took is in the file too. So a replay of the file checks every tick in it.
///
/// Devices begin first and end last. A loop begins at a checkpoint after which it takes no sample from before its devices' beginning;
/// a device ends at a checkpoint behind the last sample that a loop took.
struct EpisodeCut {
  enum Phase: Equatable {
    case idle
    /// Waiting for a checkpoint of every device's thread.
    case startingDevices
    /// Waiting for a checkpoint of every loop.
    case startingRobots
    case running
    /// Waiting for the last checkpoint of every loop.
    case endingRobots
    /// Waiting for the last checkpoint of every device's thread.
    case endingDevices
    /// Nothing is kept any more; `reset` follows.
    case ended
  }

  private struct Device {
    var isKept = false
    var isDone = false
    /// The newest sample seen, kept or not; 0: none.
    var newest: UInt64 = 0
    /// The newest sample before the file's first one.
    var before: UInt64 = 0
  }

  private struct Robot {
    var isKept = false
    var isDone = false
  }

  private(set) var phase = Phase.idle
  private var devices: [Device]
  private var robots: [Robot]
  /// The newest sample that a robot's ticks took of each device, by robot, then device.
  private var taken: [UInt64]
  private var phaseBegan: Timestamp = .never
  private var wishAgain: Timestamp = .never
  /// Whether a thread did not answer in time: then it is not waited for.
  private var isImpatient = false

  /// How long a thread may take to write a checkpoint: it looks every 20 ms, and writes one each second anyhow.
  static var patience: Interval { .seconds(2) }
  /// A wish that was not met is told again after this: its checkpoint may have been lost, or come too early.
  static var wishPeriod: Interval { .milliseconds(50) }

  init(devices: Int, robots: Int) {
    self.devices = Array(repeating: Device(), count: devices)
    self.robots = Array(repeating: Robot(), count: robots)
    taken = Array(repeating: 0, count: devices * robots)
  }

  mutating func begin(at now: Timestamp) {
    precondition(phase == .idle, "an episode begins after the one before has ended")
    for index in devices.indices {
      devices[index].isKept = false
      devices[index].isDone = false
    }
    for index in robots.indices { robots[index] = Robot() }
    enter(.startingDevices, at: now)
    advance(at: now)
  }

  mutating func end(at now: Timestamp) {
    switch phase {
    case .startingDevices, .startingRobots: enter(.ended, at: now)
    case .running:
      enter(.endingRobots, at: now)
      advance(at: now)
    case .idle, .endingRobots, .endingDevices, .ended: break
    }
  }

  /// Ends at once: nobody turns any more.
  mutating func endNow(at now: Timestamp) {
    if phase != .idle && phase != .ended { enter(.ended, at: now) }
  }

  mutating func reset() { phase = .idle }

  /// Looks at the time: a thread that gives no checkpoint is not waited for for ever.
  mutating func turn(now: Timestamp) {
    guard phase != .idle, phase != .running, phase != .ended else { return }
    isImpatient = now - phaseBegan >= EpisodeCut.patience
    if isImpatient { advance(at: now) }
  }

  /// Whose checkpoints are wanted now; nil where nobody's, or where it was said a moment ago.
  mutating func takeWish(now: Timestamp) -> CheckpointWish? {
    guard now >= wishAgain else { return nil }
    switch phase {
    case .idle, .running, .ended: return nil
    case .startingDevices, .endingDevices:
      wishAgain = now + EpisodeCut.wishPeriod
      return .devices
    case .startingRobots, .endingRobots:
      wishAgain = now + EpisodeCut.wishPeriod
      return .robots
    }
  }

  /// Whether a device's record belongs to the file.
  mutating func admits(_ device: DeviceID, _ kind: RecordKind, _ fields: RecordFields, now: Timestamp) -> Bool {
    let index = Int(device.index)
    if kind == .sample { devices[index].newest = fields.unsigned64(at: 8) }
    if kind == .checkpoint && phase == .startingDevices && !devices[index].isKept {
      devices[index].isKept = true
      devices[index].before = devices[index].newest
      advance(at: now)
      return true
    }
    guard devices[index].isKept else { return false }
    if kind == .checkpoint && phase == .endingDevices && hasAllTaken(of: index) {
      devices[index].isKept = false
      devices[index].isDone = true
      advance(at: now)
    }
    return true
  }

  /// Whether a robot's record belongs to the file.
  mutating func admits(_ robot: RobotID, _ kind: RecordKind, _ fields: RecordFields, now: Timestamp) -> Bool {
    let index = Int(robot.index)
    if kind == .tick, let tick = TickFields(fields) { note(tick, of: index) }
    if kind == .checkpoint && phase == .startingRobots && !robots[index].isKept && (isImpatient || hasCaughtUp(index)) {
      robots[index].isKept = true
      advance(at: now)
      return true
    }
    guard robots[index].isKept else { return false }
    if kind == .checkpoint && phase == .endingRobots {
      robots[index].isKept = false
      robots[index].isDone = true
      advance(at: now)
    }
    return true
  }

  private mutating func note(_ tick: TickFields, of robot: Int) {
    for run in 0..<tick.runs {
      let place = TickFields.firstRun + TickFields.runLength * run
      let device = Int(tick.fields.byte(at: place))
      guard device < devices.count else { continue }
      let count = UInt64(tick.fields.unsigned16(at: place + 2))
      taken[robot * devices.count + device] = tick.fields.unsigned64(at: place + 8) &+ count &- 1
    }
  }

  /// Whether the loop has taken every sample from before the file.
  private func hasCaughtUp(_ robot: Int) -> Bool {
    for device in devices.indices where taken[robot * devices.count + device] < devices[device].before { return false }
    return true
  }

  /// Whether the file has every sample of the device that a loop took.
  private func hasAllTaken(of device: Int) -> Bool {
    for robot in robots.indices where taken[robot * devices.count + device] > devices[device].newest { return false }
    return true
  }

  private mutating func advance(at now: Timestamp) {
    if phase == .startingDevices && (isImpatient || devices.allSatisfy(\.isKept)) {
      // A device without a checkpoint is kept from here: replay finds it at its first one.
      for index in devices.indices { devices[index].isKept = true }
      enter(.startingRobots, at: now)
    }
    if phase == .startingRobots && (robots.allSatisfy(\.isKept) || isImpatient && now - phaseBegan >= EpisodeCut.patience * 2) {
      for index in robots.indices { robots[index].isKept = true }
      enter(.running, at: now)
    }
    if phase == .endingRobots && (isImpatient || robots.allSatisfy(\.isDone)) {
      for index in robots.indices { robots[index].isKept = false }
      enter(.endingDevices, at: now)
    }
    if phase == .endingDevices && (isImpatient || devices.allSatisfy(\.isDone)) {
      for index in devices.indices { devices[index].isKept = false }
      enter(.ended, at: now)
    }
  }

  private mutating func enter(_ next: Phase, at now: Timestamp) {
    phase = next
    phaseBegan = now
    wishAgain = .never
    isImpatient = false
  }
}
