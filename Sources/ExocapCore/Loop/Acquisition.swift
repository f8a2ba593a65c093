/// The work of a device's thread, less its reading and writing: bytes and time in, samples and requests out.
///
/// Every call is tapped in order; the calls and the configuration are all that the samples depend on.
package struct Acquisition: ~Copyable {
  package let device: DeviceID
  private let streamCount: Int
  private let leadStream: Int
  private var driver: DeviceDriver
  private var calibration: Calibration
  private var raw = RawSample()
  private let newest: SampleScratch
  private var outputs: SampleOutputs
  /// Of a device that has a clock.
  private var clock: ClockEstimate
  private let hasClock: Bool
  /// The driver's count of clock starts that `clock` belongs to.
  private var clockStarts: UInt32 = 0
  var tap: Tap
  /// The request to write after a `poll` that says so.
  package private(set) var request = PacketBuffer()
  /// The number of the last sample.
  package private(set) var sequence: UInt64 = 0
  /// The number of the last sample of the stream that ticks follow where this device leads: its fastest joints, or its fastest stream.
  package private(set) var leadSequence: UInt64 = 0
  /// Whom the calibration is of; without parts where it does not say.
  private var fingerprint: DeviceIdentity
  private var identityChanges: UInt32 = 0
  /// Whether the device is another unit than the calibration's: then no value of it is valid.
  package private(set) var isOtherUnit = false
  /// Whether its pose is not believed: as above.
  package private(set) var isDistrusted = false
  private let scratch = CheckpointScratch()

  /// Made on the device's thread. `outputs`: one ring for each robot that the device drives.
  package init(
    rig: Rig, device: DeviceID, outputs: [Ring<Sample>], tap: consuming RecordProducer
  ) {
    let profile = rig.sampleSources[Int(device.index)]
    let index = Int(device.index)
    let numbers = index < rig.devices.count ? rig.devices[index].calibration : nil
    self.device = device
    fingerprint = numbers?.fingerprint ?? DeviceIdentity()
    streamCount = profile.streams.count
    leadStream = Acquisition.leadStream(of: profile)
    let robot = index < rig.devices.count ? nil : rig.robots[index - rig.devices.count]
    driver = DeviceDriver(
      profile.wire, line: profile.line, robot: robot?.link.robot, jointMapHash: robot?.profile.jointMapHash)
    calibration = Calibration(profile: profile, calibration: numbers, device: device)
    newest = SampleScratch(profile: profile, device: device)
    self.outputs = SampleOutputs(outputs)
    let deviceClock = profile.clock
    clock = ClockEstimate(tick: deviceClock?.tick ?? 1)
    hasClock = deviceClock != nil
    self.tap = Tap(tap)
  }

  private static func leadStream(of profile: DeviceProfile) -> Int {
    func fastest(_ streams: [Int]) -> Int? { streams.max { profile.streams[$0].rate < profile.streams[$1].rate } }
    return fastest(profile.streams.indices.filter { profile.streams[$0].kind == .joints }) ?? fastest(Array(profile.streams.indices)) ?? 0
  }

  /// Takes note that the port is open.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    tap.call(.opened, at: now)
    driver.opened(at: now)
    isDistrusted = false
  }

  /// Takes the bytes of one read, that arrived at `arrival`. `endsPacket`: the transport keeps packets apart and this is the end of one.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ bytes: Span<UInt8>, endsPacket: Bool, at arrival: Timestamp) {
    tap.receive(bytes, endsPacket: endsPacket, at: arrival)
    var start = 0
    while let next = driver.receive(bytes, from: start, at: arrival, into: &raw) {
      emit()
      start = next
    }
    if endsPacket && driver.endPacket(at: arrival, into: &raw) { emit() }
    if hasClock, let ping = driver.takePing() { clock.takePing(ticks: ping.ticks, sent: ping.sent, received: ping.received) }
  }

  /// Lets the driver ask, if its deadline has come. True where `request` holds bytes to write; then `wrote` must follow.
  /// Before the deadline a poll changes nothing, so it is not tapped.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp) -> Bool {
    guard now >= driver.deadline else { return false }
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    tap.poll(request, at: now)
    if outcome.hasSample { emit() }
    return outcome.hasRequest
  }

  /// Takes what the port answered to the request of the last `poll`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    tap.call(.wrote, at: now, byte: outcome.rawValue)
    driver.wrote(outcome, at: now)
  }

  /// Takes what the robot's hand feels [N]; NaN where that is not known.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func feel(_ newtons: Double, at now: Timestamp) {
    tap.felt(newtons, at: now)
    driver.feel(newtons, at: now)
  }

  /// Takes a person's request to the device.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func take(_ request: DeviceRequest, at now: Timestamp) {
    tap.call(.request, at: now, byte: request.rawValue)
    driver.request(request, at: now)
    switch request {
    case .tare: calibration.beginTare(at: now)
    case .distrust: isDistrusted = true
    case .trust: isDistrusted = false
    case .ping, .setUp, .blink: break
    }
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    tap.call(.closed, at: now)
    driver.closed(at: now)
  }

  /// When `poll` next wants to be called.
  package var deadline: Timestamp {
    mutating get { driver.deadline }
  }

  /// What was seen on the wire.
  package var counters: DriverCounters {
    mutating get { driver.counters }
  }

  /// What the nodes of a bus are like now.
  package var busState: BusState {
    mutating get { driver.busState }
  }

  /// How the device's clock stands to ours; nothing known where it has none.
  package var clockState: ClockState {
    mutating get {
      guard hasClock else { return ClockState() }
      return ClockState(
        isSettled: clock.isSettled, isTwoWay: clock.isTwoWay, drift: clock.drift, bias: clock.correction, residual: clock.residual)
    }
  }

  /// What node `index` of a bus did.
  package mutating func node(_ index: Int) -> NodeCounters { driver.node(index) }

  /// Who the device says it is.
  package var identity: DeviceIdentity {
    mutating get { driver.identity }
  }

  /// Samples that a full ring did not take.
  package var lostSamples: UInt64 { outputs.lost }
  /// Tap records that a full ring did not take.
  package var lostRecords: UInt64 { tap.lost }

  /// Turns the completed raw sample into one sample for each stream.
  private mutating func emit() {
    let captured = hasClock ? takeClock() : raw.arrived
    if driver.identityChanges != identityChanges { compareUnits() }
    for stream in 0..<streamCount {
      let sample = unsafe newest.sample(stream)
      if driver.kind == .link {
        guard driver.link.streams & (1 &<< UInt8(truncatingIfNeeded: stream)) != 0 else { continue }
        unsafe driver.link.fill(stream: stream, into: &sample.pointee)
      } else {
        guard raw.streams & (1 &<< UInt64(truncatingIfNeeded: stream)) != 0 else { continue }
        unsafe calibration.apply(&raw, stream: stream, into: &sample.pointee)
        unsafe sample.pointee.captured = captured
      }
      if isOtherUnit || isDistrusted { unsafe sample.pointee.valid = 0 }
      sequence = sequence &+ 1
      unsafe sample.pointee.sequence = sequence
      if stream == leadStream { leadSequence = sequence }
      unsafe outputs.push(sample)
      unsafe tap.sample(sample)
    }
    while let event = calibration.takeEvent() { writeEvent(event) }
  }

  /// When the raw sample was measured: by the device's clock, or its arrival where this message has none.
  private mutating func takeClock() -> Timestamp {
    guard raw.deviceTicks != 0 else { return raw.arrived }
    if driver.clockStarts != clockStarts {
      clockStarts = driver.clockStarts
      clock.reset()
    }
    return clock.take(ticks: raw.deviceTicks, arrival: raw.arrived)
  }

  /// Compares who the device says it is with whom the calibration is of.
  private mutating func compareUnits() {
    identityChanges = driver.identityChanges
    var identity = driver.identity
    isOtherUnit = identity.firstDifference(from: &fingerprint) != nil
  }

  private mutating func writeEvent(_ event: CalibrationEvent) {
    guard let memory = unsafe tap.reserve(DeviceEventRecord.length) else { return }
    var writer = unsafe RecordWriter(memory, capacity: DeviceEventRecord.length)
    writer.append(raw.arrived)
    writer.append(device.index)
    writer.append(event.kind.rawValue)
    writer.append(event.stream.index)
    writer.append(event.value)
    writer.append(event.amount)
    tap.commit(writer.count, kind: .deviceEvent)
  }

  /// Saves or restores everything that the next sample depends on.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5551_4341, version: 3)  // ACQU
    archive.field(&sequence)
    archive.field(&identityChanges)
    archive.field(&isOtherUnit)
    archive.field(&isDistrusted)
    archive.field(&raw)
    driver.checkpoint(&archive)
    calibration.checkpoint(&archive)
    newest.checkpoint(&archive)
    if hasClock {
      archive.field(&clockStarts)
      clock.checkpoint(&archive)
    }
  }

  /// Writes a checkpoint into the tap, between two calls.
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
