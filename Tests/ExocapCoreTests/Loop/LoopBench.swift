import ExocapCore

/// A whole control loop over `SmallRig` in virtual time, with an operator and a robot who are a few numbers.
///
/// One tick: the devices that are not silent send a sample of each stream, the robot its state, then the loop steps.
struct LoopBench: ~Copyable {
  let rig: Rig
  var loop: ControlLoop
  private var senders: SampleSenders
  private var requests: RingProducer<OperatorRequest>
  private var searcher: BranchSearcherBox?
  /// Whether branch searches are answered.
  var answersSearches = true
  private var tap: RecordConsumer
  var now = Timestamp(nanoseconds: 1_000_000_000)

  // The operator.
  /// [rad] Of the left and the right arm.
  var left = [0.1, -0.2]
  var right = [0.3, 0.4]
  /// 0 closed … 1 open.
  var trigger = 1.0
  /// [N]
  var force = 0.0
  var isLeftPressed = false
  var isRightPressed = false
  /// Devices that say nothing.
  var silent: Set<Int> = []

  // The robot.
  /// [rad | m] What it measures; NaN: it does not.
  var pose = [0.0, -0.1, 0.2, -0.25, 0.01]
  /// Whether it goes where it is told, as far as the weight says.
  var isFollowing = true
  var isRobotSilent = false
  /// Who holds the lease: ours where true, nobody else.
  var isOwner = true
  var epoch: UInt32 = 5

  /// Everything tapped, where wanted.
  var keepsRecords = false
  var records: [(kind: RecordKind, bytes: [UInt8])] = []

