// World/ puts the real core between simulated devices and a simulated robot, in virtual time. No thread, no clock, no sleep:
// the same seed gives the same bytes.

package import ExocapCore

/// A rig in virtual time: worn devices on bad cables, acquisitions, one control loop, a bad network, a robot behind its gate.
package struct World: ~Copyable {
  private let rig: Rig
  private let options: WorldOptions
  private var random: SeededRandom
  private var devices: [WorldDeviceBox] = []
  private var state: Acquisition
  private var loop: ControlLoop
  private let searcher: BranchSearcherBox?
  private var robot: WorldRobot
  private var toRobot: DatagramLink
  private var fromRobot: DatagramLink
  private var requests: RingProducer<OperatorRequest>
  private var taps: [RecordConsumerBox] = []
  private var person: WorldOperator
  private var take: WorldTake?
  private let wearing: Wearing
  private var imperfections: Imperfections
  private var checker: WorldChecker
  private let start: Timestamp
  private let end: Timestamp
  /// When every world begins that is not made of recorded calls.
  package static var start: Timestamp { Timestamp(nanoseconds: 1_000_000_000) }
  private var now: Timestamp
  private var dressDue: Timestamp = .never
  private var requestDue: Timestamp
  private var drainDue: Timestamp = .never
  private var lastTick: Timestamp = .never
  private var leadSequence: UInt64 = 0
  private var stalledUntil: Timestamp = .never
  private var loopCheckpointDue: Timestamp = .never
  private var costs: [Interval] = []
  /// The run that the loop's packets carry.
  package static var run: UInt64 { 0xE0 }

  /// A world of `rig`, whose first robot is driven.
  package init(rig: Rig, options: WorldOptions) {
    var random = SeededRandom(seed: options.seed)
    self.rig = rig
    self.options = options
    let recorded = World.calls(options.operation, rig)
    (start, end) = World.span(recorded.compactMap(\.?.span), options)
    now = start
    let faults = options.hasFaults
    var take = options.take.map { WorldTake($0, random: &random) }
    let sources = rig.sampleSources
    let rings = sources.map { _ in Ring<Sample>(minimumCapacity: options.ringCapacity) }
    let tapRings = (0...sources.count).map { _ in RecordRing(minimumBytes: options.tapBytes) }
    for index in rig.devices.indices {
      let line = take?.cable(of: index) ?? (faults ? BadLinkOptions(random: &random) : BadLinkOptions())
      devices.append(
        WorldDeviceBox(
          WorldDevice(
            rig: rig, id: DeviceID(index), profile: take?.profile(of: index, rig.devices[index].profile), options: line,
            recorded: recorded[index], outputs: [rings[index]], tap: tapRings[index], start: start, random: &random)))
    }
    let last = rig.devices.count
    state = Acquisition(rig: rig, device: DeviceID(last), outputs: [rings[last]], tap: tapRings[last].makeProducer())
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    let search = BranchSearch()
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, search: search, tap: tapRings[last + 1].makeProducer(),
      run: World.run)
    searcher = options.answersSearches ? BranchSearcherBox(rig, search) : nil
    requests = requestRing.makeProducer()
    taps = tapRings.map { RecordConsumerBox($0.makeConsumer()) }
    robot = WorldRobot(
      rig.robots[0], pose: World.startPose(rig.robots[0]), bandwidth: take?.bandwidth() ?? WorldRobot.usualBandwidth,
      holdsThings: options.holdsThings)
    let there = take?.network(fromRobot: false) ?? (faults ? DatagramLinkOptions(random: &random) : DatagramLinkOptions())
    toRobot = DatagramLink(options: there, random: random.split())
    let back = take?.network(fromRobot: true) ?? (faults ? DatagramLinkOptions(random: &random) : DatagramLinkOptions())
    fromRobot = DatagramLink(options: back, random: random.split())
    person = WorldOperator(options.operation, rig: rig, random: &random)
    wearing = Wearing(rig)
    checker = WorldChecker(rig.robots[0], sources: sources.count)
    requestDue = start + .milliseconds(300)
    self.random = random.split()
    imperfections = Imperfections(rig: rig, zeroError: options.zeroError, noise: options.angleNoise, random: &random)
    for box in devices { box.device.device.add(CountNoise(deviation: options.countNoise, random: random.split())) }
    self.take = take
    state.writeCheckpoint(at: start)
    state.opened(at: start)
  }

  /// The recorded calls of each worn device; nil where it is simulated.
  private static func calls(_ operation: WorldOptions.Operation, _ rig: Rig) -> [RecordedCalls?] {
    guard case .recorded(let records) = operation else { return rig.devices.map { _ in nil } }
    return rig.devices.indices.map { RecordedCalls($0 < records.count ? records[$0] : []) }
  }

  /// From when to when the world lasts.
  private static func span(
    _ spans: [(first: Timestamp, last: Timestamp)], _ options: WorldOptions
  ) -> (start: Timestamp, end: Timestamp) {
    guard let first = spans.map(\.first).min(), let last = spans.map(\.last).max() else {
      let start = Timestamp(nanoseconds: 1_000_000_000)
      return (start, start + options.duration)
    }
    return (first, min(last, first + options.duration))
  }

  private static func startPose(_ robot: RigRobot) -> [Double] {
    robot.profile.joints.map { joint in
      for side in ArmSide.allCases {
        for arm in ArmJoint.allCases where joint.name == arm.robotName(side) {
          return Wander.rest[arm.rawValue] * (side == .right && arm == .shoulderRoll ? -1 : 1)
        }
      }
      return 0
    }
  }

  /// Lets the whole session happen. `record` sees every record of every tap, in order within each.
  package mutating func run(_ record: (WorldRecord) -> Void) -> WorldReport {
    while now < end && !person.isOver(at: now, start: start) {
      now = max(nextEvent(), now + .microseconds(1))
      turn()
      if now >= drainDue {
        drainDue = now + .milliseconds(options.hasStalls ? 40 : 5)
        if take?.isDraining(at: now - start) ?? true { drain(record) }
      }
    }
    drain(record)
    checker.finish(accepted: robot.accepted)
    var report = checker.report
    report.start = start
    report.motionStart = person.motionStart
    report.tickCosts = costs
    return report
  }

  private mutating func nextEvent() -> Timestamp {
    var next = min(min(dressDue, person.isDetermined ? .distantFuture : requestDue), min(robot.nextEvent, drainDue))
    next = min(next, min(toRobot.nextArrival ?? .distantFuture, fromRobot.nextArrival ?? .distantFuture))
    for box in devices { next = min(next, box.device.nextEvent) }
    return max(min(next, tickDeadline), start)
  }

  private var period: Interval { rig.robots[0].control.period }

  private var tickDeadline: Timestamp {
    if lastTick == .never { return start }
    return max(lastTick + period + period / 2, stalledUntil)
  }

  private mutating func turn() {
    if now >= dressDue {
      dressDue = now + (person.isDetermined ? .milliseconds(1) : .milliseconds(2))
      let time = options.isRestless ? now - start : nil
      if let pose = take?.pose(at: now - start) ?? person.pose(at: now, start: start) {
        for box in devices { wearing.dress(&box.device.device, as: box.device.id, in: pose, at: time, with: &imperfections) }
      }
      spoilDevices()
    }
    for box in devices { box.device.advance(to: now) }
    if let report = robot.advance(to: now) { fromRobot.send(report, at: now) }
    for arrival in toRobot.receive(at: now) {
      if let answer = robot.receive(arrival.bytes, at: now) { fromRobot.send(answer, at: now) }
    }
    for arrival in fromRobot.receive(at: now) { state.receive(arrival.bytes.span, endsPacket: true, at: now) }
    if now >= requestDue { ask() }
    tickIfDue()
  }

  private mutating func tickIfDue() {
    if now < stalledUntil { return }
    let lead = rig.robots[0].control.lead.map { devices[Int($0.index)].device.acquisition.leadSequence } ?? 0
    let hasArrived = lead != leadSequence && (lastTick == .never || now - lastTick >= period / 2)
    guard hasArrived || now >= tickDeadline else { return }
    leadSequence = lead
    if now >= loopCheckpointDue {
      state.writeCheckpoint(at: now)
      loop.writeCheckpoint(at: now)
      loopCheckpointDue = now + .milliseconds(250)
    }
    let began = options.stopwatch?()
    loop.step(now: now)
    if let began, let ended = options.stopwatch?() { costs.append(ended - began) }
    for box in devices { box.device.feedback = loop.feedback }
    searcher?.searcher.answerAll()
    lastTick = now
    if person.isDetermined { serve() }
    send()
    if options.hasStalls && random.chance(0.002) { stalledUntil = now + random.interval(in: .milliseconds(5)...(.milliseconds(100))) }
  }

  /// Between sessions a person stands the free robot where the operator is, and the operator engages again.
  private mutating func serve() {
    let settings = rig.robots[0]
    for (joint, profile) in settings.profile.joints.enumerated() {
      let wanted = loop.wanted[joint]
      guard wanted.isFinite, settings.engagement.groups.has(profile.group) else { continue }
      guard loop.engagement.groups[Int(profile.group.rawValue)].weight == 0 else { continue }
      let bounds = settings.bounds(of: joint)
      robot.stand(joint, at: min(max(wanted, bounds.lower), bounds.upper))
    }
    guard person.look(at: loop, now: now), now >= requestDue else { return }
    requestDue = now + .milliseconds(100)
    _ = requests.push(OperatorRequest(kind: .engage, groups: .all))
  }

  /// Sends the tick's datagram; in a take also notes what became of it, as the control thread does.
  private mutating func send() {
    guard var take else {
      if loop.packet.count > 0 { toRobot.send(loop.packet.toArray(), at: now) }
      return
    }
    let (outcome, step, send) = take.send()
    if loop.packet.count > 0 && outcome == .taken { toRobot.send(loop.packet.toArray(), at: now) }
    loop.noteSent(outcome, began: now, stepped: now + step, sent: now + step + send, arrived: now)
    let stall = take.stall()
    if stall > .zero { stalledUntil = now + stall }
    self.take = take
  }

  /// What a take's defect does to devices now.
  private mutating func spoilDevices() {
    guard let take else { return }
    for (index, box) in devices.enumerated() {
      box.device.isMute = take.isMute(index, at: now - start)
      if let servo = take.deadServo(of: index, at: now - start) { box.device.kill(servo: servo) }
    }
  }

  /// What the operator asks for next, and when.
  private mutating func ask() {
    if person.isDetermined { return }
    if var take {
      requestDue = now + .milliseconds(20)
      if let kind = take.request(at: now - start) { _ = requests.push(OperatorRequest(kind: kind, groups: .all)) }
      self.take = take
      return
    }
    requestDue = now + random.interval(in: .milliseconds(100)...(.milliseconds(1500)))
    var kind = OperatorRequest.Kind.engage
    var groups = JointGroups.all
    if options.hasRequests && now - start > .milliseconds(800) {
      let kinds: [OperatorRequest.Kind] = [.engage, .engage, .engage, .disengage, .freeze, .unfreeze, .stop, .reset, .reset]
      kind = kinds[Int(random.below(UInt64(kinds.count)))]
      if random.chance(0.5) { groups = JointGroups(rawValue: UInt8(random.below(16))) }
    }
    _ = requests.push(OperatorRequest(kind: kind, groups: groups))
  }

  private mutating func drain(_ record: (WorldRecord) -> Void) {
    for (source, box) in taps.enumerated() {
      while let tapped = box.consumer.front() {
        if let kind = RecordKind(rawValue: tapped.kind) {
          let bytes = unsafe Array(tapped.bytes)
          let found = WorldRecord(source: source, kind: kind, lostBefore: tapped.lostBefore, bytes: bytes)
          checker.see(found)
          record(found)
        }
        box.consumer.advance()
      }
    }
  }
}

/// A place for a value that cannot be copied.
final class WorldDeviceBox {
  var device: WorldDevice
  init(_ device: consuming WorldDevice) { self.device = device }
}

/// A place for a value that cannot be copied.
final class RecordConsumerBox {
  var consumer: RecordConsumer
  init(_ consumer: consuming RecordConsumer) { self.consumer = consumer }
}

/// A place for a value that cannot be copied.
final class BranchSearcherBox {
  var searcher: BranchSearcher

  /// Nil where the first robot's arms cannot be searched for: a rig that was checked always can.
  init?(_ rig: Rig, _ search: BranchSearch) {
    guard let robot = rig.robots.first, let searcher = try? BranchSearcher(rig: rig, robot: robot, search: search) else { return nil }
    self.searcher = searcher
  }
}
