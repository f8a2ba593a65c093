/// The runs of sample numbers that one tick took from one device's ring. A gap between runs is samples that were lost.
@frozen
package struct SampleRun: BitwiseCopyable, Sendable, Equatable {
  package var device: DeviceID
  /// How many samples, numbered without a gap from `first`.
  package var count: UInt16
  package var first: UInt64

  package init(device: DeviceID, first: UInt64) {
    self.device = device
    self.first = first
    count = 1
  }
}

/// What one tick took in: the race between threads, written down, so that replay has none.
package struct TickInputs: BitwiseCopyable, Sendable {
  /// Runs and requests of one tick that are kept; a tick that would need more leaves the rest to the next one.
  @inline(__always) package static var runCapacity: Int { 48 }
  @inline(__always) package static var requestCapacity: Int { 8 }
  /// One for each arm.
  @inline(__always) package static var answerCapacity: Int { 2 }

  package internal(set) var runs: InlineArray<48, SampleRun>
  package internal(set) var runCount: Int = 0
  package internal(set) var requests: InlineArray<8, OperatorRequest>
  package internal(set) var requestCount: Int = 0
  package internal(set) var answers = InlineArray<2, BranchEscape.Answer>(repeating: .none)
  package internal(set) var answerCount: Int = 0

  init() {
    runs = InlineArray(repeating: SampleRun(device: DeviceID(0), first: 0))
    requests = InlineArray(repeating: OperatorRequest(kind: .engage, groups: .none))
  }

  mutating func clear() {
    runCount = 0
    requestCount = 0
    answerCount = 0
  }

  /// Notes a sample that was taken. False where there is no room for another run.
  mutating func note(_ sequence: UInt64, of device: DeviceID) -> Bool {
    if runCount > 0 {
      let last = runs[runCount &- 1]
      if last.device == device && last.first &+ UInt64(last.count) == sequence && last.count < .max {
        runs[runCount &- 1].count = last.count &+ 1
        return true
      }
    }
    guard runCount < TickInputs.runCapacity else { return false }
    runs[runCount] = SampleRun(device: device, first: sequence)
    runCount &+= 1
    return true
  }

  /// Whether a sample of that number can be noted.
  func hasRoom(for sequence: UInt64, of device: DeviceID) -> Bool { runCount < TickInputs.runCapacity }
}

/// A tick, as a tap carries it: what went in, what was wanted, what is sent, and the packet.
///
/// Layout, little-endian: time i64, call u64, tick u64, faults u32, joints u16, runs u8, requests u8, packet length u16,
/// states 7 × u8, reasons 7 × u8, obstacles 7 × u8, answers u8, step time f64; runs (device u8, pad u8, count u16, pad u32, first u64);
/// requests (kind u8, groups u8); answers to branch searches (tick u64, arm u8, cost f64, joints 10 × f64); then per joint wanted f64, limited f64, rate f64, clipping u8; per group weight f64,
/// mismatch f64, wanted force f64, force f64; the packet's bytes.
package struct TickRecord: Sendable {
  package var time: Timestamp
  package var call: UInt64
  package var tick: UInt64
  package var faults: Fault
  package var states: [UInt8]
  package var reasons: [UInt8]
  package var obstacles: [UInt8]
  /// [s] What the limiter took as the length of the step.
  package var stepTime: Double
  package var runs: [SampleRun]
  package var requests: [OperatorRequest]
  package var answers: [BranchEscape.Answer]
  /// [rad | m] Where the operator wants each joint; NaN where nothing is known.
  package var wanted: [Double]
  /// [rad | m] What the limiter let through; NaN before a joint was seeded.
  package var limited: [Double]
  /// [rad/s | m/s]
  package var rates: [Double]
  package var clipping: [Clipping]
  package var weights: [Double]
  package var mismatches: [Double]
  package var wantedForces: [Double]
  package var forces: [Double]
  package var packet: [UInt8]

  /// Reads a record, or nil where it is too short to be one.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    time = reader.read(Timestamp.never)
    call = reader.read(UInt64(0))
    tick = reader.read(UInt64(0))
    faults = Fault(rawValue: reader.read(UInt32(0)))
    let joints = Int(reader.read(UInt16(0)))
    let runCount = Int(reader.read(UInt8(0)))
    let requestCount = Int(reader.read(UInt8(0)))
    let packetLength = Int(reader.read(UInt16(0)))
    states = (0..<7).map { _ in reader.read(UInt8(0)) }
    reasons = (0..<7).map { _ in reader.read(UInt8(0)) }
    obstacles = (0..<7).map { _ in reader.read(UInt8(0)) }
    let answerCount = Int(reader.read(UInt8(0)))
    stepTime = reader.read(0.0)
    runs = (0..<runCount).map { _ in
      var run = SampleRun(device: DeviceID(Int(reader.read(UInt8(0)))), first: 0)
      _ = reader.read(UInt8(0))
      run.count = reader.read(UInt16(0))
      _ = reader.read(UInt32(0))
      run.first = reader.read(UInt64(0))
      return run
    }
    requests = []
    for _ in 0..<requestCount {
      let kind = reader.read(UInt8(0))
      let groups = JointGroups(rawValue: reader.read(UInt8(0)))
      guard let known = OperatorRequest.Kind(rawValue: kind) else { return nil }
      requests.append(OperatorRequest(kind: known, groups: groups))
    }
    guard joints <= JointVector.capacity, answerCount <= TickInputs.answerCapacity else { return nil }
    answers = (0..<answerCount).map { _ in reader.readAnswer() }
    wanted = (0..<joints).map { _ in reader.read(0.0) }
    limited = (0..<joints).map { _ in reader.read(0.0) }
    rates = (0..<joints).map { _ in reader.read(0.0) }
    clipping = (0..<joints).map { _ in Clipping(rawValue: reader.read(UInt8(0))) }
    weights = (0..<7).map { _ in reader.read(0.0) }
    mismatches = (0..<7).map { _ in reader.read(0.0) }
    wantedForces = (0..<7).map { _ in reader.read(0.0) }
    forces = (0..<7).map { _ in reader.read(0.0) }
    packet = unsafe Array(reader.readBytes(packetLength))
    if reader.isShort { return nil }
  }
}

extension RecordReader {
  /// An answer to a branch search.
  fileprivate mutating func readAnswer() -> BranchEscape.Answer {
    var answer = BranchEscape.Answer.none
    answer.tick = self.read(UInt64(0))
    answer.arm = Int(self.read(UInt8(0)))
    answer.cost = self.read(0.0)
    for joint in 0..<10 { answer.joints[joint] = self.read(0.0) }
    return answer
  }
}