  init(_ rig: Rig = SmallRig.rig(), run: UInt64 = SmallRig.run) {
    self.rig = rig
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 64) }
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    let tapRing = RecordRing(minimumBytes: 1 << 18)
    let search = BranchSearch()
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, search: search, tap: tapRing.makeProducer(), run: run)
    searcher = BranchSearcherBox(rig, search)
    senders = SampleSenders(rings)
    requests = requestRing.makeProducer()
    tap = tapRing.makeConsumer()
  }

  /// A rig with other settings of engagement.
  static func with(_ change: (inout EngagementSettings) -> Void) -> Rig {
    var rig = SmallRig.rig()
    change(&rig.robots[0].engagement)
    return rig
  }

  // MARK: Time

  mutating func tick() {
    now = now + SmallRig.period
    sendSamples()
    step()
  }

  /// Only the loop, at `now`.
  mutating func step() {
    loop.step(now: now)
    settle()
  }

  /// What comes after a step: the robot moves, the tap is emptied.
  mutating func settle() {
    if answersSearches { searcher?.searcher.answerAll() }
    follow()
    drain()
  }

  /// A fresh loop with fresh rings, as another process would make it; operator, robot and numbering stay.
  mutating func restart() {
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 64) }
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    let tapRing = RecordRing(minimumBytes: 1 << 18)
    let search = BranchSearch()
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, search: search, tap: tapRing.makeProducer(), run: SmallRig.run)
    searcher = BranchSearcherBox(rig, search)
    senders = SampleSenders(rings, after: senders.sequences)
    requests = requestRing.makeProducer()
    tap = tapRing.makeConsumer()
  }

  mutating func run(milliseconds: Int) {
    for _ in 0..<milliseconds / 2 { tick() }
  }

  /// Ticks until `isDone`; false where that takes longer than `milliseconds`.
  mutating func wait(upTo milliseconds: Int, until isDone: (inout LoopBench) -> Bool) -> Bool {
    for _ in 0...milliseconds / 2 {
      if isDone(&self) { return true }
      tick()
    }
    return false
  }

  private mutating func follow() {
    guard isFollowing else { return }
    let joints = rig.robots[0].profile.joints
    for joint in joints.indices {
      let group = Int(joints[joint].group.rawValue)
      let q = loop.command.q[joint]
      if q.isFinite && pose[joint].isFinite { pose[joint] += loop.command.weight[group] * (q - pose[joint]) }
    }
  }

  private mutating func drain() {
    while let record = tap.front() {
      if keepsRecords, let kind = RecordKind(rawValue: record.kind) { records.append((kind, unsafe Array(record.bytes))) }
      tap.advance()
    }
  }

  // MARK: Samples

  mutating func sendSamples() {
    if !silent.contains(0) {
      send(0, 0, .joints, left)
      send(0, 1, .inputs, [isLeftPressed ? 1 : 0])
    }
    if !silent.contains(1) {
      send(1, 0, .joints, right)
      send(1, 1, .inputs, [trigger, isRightPressed ? 1 : 0])
    }
    if !silent.contains(2) { send(2, 0, .forces, [force]) }
    guard !isRobotSilent else { return }
    send(3, 0, .joints, pose)
    var lease = [Double](repeating: .nan, count: LeaseField.count)
    let run = isOwner ? SmallRig.run : 0
    lease[LeaseField.gateState.rawValue] = Double((isOwner ? GateState.following : .free).rawValue)
    lease[LeaseField.epoch.rawValue] = Double(epoch)
    lease[LeaseField.ownerRunLow.rawValue] = Double(run & 0xFFFF_FFFF)
    lease[LeaseField.ownerRunHigh.rawValue] = Double(run >> 32)
    send(3, 2, .lease, lease)
  }

  /// Sends a sample; a value that is NaN is not valid.
  mutating func send(_ device: Int, _ stream: Int, _ kind: SampleKind, _ values: [Double], captured: Timestamp? = nil) {
    var sample = Sample(device: DeviceID(device), stream: StreamIndex(stream), kind: kind, count: values.count)
    sample.captured = captured ?? now
    sample.arrived = now
    for index in values.indices where !values[index].isNaN {
      sample.values[index] = values[index]
      sample.valid |= 1 << UInt64(index)
      sample.ages[index] = .zero
    }
    send(&sample)
  }

  /// Sends a sample as it is, with the next number of its device.
  mutating func send(_ sample: inout Sample) { senders.send(&sample) }

  /// Leaves out numbers, as if a full ring had lost samples of the device.
  mutating func lose(_ count: UInt64, of device: Int) { senders.lose(count, of: device) }

  // MARK: The operator

  mutating func ask(_ kind: OperatorRequest.Kind, _ groups: JointGroups = .all) {
    let isTaken = requests.push(OperatorRequest(kind: kind, groups: groups))
    precondition(isTaken, "the request ring holds 64")
  }

  /// Presses both buttons for a tick, and lets them go for one.
  mutating func press() {
    isLeftPressed = true
    isRightPressed = true
    tick()
    isLeftPressed = false
    isRightPressed = false
    tick()
  }

  func state(_ group: JointGroup) -> EngagementState { loop.engagement.groups[Int(group.rawValue)].state }
  func reason(_ group: JointGroup) -> Reason { loop.engagement.groups[Int(group.rawValue)].reason }
  func obstacle(_ group: JointGroup) -> Obstacle { loop.engagement.groups[Int(group.rawValue)].obstacle }
  func weight(_ group: JointGroup) -> Double { loop.engagement.groups[Int(group.rawValue)].weight }
  func q(_ joint: Int) -> Double { loop.command.q.prefix(joint + 1)[joint] }

  /// Gets the lease and arms all groups.
  mutating func arm() {
    run(milliseconds: 20)
    ask(.engage)
    tick()
  }

  /// Brings the left arm into `state` by the shortest way.
  mutating func reach(_ state: EngagementState) {
    run(milliseconds: 20)
    if state == .disarmed { return }
    if state == .faulted {
      ask(.stop)
      tick()
      return
    }
    ask(.engage)
    tick()
    if state == .aligning { return }
    press()
    if state == .blending { return }
    run(milliseconds: 1_100)
    if state == .engaged { return }
    if state == .holding { ask(.freeze) } else { ask(.disengage) }
    tick()
  }
}

/// A place for a value that cannot be copied.
final class BranchSearcherBox {
  var searcher: BranchSearcher

  /// Nil where the robot's arms cannot be searched for.
  init?(_ rig: Rig, _ search: BranchSearch) {
    guard let searcher = try? BranchSearcher(rig: rig, robot: rig.robots[0], search: search) else { return nil }
    self.searcher = searcher
  }
}

/// The producing ends of a bench's rings, with the number of each device's last sample.
@safe
struct SampleSenders: ~Copyable {
  private let producers: UnsafeMutablePointer<RingProducer<Sample>>
  private(set) var sequences: [UInt64]

  init(_ rings: [Ring<Sample>], after given: [UInt64]? = nil) {
    sequences = given ?? [UInt64](repeating: 0, count: rings.count)
    unsafe producers = UnsafeMutablePointer<RingProducer<Sample>>.allocate(capacity: rings.count)
    for (index, ring) in rings.enumerated() { unsafe (producers + index).initialize(to: ring.makeProducer()) }
  }

  deinit {
    unsafe producers.deinitialize(count: sequences.count)
    unsafe producers.deallocate()
  }

  mutating func send(_ sample: inout Sample) {
    let device = Int(sample.device.index)
    sequences[device] += 1
    sample.sequence = sequences[device]
    _ = unsafe producers[device].push(sample)
  }

  mutating func lose(_ count: UInt64, of device: Int) { sequences[device] += count }
}
