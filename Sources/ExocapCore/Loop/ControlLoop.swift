/// The work of a robot's control thread, less its waiting and its sending: samples and requests in, one packet out a tick.
///
/// Freshness ▸ retargeter ▸ tracker ▸ engagement ▸ limiter ▸ controller driver. `step` is the only call that changes what is sent.
package struct ControlLoop: ~Copyable {
  package let robot: RobotID
  private let stateDevice: DeviceID
  private let joints: Int
  private let period: Interval
  private let stiffness: JointVector
  private let damping: JointVector

  private var inputs: SampleInputs
  private var requests: RingConsumer<OperatorRequest>
  private var answers: RingConsumer<BranchEscape.Answer>
  private var searches: RingProducer<BranchEscape.Request>
  private var streams: StreamTable
  package private(set) var retargeter: Retargeter
  private var grips: GripRetargeter
  package private(set) var engagement: Engagement
  private var limiter: CommandLimiter
  private var gravity: GravityFeedForward
  private var lease: Lease
  private var controller: LinkController
  var tap: Tap

  /// The number of ticks so far.
  package private(set) var tick: UInt64 = 0
  /// What is wrong, as of the last tick.
  package private(set) var faults = Fault.none
  /// The packet to send after `step`; empty where there is nothing to say.
  package private(set) var packet = PacketBuffer()
  var taken = TickInputs()
  var asked = RetargetingTick()
  /// [rad | m] Where the operator wants each joint, as of the last tick; NaN where nothing is known.
  package internal(set) var wanted = JointVector.absent
  var wantedForce = InlineArray<7, Double>(repeating: .nan)
  var goal = JointVector.absent
  var clipping = InlineArray<64, Clipping>(repeating: .none)
  package private(set) var command: Command
  /// What the robot's hands feel, as of the last tick.
  package private(set) var feedback = Feedback()
  private var view = RobotView()
  private var lastTick: Timestamp = .never
  private var stepTime = 0.0
  private let scratch = CheckpointScratch()

  /// Made on the thread that turns it. `rings` are in the order of `rig.sampleSources`; `run` is random at each start.
  ///
  /// `rig` was read and checked; whoever answers branch searches has the other ends of `search`.
  package init(
    rig: Rig, robot: RobotID, rings: [Ring<Sample>], requests: Ring<OperatorRequest>, search: BranchSearch = BranchSearch(),
    tap: consuming RecordProducer, run: UInt64
  ) {
    let settings = rig.robots[Int(robot.index)]
    let profile = settings.profile
    let sources = rig.sampleSources
    self.robot = robot
    stateDevice = rig.stateDevice(of: robot)
    joints = profile.joints.count
    period = settings.control.period
    stiffness = JointVector(profile.joints.map(\.kp))
    damping = JointVector(profile.joints.map(\.kd))
    inputs = SampleInputs(rings)
    self.requests = requests.makeConsumer()
    streams = StreamTable(devices: sources)
    answers = search.answers.makeConsumer()
    searches = search.requests.makeProducer()
    let retargeter = ControlLoop.retargeter(rig, settings)
    let joints = JointSources(profile: profile, map: settings.map, grips: settings.grips, solved: retargeter.solvedJoints())
    engagement = Engagement(profile: profile, sources: joints, settings: settings.engagement)
    self.retargeter = retargeter
    grips = GripRetargeter(profile: profile, grips: settings.grips, state: rig.stateDevice(of: robot))
    limiter = CommandLimiter(profile: profile, limits: settings.limits, period: settings.control.period)
    gravity = GravityFeedForward(profile: profile, isEnabled: settings.control.isGravityCompensated)
    lease = Lease(run: run)
    controller = LinkController(settings: settings.link, profile: profile, run: run)
    self.tap = Tap(tap)
    command = Command(count: profile.joints.count)
  }

  private static func retargeter(_ rig: Rig, _ robot: RigRobot) -> Retargeter {
    do throws(RetargetingError) { return try Retargeter(rig: rig, robot: robot) } catch {
      preconditionFailure("a rig is checked before it runs: \(error)")
    }
  }

  /// One tick. Never blocks, never allocates.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func step(now given: Timestamp) {
    let now = max(given, lastTick)
    tick = tick &+ 1
    faults = lastTick != .never && now - lastTick > period + period / 2 ? .late : .none
    asked.elapsed = lastTick == .never ? 0 : (now - lastTick).seconds
    lastTick = now
    engagement.beginTick()
    takeInputs(now: now)
    stepTime = limiter.stepTime(now: now)
    lookAtRobot(now: now)
    retarget(now: now)
    engagement.tick(
      now: now, time: stepTime, wanted: &wanted, robot: &view, streams: &streams, limiter: &limiter, grips: &grips, goal: &goal)
    fillCommand(now: now)
    encode(now: now)
    feel(now: now)
    noteFaults()
    writeTick(at: now)
    writeChanges(at: now)
  }

  private mutating func takeInputs(now: Timestamp) {
    taken.clear()
    if inputs.drain(into: &streams, lease: &lease, leaseDevice: stateDevice, inputs: &taken) { faults.insert(.samplesLost) }
    while taken.requestCount < TickInputs.requestCapacity, let request = requests.pop() {
      taken.requests[taken.requestCount] = request
      taken.requestCount &+= 1
      engagement.take(request, now: now)
    }
    while taken.answerCount < TickInputs.answerCapacity, let answer = answers.pop() {
      taken.answers[taken.answerCount] = answer
      taken.answerCount &+= 1
    }
  }

  /// Asks every retargeter where the operator wants the robot.
  private mutating func retarget(now: Timestamp) {
    asked.now = now
    asked.number = tick
    asked.step = stepTime
    asked.following = engagement.following
    asked.armed = engagement.armed
    for joint in 0..<joints {
      asked.standing[joint] = engagement.hasWeight(joint) ? limiter.position(joint) : view.position[joint]
    }
    asked.answers = taken.answers
    asked.answerCount = taken.answerCount
    retargeter.retarget(&streams, &asked, into: &wanted)
    for index in 0..<retargeter.searchCount { _ = searches.push(retargeter.search(index)) }
    grips.retarget(&streams, time: stepTime, into: &wanted, force: &wantedForce)
  }

  private mutating func lookAtRobot(now: Timestamp) {
    let state = unsafe streams.state(stateDevice, RigRobot.jointStream)
    let staleAfter = unsafe state.pointee.staleAfter
    for joint in 0..<joints {
      // A joint that the robot does not measure any more is not where it was.
      let isMeasured = unsafe now - state.pointee.measured[joint] <= staleAfter
      unsafe view.position[joint] = isMeasured ? state.pointee.values[joint] : .nan
    }
    view.isFresh = unsafe state.pointee.captured != .never && now - state.pointee.captured <= staleAfter
    view.hasLease = lease.isGranted
  }

  private mutating func fillCommand(now: Timestamp) {
    limiter.limit(&goal, time: stepTime, into: &command, clipping: &clipping)
    command.engaged = .none
    for index in 0..<JointGroup.count {
      guard let group = JointGroup(rawValue: UInt8(truncatingIfNeeded: index)) else { continue }
      let state = engagement.groups[index].state
      let newtons = state.isActive ? wantedForce[index] : Double.nan
      command.gripForce[index] = limiter.limitForce(newtons, group: group, time: stepTime, clipping: &clipping)
      command.weight[index] = engagement.groups[index].weight
      if state.isActive { command.engaged.formUnion(JointGroups(group)) }
    }
    for joint in 0..<joints {
      command.kp[joint] = stiffness[joint]
      command.kd[joint] = damping[joint]
    }
    gravity.fill(&command)
    engagement.noteTracking(now: now, command: &command, robot: &view)
  }

  /// Nobody who is not engaged feels anything.
  private mutating func feel(now: Timestamp) {
    let forces = unsafe streams.state(stateDevice, RigRobot.forceStream)
    feedback.tick = tick
    for index in 0..<JointGroup.count {
      let isMeasured = unsafe now - forces.pointee.measured[index] <= forces.pointee.staleAfter
      let isFelt = isMeasured && engagement.groups[index].state.isActive
      unsafe feedback.gripForce[index] = isFelt ? forces.pointee.values[index] : .nan
    }
  }

  private mutating func encode(now: Timestamp) {
    packet.clear()
    switch lease.turn(wanted: !engagement.hasLetGo, take: engagement.isAnyArmed, now: now) {
    case .none: break
    case .claim(let take): controller.encodeClaim(take: take, source: .operator, now: now, into: &packet)
    case .giveBack(let epoch): controller.encodeReturn(epoch: epoch, source: .operator, now: now, into: &packet)
    case .command(let epoch):
      controller.encode(&command, epoch: epoch, source: .operator, captured: newestCapture(), now: now, into: &packet)
    }
  }

  /// When the newest reading behind the command was measured; `.never` where there is none.
  private mutating func newestCapture() -> Timestamp {
    var newest = Timestamp.never
    for run in 0..<taken.runCount {
      let device = taken.runs[run].device
      if device == stateDevice { continue }
      newest = unsafe max(newest, streams.state(device, StreamIndex(0)).pointee.captured)
    }
    return newest
  }

  private mutating func noteFaults() {
    for joint in 0..<joints where clipping[joint] != .none {
      faults.insert(clipping[joint].contains(.notFinite) ? .notFinite : .limited)
    }
    if retargeter.hasRefused { faults.insert(.glitch) }
    if !view.isFresh { faults.insert(.robotStale) }
    if !view.hasLease { faults.insert(.noLease) }
    faults.formUnion(engagement.faults)
  }

  /// Whether the gate has granted us the lease, as far as we know.
  package var hasLease: Bool { lease.isGranted }
  /// What was granted last; 0 before.
  package var epoch: UInt32 { lease.epoch }
  /// Tap records that a full ring did not take.
  package var lostRecords: UInt64 { tap.lost }
  /// Whether a `leave` was taken, every weight is down and the lease is given back.
  package var hasLeft: Bool { mutating get { engagement.hasLetGo && lease.state == .unclaimed } }

  /// What a tick writes into its record besides the command.
  var recordedStepTime: Double { stepTime }

  /// Saves or restores everything that the next tick depends on.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x504F_4F4C, version: 2)  // LOOP
    archive.field(&tick)
    archive.field(&lastTick)
    archive.field(&wantedForce)
    archive.field(&goal)
    archive.field(&wanted)
    inputs.checkpoint(&archive)
    streams.checkpoint(&archive)
    retargeter.checkpoint(&archive)
    grips.checkpoint(&archive)
    engagement.checkpoint(&archive)
    limiter.checkpoint(&archive)
    lease.checkpoint(&archive)
    controller.checkpoint(&archive)
  }

  /// Writes a checkpoint into the tap, between two ticks.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func writeCheckpoint(at now: Timestamp) {
    let archive = unsafe scratch.archive
    unsafe archive.pointee.beginWriting()
    unsafe checkpoint(&archive.pointee)
    unsafe tap.checkpoint(archive.pointee, at: now)
  }

  /// Goes on from a checkpoint record, as a tap carries it. Not on the real-time path.
  package mutating func restore(_ record: CheckpointRecord) throws(CheckpointFailure) {
    var archive = CheckpointArchive()
    unsafe record.state.withUnsafeBytes { unsafe archive.beginReading($0) }
    checkpoint(&archive)
    if let failure = archive.failure { throw failure }
    guard archive.isComplete else { throw CheckpointFailure(tag: 0, version: 0, foundTag: 0, foundVersion: 0) }
    tap.resume(from: record.call)
  }
}
