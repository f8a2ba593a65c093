/// What a gate found in a datagram.
struct GateFinding: BitwiseCopyable, Sendable {
  var input: GateInput
  var reason: LinkReason = .none
  var run: UInt64 = 0
  var sequence: UInt64 = 0
  var source: UInt8 = 0
  var operatorID: UInt32 = 0
  var delay: Interval = .nanoseconds(-1)

  init(input: GateInput) { self.input = input }
}

/// The checks that a gate makes of each datagram, with the memory that they need: sequences and delays by run.
struct GateInspection: ~Copyable {
  private var expectation: LinkExpectation
  private var header: LinkHeader
  private var filter = LinkDelayFilter()
  private let jointCount: Int
  /// Runs seen lately, each with its newest sequence, so that a late copy of an old claim takes no lease.
  private var runs = InlineArray<8, UInt64>(repeating: 0)
  private var sequences = InlineArray<8, UInt64>(repeating: 0)
  private var oldest = 0
  /// The command of the last finding that says so.
  var candidate: Command

  /// A longer time to live is no protection.
  static var longestTimeToLive: Interval { .seconds(1) }

  init(robot: UInt32, profile: RobotProfile) {
    expectation = LinkExpectation(robot: robot, jointMapHash: profile.jointMapHash)
    header = LinkHeader(kind: .claim, robot: robot, run: 0, jointMapHash: 0)
    jointCount = profile.joints.count
    candidate = Command(count: profile.joints.count)
  }

  /// Looks at one datagram.
  ///
  /// `owner` and `epoch`: who holds the lease now.
  mutating func inspect(_ datagram: UnsafeRawBufferPointer, at arrival: Timestamp, owner: UInt64, epoch: UInt32) -> GateFinding {
    guard let bytes = datagram.baseAddress else { return finding(.bad, .malformed) }
    let reason = unsafe expectation.validate(bytes, count: datagram.count, into: &header)
    if reason != .none { return finding(.bad, reason) }
    switch header.kind {
    case .claim: return unsafe inspectClaim(bytes, at: arrival, owner: owner)
    case .command, .giveBack: return unsafe inspectOwner(bytes, at: arrival, owner: owner, epoch: epoch)
    case .grant, .state, .event: return finding(.bad, .kind)
    }
  }

  private mutating func inspectClaim(_ bytes: UnsafeRawPointer, at arrival: Timestamp, owner: UInt64) -> GateFinding {
    let take = unsafe bytes.unsigned32(at: LinkPacket.headerLength)
    if take > 1 || CommandSource(rawValue: header.source) == nil { return finding(.bad, .malformed) }
    guard noteSequence(keeping: owner) else { return finding(.old, .sequence) }
    if header.run == owner { return finding(.claimOwner, .none) }
    if take == 0 { return finding(.claimOther, .none) }
    return finding(header.source == CommandSource.operator.rawValue ? .takeHuman : .takeMachine, .none)
  }

  private mutating func inspectOwner(
    _ bytes: UnsafeRawPointer, at arrival: Timestamp, owner: UInt64, epoch: UInt32
  ) -> GateFinding {
    if header.run != owner { return finding(.foreign, .notOwner) }
    if header.epoch != epoch { return finding(.epoch, .epoch) }
    if header.kind == .command && Int(header.jointCount) != jointCount { return finding(.bad, .malformed) }
    guard noteSequence(keeping: owner) else { return finding(.old, .sequence) }
    let delay = filter.delay(run: header.run, sent: header.sent, arrival: arrival)
    if header.kind == .giveBack { return finding(.giveBack, .none) }
    guard unsafe decode(bytes) else { return finding(.unfit, .notFinite) }
    if delay > header.timeToLive { return finding(.late, .late) }
    var found = finding(.command, .none)
    found.delay = delay
    return found
  }

  private func finding(_ input: GateInput, _ reason: LinkReason) -> GateFinding {
    var found = GateFinding(input: input)
    found.reason = reason
    if input != .bad {
      found.run = header.run
      found.sequence = header.sequence
      found.source = header.source
      found.operatorID = header.operatorID
    }
    return found
  }

  /// False for a copy or what was overtaken.
  ///
  /// The owner's run is never pushed out by others.
  private mutating func noteSequence(keeping owner: UInt64) -> Bool {
    for index in 0..<8 where runs[index] == header.run {
      if Int64(bitPattern: header.sequence &- sequences[index]) <= 0 { return false }
      sequences[index] = header.sequence
      return true
    }
    if runs[oldest] == owner && owner != 0 { oldest = (oldest &+ 1) & 7 }
    runs[oldest] = header.run
    sequences[oldest] = header.sequence
    oldest = (oldest &+ 1) & 7
    return true
  }

  /// Reads the command into `candidate`.
  ///
  /// False where a number is infinite or out of its range.
  private mutating func decode(_ bytes: UnsafeRawPointer) -> Bool {
    guard header.timeToLive > .zero, header.timeToLive <= GateInspection.longestTimeToLive else { return false }
    var isFit = CommandSource(rawValue: header.source) != nil
    candidate.engaged = .none
    for group in 0..<LinkPacket.groupCount {
      let offset = LinkPacket.groupCommands &+ group &* LinkPacket.groupCommandLength
      let weight = unsafe bytes.number(at: offset)
      let force = unsafe bytes.number(at: offset &+ 4)
      let authority = unsafe bytes.byte(at: offset &+ 8)
      let engaged = unsafe bytes.byte(at: offset &+ 9)
      isFit = isFit && weight >= 0 && weight <= 1 && !(force < 0) && !force.isInfinite && authority <= 1 && engaged <= 1
      candidate.weight[group] = authority == 1 ? weight : 0
      candidate.gripForce[group] = force
      if engaged == 1 { candidate.engaged.rawValue |= 1 &<< UInt8(truncatingIfNeeded: group) }
    }
    for joint in 0..<jointCount {
      let offset = LinkPacket.jointCommands &+ joint &* LinkPacket.jointCommandLength
      let q = unsafe bytes.number(at: offset)
      let dq = unsafe bytes.number(at: offset &+ 4)
      let tau = unsafe bytes.number(at: offset &+ 8)
      let kp = unsafe bytes.number(at: offset &+ 12)
      let kd = unsafe bytes.number(at: offset &+ 16)
      isFit = isFit && !q.isInfinite && !dq.isInfinite && !tau.isInfinite && kp >= 0 && kd >= 0 && kp.isFinite && kd.isFinite
      candidate.q[joint] = q
      candidate.dq[joint] = dq
      candidate.tau[joint] = tau
      candidate.kp[joint] = kp
      candidate.kd[joint] = kd
    }
    return isFit
  }
}
