// Devices/ turns the bytes of worn devices and robots into raw samples, one file a protocol.

/// Reads what a robot's gate sends over the native link: states, grants, events.
///
/// The robot as a device.
///
/// A state has more numbers than a raw sample holds: after a true `endPacket`, `streams` says which streams are new and
/// `fill` makes their samples, already in SI.
package struct LinkStateDriver: ~Copyable {
  private var expectation: LinkExpectation
  private var packet = PacketBuffer()
  private var isOverlong = false
  private var header: LinkHeader
  private var filter = LinkDelayFilter()
  private var lastRun: UInt64 = 0
  private var lastSequence: UInt64 = 0
  private var hasState = false
  private var hasGrant = false
  private var arrived: Timestamp = .never
  private var delay: Interval = .zero
  /// Since the sample that is being filled was last filled; no state.
  private var elapsed: Interval = .zero

  /// The newest that was read.
  package private(set) var state = LinkState()
  /// The newest answer to a claim, ours or another's.
  package private(set) var grant = GrantReply()
  /// Bit i: the last packet has news for stream i.
  package private(set) var streams: UInt8 = 0
  package private(set) var counters = DriverCounters()

  /// The streams, by number.
  package enum Stream {
    /// Joints: values, rates, efforts.
    package static var joints: Int { 0 }
    /// Grip forces of the seven joint groups.
    package static var forces: Int { 1 }
    /// See `LeaseField`.
    package static var lease: Int { 2 }
    /// What the robot reports besides: a door's angle [rad] and rate [rad/s].
    package static var extra: Int { 3 }
  }

  /// nil: states of any robot, of any joints.
  package init(robot: UInt32? = nil, jointMapHash: UInt32? = nil) {
    expectation = LinkExpectation(robot: robot, jointMapHash: jointMapHash)
    header = LinkHeader(kind: .state, robot: 0, run: 0, jointMapHash: 0)
  }

  /// Takes note that the socket is open: half a datagram is forgotten.
  package mutating func opened(at now: Timestamp) { forgetPacket() }

  /// Takes note that the socket is gone.
  package mutating func closed(at now: Timestamp) { forgetPacket() }

  /// Takes one byte of a datagram.
  ///
  /// Never completes one: `endPacket` does.
  @inline(__always)
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    if packet.count < LinkPacket.longest {
      packet.append(byte)
    } else {
      isOverlong = true
    }
    return false
  }

  /// Takes all bytes from index `start` on, as `receive` takes one: none of them completes a packet.
  package mutating func receive(_ bytes: borrowing Span<UInt8>, from start: Int) {
    let length = bytes.count &- start
    guard length > 0 else { return }
    let taken = min(length, LinkPacket.longest &- packet.count)
    if taken < length { isOverlong = true }
    packet.append(bytes, from: start, count: taken)
  }

  /// Takes the end of a datagram.
  ///
  /// True where it has news: then `streams` says for which streams. `raw` gets the robot's time only.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func endPacket(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    streams = 0
    if isOverlong {
      counters.overlong &+= 1
    } else if check() && isInOrder() {
      counters.packets &+= 1
      delay = filter.delay(run: header.run, sent: header.sent, arrival: arrival)
      arrived = arrival
      decode()
      raw.count = 0
      raw.valid = 0
      raw.arrived = arrival
      raw.deviceTicks = UInt64(bitPattern: header.captured.nanoseconds)
    }
    forgetPacket()
    return streams != 0
  }

  private mutating func forgetPacket() {
    packet.clear()
    isOverlong = false
  }

  private mutating func check() -> Bool {
    switch unsafe expectation.validate(UnsafeRawPointer(packet.bytes), count: packet.count, into: &header) {
    case .none: break
    case .checksum:
      counters.badChecksums &+= 1
      return false
    case .malformed where packet.count < LinkPacket.headerLength &+ LinkPacket.trailerLength:
      counters.truncated &+= 1
      return false
    case .malformed, .version, .robot, .jointMap, .kind, .notOwner, .epoch, .sequence, .late, .notFinite, .held, .notHuman, .noLease:
      counters.malformed &+= 1
      return false
    }
    switch header.kind {
    case .state, .grant, .event: return true
    case .claim, .giveBack, .command:
      counters.malformed &+= 1
      return false
    }
  }

  /// Drops copies and what was overtaken; counts what never came.
  ///
  /// The robot's new run starts anew.
  private mutating func isInOrder() -> Bool {
    if header.run == lastRun {
      let step = Int64(bitPattern: header.sequence &- lastSequence)
      if step <= 0 {
        counters.malformed &+= 1
        return false
      }
      counters.sequenceGaps &+= UInt64(step &- 1)
    }
    lastRun = header.run
    lastSequence = header.sequence
    return true
  }

  private mutating func decode() {
    let bytes = unsafe UnsafeRawPointer(packet.bytes)
    state.epoch = header.epoch
    switch header.kind {
    case .state:
      unsafe decodeState(bytes)
      hasState = true
      streams = 0b1111
    case .grant:
      unsafe decodeGrant(bytes)
      hasGrant = true
      streams = 0b0100
    case .event:
      state.ownerRun = unsafe bytes.unsigned64(at: LinkPacket.Event.ownerRun)
      state.gateState = unsafe GateState(rawValue: bytes.byte(at: LinkPacket.Event.stateAfter)) ?? .free
      hasState = true
      streams = 0b0100
    case .claim, .giveBack, .command: break
    }
  }

  private mutating func decodeGrant(_ bytes: UnsafeRawPointer) {
    grant.claimantRun = unsafe bytes.unsigned64(at: LinkPacket.Grant.claimantRun)
    grant.claimSequence = unsafe bytes.unsigned64(at: LinkPacket.Grant.claimSequence)
    grant.epoch = header.epoch
    let result = unsafe UInt8(truncatingIfNeeded: bytes.unsigned32(at: LinkPacket.Grant.result))
    grant.result = LinkReason(rawValue: result) ?? .malformed
    if grant.result == .none {
      state.ownerRun = grant.claimantRun
      state.gateState = .granted
      hasState = true
    }
  }

  private mutating func decodeState(_ bytes: UnsafeRawPointer) {
    typealias Echo = LinkPacket.Echo
    state.ownerRun = unsafe bytes.unsigned64(at: Echo.ownerRun)
    state.acceptedSequence = unsafe bytes.unsigned64(at: Echo.acceptedSequence)
    state.acceptedAge = unsafe Interval(nanoseconds: bytes.signed64(at: Echo.acceptedAge))
    state.acceptedDelay = unsafe Interval(nanoseconds: bytes.signed64(at: Echo.acceptedDelay))
    state.gateState = unsafe GateState(rawValue: bytes.byte(at: Echo.gateState)) ?? .free
    state.ownerSource = unsafe bytes.byte(at: Echo.ownerSource)
    state.ownerOperator = unsafe bytes.unsigned32(at: Echo.ownerOperator)
    state.extraKind = unsafe bytes.unsigned32(at: Echo.extraKind)
    for index in 0..<LinkPacket.reasonCount { state.rejects[index] = unsafe bytes.unsigned32(at: Echo.rejects &+ 4 &* index) }
    for index in 0..<3 { state.extra[index] = unsafe bytes.number(at: Echo.extra &+ 4 &* index) }
    for group in 0..<LinkPacket.groupCount {
      let offset = LinkPacket.groupStates &+ group &* LinkPacket.groupStateLength
      state.weight[group] = unsafe bytes.number(at: offset)
      state.gripForce[group] = unsafe bytes.number(at: offset &+ 4)
    }
    state.count = Int(header.jointCount)
    for joint in 0..<state.count {
      let offset = LinkPacket.jointStates &+ joint &* LinkPacket.jointStateLength
      state.q[joint] = unsafe bytes.number(at: offset)
      state.dq[joint] = unsafe bytes.number(at: offset &+ 4)
      state.tau[joint] = unsafe bytes.number(at: offset &+ 8)
    }
  }
}

