/// The robot's side of the link: decides of each datagram whether it is followed, and what the robot follows now.
///
/// One state machine, one table (`GateTransition`). It sits with the robot, is the only writer of its joints, and believes
/// nothing that it cannot check. All times are of the robot's own clock. One thread only.
package struct Gate: ~Copyable {
  package private(set) var state: GateState = .free
  /// The newest that was issued; each grant is larger.
  package private(set) var epoch: UInt32
  /// Who holds the lease; 0: nobody.
  ///
  /// In `lost` still the one that lost it.
  package private(set) var ownerRun: UInt64 = 0
  /// A `CommandSource` as in the owner's claim; 0: nobody.
  package private(set) var ownerSource: UInt8 = 0
  package private(set) var ownerOperator: UInt32 = 0
  /// 0: no command of this epoch was accepted.
  package private(set) var acceptedSequence: UInt64 = 0
  package private(set) var acceptedAt: Timestamp = .never
  package private(set) var acceptedDelay: Interval = .nanoseconds(-1)
  /// Datagrams not taken, by `LinkReason`.
  package internal(set) var rejects = InlineArray<16, UInt32>(repeating: 0)
  /// The answer to the last claim: send it where the action was grant, seize, repeat or refuse.
  package private(set) var reply = GrantReply()
  /// What was seen last of each joint; the gate's memory of motion.
  var motion: GateMotion

  var inspection: GateInspection
  /// Since when the owner is silent: its grant or its last accepted command.
  private var quietSince: Timestamp = .never
  private var events = InlineArray<8, GateEvent>(repeating: GateEvent())
  private var eventCount = 0

  /// Without an accepted command the robot stands.
  package static var holdAfter: Interval { .milliseconds(50) }
  /// The lease is lost, weights sink.
  package static var loseAfter: Interval { .milliseconds(250) }
  /// Anybody may claim.
  package static var freeAfter: Interval { .seconds(1) }

  /// `lastEpoch`: at least what was ever issued for this robot; where nothing is kept over restarts, seconds since 1970 do.
  package init(robot: UInt32, profile: RobotProfile, lastEpoch: UInt32) {
    epoch = lastEpoch
    inspection = GateInspection(robot: robot, profile: profile)
    motion = GateMotion(jointCount: profile.joints.count)
  }
}

/// One transition of a gate, for the event datagram and the log.
package struct GateEvent: BitwiseCopyable, Sendable, Equatable {
  package var at: Timestamp = .never
  package var input: GateInput = .bad
  package var action: GateAction = .none
  package var before: GateState = .free
  package var after: GateState = .free
  /// After it; 0: nobody.
  package var ownerRun: UInt64 = 0
  /// Whose datagram caused it; 0: time.
  package var causeRun: UInt64 = 0
  package var epoch: UInt32 = 0

  package init() {}
}

extension Gate {
  /// Takes one datagram, already past `advance(to: arrival)` or not.
  @unsafe
  package mutating func receive(_ datagram: UnsafeRawBufferPointer, at arrival: Timestamp) -> GateAction {
    advance(to: arrival)
    let finding = unsafe inspection.inspect(datagram, at: arrival, owner: ownerRun, epoch: epoch)
    let transition = GateTransition.of(state, finding.input)
    apply(transition, finding, at: arrival)
    return transition.action
  }

  /// Lets time go by: call it each tick of the robot before `target`.
  package mutating func advance(to now: Timestamp) {
    motion.moveWeights(to: now)
    // Each step leaves the state that made it due, so there are at most four: hold, lost, free, released.
    for _ in 0..<6 {
      guard let input = due(at: now) else { return }
      apply(GateTransition.of(state, input), GateFinding(input: input), at: now)
    }
  }

  private mutating func due(at now: Timestamp) -> GateInput? {
    if motion.isReleased { return .released }
    let silence = now - quietSince
    switch state {
    case .free, .releasing: return nil
    case .following where silence >= Gate.holdAfter && silence < Gate.loseAfter: return .silenceHold
    case .granted, .following, .holding: return silence >= Gate.loseAfter ? .silenceLost : nil
    case .lost: return silence >= Gate.freeAfter ? .silenceFree : nil
    }
  }

