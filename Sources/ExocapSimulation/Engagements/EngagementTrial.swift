// Engagements/ engages a rig again and again from random poses, and holds what it sends and shows against what it may.

package import ExocapCore

/// A rig whose operator and robot stand anywhere, engaged over and over.
///
/// Each round: both are put somewhere while nobody follows, the groups are armed, and either they engage and follow a motion, or
/// they are too far apart and must refuse, naming the joint and the angle. Samples go straight into the loop's rings.
package struct EngagementTrial: ~Copyable {
  /// What a trial found.
  package struct Result: Sendable, Equatable {
    package var rounds = 0
    package var engaged = 0
    /// Rounds in which operator and robot were too far apart, and nothing engaged.
    package var refused = 0
    /// Rounds whose shown mismatch was not the one between what is wanted and where the robot stands.
    package var wrongTables = 0
    /// Groups that engaged too far apart, or did not though they were close.
    package var wrongAnswers = 0
    package var ticks = 0
    /// Set-points over a bound.
    package var violations = 0
    /// [-] The largest velocity, acceleration and jerk over the rig's bounds.
    package var velocity = 0.0
    package var acceleration = 0.0
    package var jerk = 0.0
    /// The first thing that was wrong, in words.
    package var first: String?
  }

  private let rig: Rig
  private var random: SeededRandom
  private var loop: ControlLoop
  private var senders: [SampleSender]
  private var requests: RingProducer<OperatorRequest>
  private let searcher: BranchSearcherBox?
  private let tap: RecordConsumerBox
  /// What each device measures, by stream.
  private var worn: [[[Double]]]
  /// [rad | m] Where the robot stands.
  private var pose: [Double]
  private var now = Timestamp(nanoseconds: 1_000_000_000)
  private var witnesses: [LimiterWitness]
  /// The last tick's record.
  private var last: TickRecord?
  private var rates: [Double]
  private var accelerations: [Double]
  private var result = Result()

  /// A trial of `given`, whose first robot is driven. Engaging needs no act here, and a disarmed robot is free.
  package init(rig given: Rig, seed: UInt64) {
    var rig = given
    rig.robots[0].engagement.isRemoteEngageAllowed = true
    rig.robots[0].engagement.holdsWhileDisarmed = false
    self.rig = rig
    random = SeededRandom(seed: seed)
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 64) }
    senders = rings.map { SampleSender($0) }
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    let tapRing = RecordRing(minimumBytes: 1 << 18)
    let search = BranchSearch()
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, search: search, tap: tapRing.makeProducer(), run: World.run)
    requests = requestRing.makeProducer()
    searcher = BranchSearcherBox(rig, search)
    tap = RecordConsumerBox(tapRing.makeConsumer())
    worn = rig.devices.map { device in device.profile.streams.map { stream in stream.values.map { _ in 0 } } }
    let robot = rig.robots[0]
    pose = robot.profile.joints.map { 0.5 * ($0.lower + $0.upper) }
    witnesses = robot.profile.joints.indices.map { LimiterWitness(robot.bounds(of: $0)) }
    rates = pose.map { _ in 0 }
    accelerations = rates
  }

  /// Engages `rounds` times.
  package mutating func run(rounds: Int) -> Result {
    for _ in 0..<50 { tick() }
    for _ in 0..<rounds { round() }
    return result
  }

  private mutating func round() {
    result.rounds += 1
    _ = requests.push(OperatorRequest(kind: .disengage, groups: .all))
    for _ in 0..<3_000 {
      tick()
      if isFree { break }
    }
    move(ticks: 150, amplitude: 0.5)
    for _ in 0..<150 { tick() }
    let isFar = random.chance(0.2)
    place(isFar: isFar)
    for _ in 0..<5 { tick() }
    _ = requests.push(OperatorRequest(kind: .engage, groups: .all))
    align()
    judge()
    if isEngaged { move(ticks: 150, amplitude: 0.3) }
  }

  /// Whether no group has weight.
  private var isFree: Bool { last?.weights.allSatisfy { $0 == 0 } ?? true }

  private var groups: [JointGroup] { JointGroup.allCases.filter { rig.robots[0].engagement.groups.has($0) } }

  /// Whether every group of the rig follows.
  private var isEngaged: Bool {
    guard let last else { return false }
    return groups.allSatisfy { last.states[Int($0.rawValue)] == EngagementState.engaged.rawValue }
  }

  /// Waits for the groups to engage, and holds the table of mismatches against the truth while they align.
  private mutating func align() {
    for _ in 0..<1_200 {
      let before = last
      tick()
      guard let last else { continue }
      for group in groups {
        let (was, state) = (before?.states[Int(group.rawValue)], last.states[Int(group.rawValue)])
        if state == EngagementState.aligning.rawValue { checkTable(last, group) }
        let begins = state == EngagementState.blending.rawValue && was == EngagementState.aligning.rawValue
        if begins, let found = mismatch(last, group), !isHand(group), found > rig.robots[0].engagement.largestMismatch {
          note("\(group.name) engaged \(found) rad away", wrong: \.wrongAnswers)
        }
      }
      if isEngaged { return }
    }
  }

  /// After alignment: those that did not engage must be too far away.
  private mutating func judge() {
    guard let last else { return }
    if isEngaged { result.engaged += 1 } else { result.refused += 1 }
    for group in groups where last.states[Int(group.rawValue)] == EngagementState.aligning.rawValue {
      guard let found = mismatch(last, group), found.isFinite, found <= rig.robots[0].engagement.largestMismatch else { continue }
      let obstacle = Obstacle(rawValue: last.obstacles[Int(group.rawValue)]).map { "\($0)" } ?? "?"
      note("\(group.name) did not engage \(found) rad away: \(obstacle)", wrong: \.wrongAnswers)
    }
  }

  private func isHand(_ group: JointGroup) -> Bool { group == .leftHand || group == .rightHand }

  /// [rad | m] The largest distance between what is wanted of a group and where its joints stand; nil where nothing is wanted.
  private func mismatch(_ tick: TickRecord, _ group: JointGroup) -> Double? {
    let robot = rig.robots[0]
    var worst: Double?
    for (joint, profile) in robot.profile.joints.enumerated() where profile.group == group && tick.wanted[joint].isFinite {
      if !isLed(joint) { continue }
      worst = max(worst ?? 0, abs(tick.wanted[joint] - pose[joint]))
    }
    return worst
  }

  /// Whether the operator moves a joint.
  private func isLed(_ joint: Int) -> Bool {
    let robot = rig.robots[0]
    let isSolved = robot.retargeting.contains { $0.group == robot.profile.joints[joint].group && $0.method != .map }
    return isSolved || !robot.map[joint].sources.isEmpty || isHand(robot.profile.joints[joint].group)
  }

  private mutating func checkTable(_ tick: TickRecord, _ group: JointGroup) {
    guard let found = mismatch(tick, group) else { return }
    let shown = tick.mismatches[Int(group.rawValue)]
    if abs(shown - found) > 1e-9 { note("\(group.name): mismatch \(found) is shown as \(shown)", wrong: \.wrongTables) }
  }

  private mutating func note(_ text: String, wrong: WritableKeyPath<Result, Int>) {
    result[keyPath: wrong] += 1
    if result.first == nil { result.first = "round \(result.rounds), \(text)" }
  }

  // MARK: Operator and robot

  /// Puts the free robot near where the operator wants it, or, of one joint, too far away.
  private mutating func place(isFar: Bool) {
    guard let last else { return }
    let robot = rig.robots[0]
    let most = robot.engagement.largestMismatch
    let led = pose.indices.filter {
      isLed($0) && groups.contains(robot.profile.joints[$0].group) && !isHand(robot.profile.joints[$0].group)
    }
    let far = led.isEmpty ? -1 : led[Int(random.below(UInt64(led.count)))]
    for (joint, profile) in robot.profile.joints.enumerated() {
      let bounds = robot.bounds(of: joint)
      let centre = last.wanted[joint].isFinite ? last.wanted[joint] : pose[joint]
      var offset = random.uniform(in: -0.6...0.6) * (isHand(profile.group) ? 0 : most)
      if isFar && joint == far { offset = (random.chance(0.5) ? 1 : -1) * random.uniform(in: 1.5...3) * most }
      pose[joint] = min(max(centre + offset, bounds.lower), bounds.upper)
    }
  }

  /// Moves every worn value smoothly to a random place near its middle.
  private mutating func move(ticks: Int, amplitude: Double) {
    let from = worn
    var to = worn
    for (device, described) in rig.devices.enumerated() {
      for (stream, profile) in described.profile.streams.enumerated() where profile.kind == .joints {
        for (index, value) in profile.values.enumerated() {
          let middle = value.lower.isFinite && value.upper.isFinite ? 0.5 * (value.lower + value.upper) : 0
          to[device][stream][index] = middle + random.uniform(in: -amplitude...amplitude)
        }
      }
    }
    for step in 1...ticks {
      let t = Double(step) / Double(ticks)
      let share = t * t * t * (10 + t * (6 * t - 15))
      for device in worn.indices {
        for stream in worn[device].indices {
          for value in worn[device][stream].indices {
            let (a, b) = (from[device][stream][value], to[device][stream][value])
            worn[device][stream][value] = a + share * (b - a)
          }
        }
      }
      tick()
    }
  }

  // MARK: Time

  private mutating func tick() {
    now = now + rig.robots[0].control.period
    result.ticks += 1
    for (device, described) in rig.devices.enumerated() {
      for (stream, profile) in described.profile.streams.enumerated() {
        send(device, stream, profile.kind, worn[device][stream])
      }
    }
    let state = rig.devices.count
    send(state, Int(RigRobot.jointStream.index), .joints, pose)
    send(state, Int(RigRobot.leaseStream.index), .lease, LeaseField.granted(to: World.run, epoch: 5))
    loop.step(now: now)
    searcher?.searcher.answerAll()
    watch()
  }

  private mutating func send(_ device: Int, _ stream: Int, _ kind: SampleKind, _ values: [Double]) {
    var sample = Sample(device: DeviceID(device), stream: StreamIndex(stream), kind: kind, count: values.count)
    sample.captured = now
    sample.arrived = now
    for index in values.indices where values[index].isFinite {
      sample.values[index] = values[index]
      sample.valid |= 1 << UInt64(index)
      sample.ages[index] = .zero
    }
    senders[device].send(&sample)
  }

  /// Reads what the tick tapped, holds it against the bounds, and lets the robot follow as far as it has to.
  private mutating func watch() {
    while let record = tap.consumer.front() {
      if record.kind == RecordKind.tick.rawValue, let read = unsafe TickRecord(record.bytes) { last = read }
      tap.consumer.advance()
    }
    guard let last else { return }
    let robot = rig.robots[0]
    for (joint, profile) in robot.profile.joints.enumerated() {
      let weight = last.weights[Int(profile.group.rawValue)]
      let position = last.limited[joint]
      guard weight > 0, position.isFinite, last.stepTime > 0 else {
        witnesses[joint].stand(at: position)
        (rates[joint], accelerations[joint]) = (0, 0)
        continue
      }
      if let broken = witnesses[joint].see(position, time: last.stepTime) { note("\(profile.name): \(broken)", wrong: \.violations) }
      let acceleration = (last.rates[joint] - rates[joint]) / last.stepTime
      let bounds = robot.bounds(of: joint)
      result.velocity = max(result.velocity, abs(last.rates[joint]) / bounds.velocity)
      result.acceleration = max(result.acceleration, abs(acceleration) / bounds.acceleration)
      result.jerk = max(result.jerk, abs(acceleration - accelerations[joint]) / last.stepTime / bounds.jerk)
      (rates[joint], accelerations[joint]) = (last.rates[joint], acceleration)
      pose[joint] += weight * (position - pose[joint])
    }
  }
}

