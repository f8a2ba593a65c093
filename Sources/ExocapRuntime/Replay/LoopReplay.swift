internal import ExocapCore

/// One robot's control loop, driven by its recorded ticks.
struct LoopReplay: ~Copyable {
  let robot: RobotID
  private let stream: TapStream
  private var loop: ControlLoop
  private let rings: [Ring<Sample>]
  private var producers: ProducerTable
  private var requests: RingProducer<OperatorRequest>
  private var answers: RingProducer<BranchEscape.Answer>
  private var taps: RecordConsumer
  private var isLive = false
  private var hasBegun = false
  private let from: Timestamp
  private(set) var ticks = 0
  private(set) var identical = 0
  /// Ticks that could not be replayed: before a checkpoint, or with samples that the recording has lost.
  private(set) var skipped = 0
  /// Ticks at the end of a torn file, whose samples it lost.
  private(set) var cutOff = 0
  private(set) var checkpoints = 0
  private(set) var differences: [ReplayDifference] = []
  private(set) var differenceCount = 0
  /// How many records differ at each stage.
  private(set) var stages: [ReplayStage: Int] = [:]
  private(set) var isUnreadable: CheckpointFailure?
  /// The packet of every tick, in order, for `--paced`.
  private let onPacket: ((Timestamp, [UInt8]) -> Void)?
  /// [rad | m | N | -] Values that differ by less count as the same; 0: every bit must be.
  private let tolerance: Double

  init(
    rig: Rig, robot: RobotID, run: UInt64, stream: TapStream, from: Timestamp, tolerance: Double,
    onPacket: ((Timestamp, [UInt8]) -> Void)?
  ) {
    self.tolerance = tolerance
    self.robot = robot
    self.stream = stream
    self.from = from
    self.onPacket = onPacket
    rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: Self.samplesOfOneTick) }
    producers = ProducerTable(rings)
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    let tap = RecordRing(minimumBytes: 1 << 20)
    // What the loop searches for was answered when it was recorded: its own requests go nowhere.
    let search = BranchSearch()
    answers = search.answers.makeProducer()
    loop = ControlLoop(
      rig: rig, robot: robot, rings: rings, requests: requestRing, search: search, tap: tap.makeProducer(), run: run)
    requests = requestRing.makeProducer()
    taps = tap.makeConsumer()
  }

  /// Twice what the daemon's own rings hold.
  private static var samplesOfOneTick: Int { 512 }

  /// Replays one record. False at the end.
  mutating func advance(_ devices: inout DeviceReplays) -> Bool {
    guard let record = stream.take() else { return false }
    if record.lostBefore > 0 { isLive = false }
    switch record.kind {
    case .checkpoint: takeCheckpoint(record)
    case .tick: takeTick(record, &devices)
    case .change, .sent, .sample, .deviceEvent, .opened, .receive, .poll, .wrote, .request, .felt, .closed: break
    }
    return true
  }

  private mutating func takeCheckpoint(_ record: TapRecord) {
    if isLive {
      loop.writeCheckpoint(at: record.time)
      checkpoints += 1
      compare(record)
      return
    }
    guard record.time >= from, let checkpoint = record.checkpoint else { return }
    do throws(CheckpointFailure) {
      try loop.restore(checkpoint)
      isLive = true
      hasBegun = true
    } catch {
      isUnreadable = error
    }
  }

  private mutating func takeTick(_ record: TapRecord, _ devices: inout DeviceReplays) {
    guard record.time >= from else { return }
    if cutOff > 0 {
      cutOff += 1
      return
    }
    // Whoever asks to start later means a checkpoint after that.
    if from != .never && !hasBegun { return }
    ticks += 1
    guard isLive, let inputs = record.tickInputs else {
      isLive = false
      skipped += 1
      return
    }
    if let missing = feed(inputs.runs, &devices) {
      isLive = false
      let isCut = devices.hasReachedCut(missing)
      ticks -= isCut ? 1 : 0
      cutOff += isCut ? 1 : 0
      skipped += isCut ? 0 : 1
      return
    }
    for request in inputs.requests { _ = requests.push(request) }
    for answer in inputs.answers { _ = answers.push(answer) }
    loop.step(now: record.time)
    if let onPacket { onPacket(record.time, loop.packet.toArray()) }
    if compare(record) { identical += 1 }
  }

  /// Puts the samples that the recorded tick took into the loop's rings. Returns the device of which the recording lacks one.
  private mutating func feed(_ runs: [SampleRun], _ devices: inout DeviceReplays) -> DeviceID? {
    // All or nothing: samples left in the rings would be taken by the tick that replay goes on with.
    for run in runs where !devices.has(run) { return run.device }
    for run in runs {
      devices.give(run, to: &producers)
      devices.forget(run.device, before: run.first + UInt64(run.count), for: robot)
    }
    return nil
  }

  /// Holds what a call tapped against what it tapped when it was recorded. Whether all is the same.
  @discardableResult
  private mutating func compare(_ record: TapRecord) -> Bool {
    var expected = record
    var isFirst = true
    var isSame = true
    var isHidden = false
    while let found = taps.front() {
      defer { taps.advance() }
      guard let kind = RecordKind(rawValue: found.kind), !isHidden else { continue }
      if !isFirst {
        // Notes of sends stand between a tick and its changes only where a thread was late; they are not replayed.
        let following = stream.peek()
        // A gap right here hides what the tick changed.
        isHidden = following.map { $0.lostBefore > 0 } ?? stream.hasReachedCut
        if isHidden { continue }
        guard let following, following.kind == .change else {
          isSame = false
          note(record, nil, TapRecord(kind: kind, copying: found))
          continue
        }
        expected = following
        _ = stream.take()
      }
      isFirst = false
      if expected.isSame(as: found) { continue }
      let replayed = TapRecord(kind: kind, copying: found)
      if !replayed.isSame(as: expected, tolerance: tolerance) {
        isSame = false
        note(record, expected, replayed)
      }
    }
    return isSame
  }

  private mutating func note(_ call: TapRecord, _ recorded: TapRecord?, _ replayed: TapRecord) {
    differenceCount += 1
    let difference = ReplayDifference(time: call.time, source: .robot(robot), recorded: recorded, replayed: replayed)
    for stage in difference.stages { stages[stage, default: 0] += 1 }
    if differences.count < 16 { differences.append(difference) }
  }
}

/// The producing ends of a loop's rings, by device.
@safe
struct ProducerTable: ~Copyable {
  private let producers: UnsafeMutablePointer<RingProducer<Sample>>
  private let count: Int

  init(_ rings: [Ring<Sample>]) {
    count = rings.count
    unsafe producers = UnsafeMutablePointer<RingProducer<Sample>>.allocate(capacity: max(1, rings.count))
    for (index, ring) in rings.enumerated() { unsafe (producers + index).initialize(to: ring.makeProducer()) }
  }

  deinit {
    unsafe producers.deinitialize(count: count)
    unsafe producers.deallocate()
  }

  /// False where the ring is full.
  mutating func push(_ sample: Sample, to device: DeviceID) -> Bool { unsafe producers[Int(device.index)].push(sample) }
}
