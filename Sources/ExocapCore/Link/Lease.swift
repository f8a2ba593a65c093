// Link/ decides who may command a robot: the lease on our side, the gate on the robot's. Both are pure state machines;
// they know no socket, and compare no clocks of two hosts.

/// What the operator's side sends in one tick.
package enum LeaseAction: BitwiseCopyable, Sendable, Equatable {
  /// Nothing.
  case none
  /// A claim; `take`: also from another who holds the lease.
  case claim(take: Bool)
  /// The command of this tick.
  case command(epoch: UInt32)
  /// A return.
  case giveBack(epoch: UInt32)
}

/// The lease as the operator's side knows it.
///
/// Control thread only.
package struct Lease: ~Copyable {
  /// Where a lease stands.
  package enum State: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// Nothing asked.
    case unclaimed = 0
    /// Claims go out each 100 ms until the gate answers.
    case claiming = 1
    /// We may command.
    case granted = 2
    /// Returns go out.
    case returning = 3
    /// The gate said no; asked again each second.
    case refused = 4
    /// It was ours; claimed anew.
    case lost = 5
  }

  package private(set) var state: State = .unclaimed
  /// What was granted; 0 before the first grant.
  package private(set) var epoch: UInt32 = 0
  /// Why the gate last said no.
  package private(set) var refusal: LinkReason = .none
  private let run: UInt64
  /// Never believed again: it was returned, or the gate took it back.
  private var deadEpoch: UInt32 = 0
  private var lastClaim: Timestamp = .never
  private var lastHeard: Timestamp = .never
  private var lastAnswered: Double = 0
  private var returnsLeft: UInt8 = 0

  /// Between claims that nobody answered.
  package static var claimInterval: Interval { .milliseconds(100) }
  /// Between claims that were refused.
  package static var retryInterval: Interval { .seconds(1) }
  /// Without a word of the gate the lease counts as lost: as long as the gate takes to free it.
  package static var silenceLimit: Interval { .seconds(1) }
  /// A return is sent in so many ticks, for it may be lost.
  package static var returnCount: UInt8 { 3 }

  /// `run` as in `LinkController`.
  package init(run: UInt64) { self.run = run }

  /// Whether commands are accepted as far as we know.
  package var isGranted: Bool { state == .granted }

  /// Takes a lease sample.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func observe(_ sample: inout Sample) {
    guard sample.kind == .lease else { return }
    lastHeard = max(lastHeard, sample.arrived)
    noteRefusal(&sample)
    guard sample.isValid(LeaseField.gateState.rawValue) else { return }
    let said = unsigned(.epoch, &sample)
    let isOwner = halves(.ownerRunLow, .ownerRunHigh, &sample) == run
    let gate = GateState(rawValue: UInt8(truncatingIfNeeded: unsigned(.gateState, &sample))) ?? .free
    let isOurs = isOwner && gate.hasOwner
    switch state {
    case .unclaimed, .claiming, .refused, .lost:
      if isOurs && said != deadEpoch { take(said) }
    case .granted:
      if said != epoch || !isOurs {
        state = .lost
        deadEpoch = epoch
      }
    case .returning:
      if !isOwner { state = .unclaimed }
    }
  }

  /// What to send now.
  ///
  /// `wanted`: we want to command; `take`: also if another holds the lease, which needs a person.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func turn(wanted: Bool, take: Bool, now: Timestamp) -> LeaseAction {
    if state == .granted && !wanted { startReturn() }
    if state == .granted && now - lastHeard > Lease.silenceLimit { state = .lost }
    switch state {
    case .granted: return .command(epoch: epoch)
    case .returning:
      if returnsLeft == 0 {
        state = .unclaimed
        return .none
      }
      returnsLeft = returnsLeft &- 1
      return .giveBack(epoch: epoch)
    case .unclaimed, .claiming, .refused, .lost:
      if !wanted {
        state = .unclaimed
        return .none
      }
      return claim(take: take, now: now)
    }
  }

  /// Claims at once after a loss or on first wish, then at the pace of the state.
  private mutating func claim(take: Bool, now: Timestamp) -> LeaseAction {
    let pause = state == .refused && !take ? Lease.retryInterval : Lease.claimInterval
    if lastClaim != .never && state != .unclaimed && now - lastClaim < pause { return .none }
    state = .claiming
    lastClaim = now
    return .claim(take: take)
  }

  private mutating func startReturn() {
    state = .returning
    returnsLeft = Lease.returnCount
    deadEpoch = epoch
  }

  private mutating func take(_ granted: UInt32) {
    state = .granted
    epoch = granted
    refusal = .none
  }

  /// Each answer is looked at once, though every later sample repeats it.
  private mutating func noteRefusal(_ sample: inout Sample) {
    let answered = sample.values[LeaseField.grantSequence.rawValue]
    guard sample.isValid(LeaseField.grantSequence.rawValue), answered != lastAnswered else { return }
    guard halves(.grantRunLow, .grantRunHigh, &sample) == run else { return }
    lastAnswered = answered
    let result = LinkReason(rawValue: UInt8(truncatingIfNeeded: unsigned(.grantResult, &sample))) ?? .malformed
    if state == .claiming && result != .none {
      state = .refused
      refusal = result
    }
  }

  @inline(__always)
  private func unsigned(_ field: LeaseField, _ sample: inout Sample) -> UInt32 {
    let value = sample.values[field.rawValue]
    return value >= 0 && value <= 4_294_967_295 ? UInt32(value) : 0
  }

  @inline(__always)
  private func halves(_ low: LeaseField, _ high: LeaseField, _ sample: inout Sample) -> UInt64 {
    UInt64(unsigned(high, &sample)) &<< 32 | UInt64(unsigned(low, &sample))
  }

  /// Saves or restores all but the run, which is a constant.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5341_454C, version: 1)  // "LEAS"
    archive.field(&state)
    archive.field(&epoch)
    archive.field(&refusal)
    archive.field(&deadEpoch)
    archive.field(&lastClaim)
    archive.field(&lastHeard)
    archive.field(&lastAnswered)
    archive.field(&returnsLeft)
  }
}