  private mutating func apply(_ transition: GateTransition, _ finding: GateFinding, at now: Timestamp) {
    let before = state
    state = transition.state
    switch transition.action {
    case .none: break
    case .grant: grant(finding, at: now)
    case .seize:
      grant(finding, at: now)
      motion.hold(at: now)
    case .repeatGrant: answer(finding, .none)
    case .refuse:
      let reason: LinkReason = finding.input == .takeMachine ? .notHuman : .held
      count(reason)
      answer(finding, reason)
    case .follow: follow(finding, at: now)
    case .reject: count(finding.reason == .none ? .noLease : finding.reason)
    case .hold: motion.hold(at: now)
    case .release: motion.release(at: now)
    case .rest: motion.rest()
    }
    if state == .free || state == .releasing { forgetOwner() }
    if before != state || transition.action == .grant || transition.action == .refuse {
      note(transition.action, before: before, finding, at: now)
    }
  }

  private mutating func grant(_ finding: GateFinding, at now: Timestamp) {
    // 0 means "no epoch", so the counter jumps over it.
    epoch = epoch == .max ? 1 : epoch &+ 1
    ownerRun = finding.run
    ownerSource = finding.source
    ownerOperator = finding.operatorID
    acceptedSequence = 0
    acceptedAt = .never
    acceptedDelay = .nanoseconds(-1)
    quietSince = now
    answer(finding, .none)
  }

  private mutating func answer(_ finding: GateFinding, _ result: LinkReason) {
    reply.claimantRun = finding.run
    reply.claimSequence = finding.sequence
    reply.epoch = epoch
    reply.result = result
  }

  private mutating func follow(_ finding: GateFinding, at now: Timestamp) {
    acceptedSequence = finding.sequence
    acceptedAt = now
    acceptedDelay = finding.delay
    quietSince = now
    motion.follow(&inspection.candidate)
  }

  private mutating func forgetOwner() {
    ownerRun = 0
    ownerSource = 0
    ownerOperator = 0
    acceptedSequence = 0
    acceptedAt = .never
    acceptedDelay = .nanoseconds(-1)
  }

  private mutating func count(_ reason: LinkReason) {
    let index = Int(reason.rawValue)
    rejects[index] = rejects[index] &+ 1
  }

  private mutating func note(_ action: GateAction, before: GateState, _ finding: GateFinding, at now: Timestamp) {
    guard eventCount < 8 else { return }  // A reader that does not come sees the first eight.
    var event = GateEvent()
    event.at = now
    event.input = finding.input
    event.action = action
    event.before = before
    event.after = state
    event.ownerRun = ownerRun
    event.causeRun = finding.run
    event.epoch = epoch
    events[eventCount] = event
    eventCount += 1
  }

  /// The oldest transition that was not taken yet, or nil.
  ///
  /// At most eight wait.
  package mutating func takeEvent() -> GateEvent? {
    guard eventCount > 0 else { return nil }
    let first = events[0]
    for index in 1..<8 { events[index &- 1] = events[index] }
    eventCount -= 1
    return first
  }

  /// What the robot follows now; weight 0 and no set-points where nothing.
  ///
  /// Call `advance` first.
  package mutating func target(at now: Timestamp, into target: inout Command) { motion.target(at: now, into: &target) }

  /// Writes what the gate knows into a state that the robot reports.
  package mutating func fill(_ report: inout LinkState, at now: Timestamp) {
    report.gateState = state
    report.epoch = epoch
    report.ownerRun = ownerRun
    report.ownerSource = ownerSource
    report.ownerOperator = ownerOperator
    report.acceptedSequence = acceptedSequence
    report.acceptedAge = acceptedAt == .never ? .nanoseconds(-1) : now - acceptedAt
    report.acceptedDelay = acceptedDelay
    report.rejects = rejects
    for group in 0..<JointGroup.count { report.weight[group] = motion.weight[group] }
  }
}