/// The producing end of one device's ring, with the number of its last sample.
private final class SampleSender {
  private var producer: RingProducer<Sample>
  private var sequence: UInt64 = 0

  init(_ ring: Ring<Sample>) { producer = ring.makeProducer() }

  func send(_ sample: inout Sample) {
    sequence += 1
    sample.sequence = sequence
    _ = producer.push(sample)
  }
}

extension RigRobot {
  /// What a joint's set-point may do.
  func bounds(of joint: Int) -> JointBounds {
    JointBounds(
      lower: profile.joints[joint].lower + limits.margin[joint], upper: profile.joints[joint].upper - limits.margin[joint],
      velocity: limits.velocity[joint], acceleration: limits.acceleration[joint], jerk: limits.jerk[joint])
  }
}

extension LeaseField {
  /// What a gate says that has granted the lease to a run.
  static func granted(to run: UInt64, epoch: UInt32) -> [Double] {
    var lease = [Double](repeating: .nan, count: LeaseField.count)
    lease[LeaseField.gateState.rawValue] = Double(GateState.following.rawValue)
    lease[LeaseField.epoch.rawValue] = Double(epoch)
    lease[LeaseField.ownerRunLow.rawValue] = Double(run & 0xFFFF_FFFF)
    lease[LeaseField.ownerRunHigh.rawValue] = Double(run >> 32)
    return lease
  }
}