extension LinkStateDriver {
  /// Makes the sample of `stream` from the newest packet; `sample` is the stream's last one, whose values stay where the robot did not
  /// measure.
  ///
  /// Device and sequence are the caller's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func fill(stream: Int, into sample: inout Sample) {
    sample.stream = StreamIndex(stream)
    sample.deviceTicks = UInt64(bitPattern: header.captured.nanoseconds)
    sample.arrived = arrived
    let age = header.captured == .never ? .zero : header.sent - header.captured
    let captured = arrived - delay - (age > .zero && age < .seconds(1) ? age : .zero)
    elapsed = sample.captured == .never ? .zero : captured - sample.captured
    sample.captured = captured
    sample.valid = 0
    sample.saturated = 0
    switch stream {
    case Stream.joints: fillJoints(&sample)
    case Stream.forces: fillForces(&sample)
    case Stream.lease: fillLease(&sample)
    default: fillExtra(&sample)
    }
  }

  private mutating func fillJoints(_ sample: inout Sample) {
    sample.kind = .joints
    sample.count = state.count
    for joint in 0..<state.count {
      set(joint, state.q[joint], in: &sample)
      sample.rates[joint] = state.dq[joint]
      sample.efforts[joint] = state.tau[joint]
    }
  }

  private mutating func fillForces(_ sample: inout Sample) {
    sample.kind = .forces
    sample.count = JointGroup.count
    for group in 0..<JointGroup.count { set(group, state.gripForce[group], in: &sample) }
  }

  private mutating func fillExtra(_ sample: inout Sample) {
    sample.kind = .inputs
    sample.count = 2
    for index in 0..<2 { set(index, state.extraKind == 0 ? .nan : state.extra[index], in: &sample) }
  }

  private mutating func fillLease(_ sample: inout Sample) {
    sample.kind = .lease
    sample.count = LeaseField.count
    let absent = hasState ? 0 : Double.nan
    set(.gateState, Double(state.gateState.rawValue) + absent, in: &sample)
    set(.epoch, Double(state.epoch), in: &sample)
    set(.ownerRunLow, Double(state.ownerRun & 0xFFFF_FFFF) + absent, in: &sample)
    set(.ownerRunHigh, Double(state.ownerRun &>> 32) + absent, in: &sample)
    set(.ownerSource, Double(state.ownerSource) + absent, in: &sample)
    set(.ownerOperator, Double(state.ownerOperator) + absent, in: &sample)
    set(.acceptedSequence, Double(state.acceptedSequence) + absent, in: &sample)
    set(.acceptedAge, state.acceptedAge < .zero ? .nan : state.acceptedAge.seconds, in: &sample)
    set(.acceptedDelay, state.acceptedDelay < .zero ? .nan : state.acceptedDelay.seconds, in: &sample)
    set(.stateDelay, delay.seconds, in: &sample)
    let noGrant = hasGrant ? 0 : Double.nan
    set(.grantRunLow, Double(grant.claimantRun & 0xFFFF_FFFF) + noGrant, in: &sample)
    set(.grantRunHigh, Double(grant.claimantRun &>> 32) + noGrant, in: &sample)
    set(.grantSequence, Double(grant.claimSequence) + noGrant, in: &sample)
    set(.grantEpoch, Double(grant.epoch) + noGrant, in: &sample)
    set(.grantResult, Double(grant.result.rawValue) + noGrant, in: &sample)
    for index in 0..<LinkPacket.reasonCount {
      set(LeaseField.rejects.rawValue &+ index, Double(state.rejects[index]) + absent, in: &sample)
    }
    for group in 0..<JointGroup.count { set(LeaseField.weights.rawValue &+ group, state.weight[group], in: &sample) }
  }

  @inline(__always)
  private func set(_ field: LeaseField, _ value: Double, in sample: inout Sample) { set(field.rawValue, value, in: &sample) }

  /// Sets one value: valid where finite; else the last one stays and grows older.
  @inline(__always)
  private func set(_ index: Int, _ value: Double, in sample: inout Sample) {
    if value.isFinite {
      sample.values[index] = value
      sample.valid |= 1 &<< UInt64(truncatingIfNeeded: index)
      sample.ages[index] = .zero
    } else if sample.ages[index] != .distant {
      sample.ages[index] = sample.ages[index] + elapsed
    }
  }

  /// Saves or restores all that outlives a datagram, and the part of one that was taken.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5453_4B4C, version: 1)  // "LKST"
    filter.checkpoint(&archive)
    archive.field(&lastRun)
    archive.field(&lastSequence)
    archive.field(&hasState)
    archive.field(&hasGrant)
    archive.field(&arrived)
    archive.field(&delay)
    archive.field(&header.captured)
    archive.field(&header.sent)
    archive.field(&streams)
    archive.field(&counters)
    checkpointState(&archive)
    archive.field(&grant.claimantRun)
    archive.field(&grant.claimSequence)
    archive.field(&grant.epoch)
    archive.field(&grant.result)
    archive.field(&isOverlong)
    var held = packet.count
    archive.field(&held)
    if archive.isReading {
      packet.clear()
      held = archive.failure == nil ? min(max(held, 0), LinkPacket.longest) : 0
    }
    for index in 0..<held {
      var byte: UInt8 = archive.isReading ? 0 : packet[index]
      archive.field(&byte)
      if archive.isReading { packet.append(byte) }
    }
  }

  private mutating func checkpointState(_ archive: inout CheckpointArchive) {
    archive.field(&state.count)
    archive.field(&state.q)
    archive.field(&state.dq)
    archive.field(&state.tau)
    archive.field(&state.weight)
    archive.field(&state.gripForce)
    archive.field(&state.extraKind)
    archive.field(&state.extra)
    archive.field(&state.gateState)
    archive.field(&state.epoch)
    archive.field(&state.ownerRun)
    archive.field(&state.ownerSource)
    archive.field(&state.ownerOperator)
    archive.field(&state.acceptedSequence)
    archive.field(&state.acceptedAge)
    archive.field(&state.acceptedDelay)
    archive.field(&state.rejects)
  }
}
