// Replay/ feeds a recording through the core again and compares what comes out. It knows no port and no clock.

internal import ExocapCore

/// One device's thread, driven by its recorded calls.
///
/// The samples that come out wait in `samples` until every loop has taken them.
struct DeviceReplay: ~Copyable {
  let device: DeviceID
  private let stream: TapStream
  private var acquisition: Acquisition
  private var produced: RingConsumer<Sample>
  private var taps: RecordConsumer
  /// Samples in order of their numbers; those below `firstNumber` are gone.
  private var samples: [Sample] = []
  private var firstNumber: UInt64 = 0
  /// Whether a checkpoint was restored since the last gap: before it nothing can be replayed.
  private var isLive = false
  private(set) var differences: [ReplayDifference] = []
  private(set) var calls = 0
  private(set) var checkpoints = 0
  private(set) var isUnreadable: CheckpointFailure?
  /// [rad | m | N | -] Values that differ by less count as the same; 0: every bit must be.
  private let tolerance: Double
  private(set) var differenceCount = 0
  /// How many records differ at each stage.
  private(set) var stages: [ReplayStage: Int] = [:]

  init(rig: Rig, device: DeviceID, stream: TapStream, tolerance: Double) {
    self.device = device
    self.stream = stream
    self.tolerance = tolerance
    let ring = Ring<Sample>(minimumCapacity: Self.samplesOfOneCall(rig.sampleSources[Int(device.index)].wire))
    let tap = RecordRing(minimumBytes: 1 << 20)
    acquisition = Acquisition(rig: rig, device: device, outputs: [ring], tap: tap.makeProducer())
    produced = ring.makeConsumer()
    taps = tap.makeConsumer()
  }

  /// What one read of at most `AcquireThread.readCapacity` bytes may bring: a line has two bytes at least, a packet more than eight a sample.
  private static func samplesOfOneCall(_ wire: WireProtocol) -> Int {
    if case .text = wire { AcquireThread.readCapacity / 2 } else { AcquireThread.readCapacity / 8 }
  }

  /// Whether the recording can give the samples of `run`; replays as far as they are.
  mutating func has(_ run: SampleRun) -> Bool {
    let (end, overflow) = run.first.addingReportingOverflow(UInt64(run.count))
    if overflow { return false }
    while firstNumber + UInt64(samples.count) < end || firstNumber == 0 {
      guard advance() else { return false }
    }
    return run.first >= firstNumber && firstNumber + UInt64(samples.count) >= end
  }

  /// Puts the samples of `run`, which are there, into a loop's ring. Mutating: a borrow of all this would copy it.
  mutating func give(_ run: SampleRun, to producers: inout ProducerTable) {
    let first = Int(run.first - firstNumber)
    // A tick never took more than a ring holds; a file that says so replays otherwise.
    for index in first..<first + Int(run.count) { _ = producers.push(samples[index], to: device) }
  }

  /// Drops samples that no loop will ask for again.
  mutating func forget(before number: UInt64) {
    guard number > firstNumber, !samples.isEmpty else { return }
    let count = min(samples.count, Int(number - firstNumber))
    if count < 512 && count < samples.count { return }
    samples.removeFirst(count)
    firstNumber += UInt64(count)
  }

  /// Whether the recording was cut off before what is sought.
  var hasReachedCut: Bool { stream.hasReachedCut }

  /// Replays what is left.
  mutating func finish() { while advance() {} }

  /// Replays one recorded call and compares what it tapped. False at the end.
  private mutating func advance() -> Bool {
    guard let record = stream.take() else { return false }
    if record.lostBefore > 0 { isLive = false }
    if record.kind == .checkpoint && !isLive {
      resume(record)
      return true
    }
    guard isLive else { return true }
    switch record.kind {
    case .sample, .deviceEvent: return true  // Compared with what the call before it produced.
    case .checkpoint:
      acquisition.writeCheckpoint(at: record.time)
      checkpoints += 1
    case .opened: acquisition.opened(at: record.time)
    case .closed: acquisition.closed(at: record.time)
    case .receive: receive(record)
    case .poll: _ = acquisition.poll(now: record.time)
    case .felt: acquisition.feel(record.newtons, at: record.time)
    case .wrote: acquisition.wrote(WriteOutcome(rawValue: record.byte) ?? .failed, at: record.time)
    case .request:
      if let request = DeviceRequest(rawValue: record.byte) { acquisition.take(request, at: record.time) }
    case .tick, .sent, .change: return true
    }
    calls += 1
    collect()
    compare(record)
    return true
  }

  private mutating func resume(_ record: TapRecord) {
    guard let checkpoint = record.checkpoint else { return }
    do throws(CheckpointFailure) {
      try acquisition.restore(checkpoint)
    } catch {
      isUnreadable = error
      return
    }
    isLive = true
    samples.removeAll(keepingCapacity: true)
    firstNumber = acquisition.sequence + 1
  }

  private mutating func receive(_ record: TapRecord) {
    let header = 17
    let endsPacket = record.bytes[16] != 0
    let bytes = record.bytes.span.extracting(droppingFirst: header)
    acquisition.receive(bytes, endsPacket: endsPacket, at: record.time)
  }

  private mutating func collect() {
    while let sample = unsafe produced.front() {
      unsafe samples.append(sample.pointee)
      produced.advance()
    }
  }

  /// Holds the records that a call produced against those that it produced when it was recorded.
  private mutating func compare(_ record: TapRecord) {
    var expected = record
    var isFirst = true
    var isHidden = false
    while let found = taps.front() {
      defer { taps.advance() }
      guard let kind = RecordKind(rawValue: found.kind), !isHidden else { continue }
      if !isFirst {
        let following = stream.peek()
        // A gap right here hides what the call produced; the next checkpoint goes on.
        isHidden = following.map { $0.lostBefore > 0 } ?? stream.hasReachedCut
        if isHidden { continue }
        guard let following, following.kind == .sample || following.kind == .deviceEvent else {
          note(record, nil, TapRecord(kind: kind, copying: found))
          continue
        }
        expected = following
        _ = stream.take()
      }
      isFirst = false
      if expected.isSame(as: found) { continue }
      let replayed = TapRecord(kind: kind, copying: found)
      if !replayed.isSame(as: expected, tolerance: tolerance) { note(record, expected, replayed) }
    }
  }

  private mutating func note(_ call: TapRecord, _ recorded: TapRecord?, _ replayed: TapRecord) {
    differenceCount += 1
    let difference = ReplayDifference(time: call.time, source: .device(device), recorded: recorded, replayed: replayed)
    for stage in difference.stages { stages[stage, default: 0] += 1 }
    if differences.count < 16 { differences.append(difference) }
  }
}
