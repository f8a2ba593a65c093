package import ExocapCore
internal import LinuxIO

/// One robot's control loop with its link: decides when a tick is due, steps, sends, and notes the times.
///
/// Turned by the lead device's thread (on arrival) or by a thread of its own (timer).
struct ControlTurn: ~Copyable {
  private var loop: ControlLoop
  private let link: LinkPort
  private var slot: CommandSlotWriter?
  private let signals: ThreadSignals
  private let status: Latest<LoopStatus>
  private let feedback: Latest<Feedback>
  private let period: Interval
  private let isOnArrival: Bool
  private var lastTick: Timestamp = .never
  private var lastSequence: UInt64 = 0
  private var isLeadMissing = false
  private var checkpointDue: Timestamp = .never
  private var lostRecords: UInt64 = 0
  private var statusDue: Timestamp = .never
  private var sendFailures: UInt64 = 0

  /// `slot`: where processes of this machine see the newest datagram; nil: nobody does.
  init(
    loop: consuming ControlLoop, link: LinkPort, slot: consuming CommandSlotWriter?, signals: ThreadSignals, status: Latest<LoopStatus>,
    feedback: Latest<Feedback>, period: Interval, isOnArrival: Bool
  ) {
    self.loop = loop
    self.link = link
    self.slot = slot
    self.signals = signals
    self.status = status
    self.feedback = feedback
    self.period = period
    self.isOnArrival = isOnArrival
  }

  /// When a tick is due at the latest. A lead that is late gets half a period; one that is gone gets none, and ticks go on.
  var deadline: Timestamp {
    if lastTick == .never { return .never }
    return isOnArrival && !isLeadMissing ? lastTick + period + period / 2 : lastTick + period
  }

  /// Ticks where the lead has brought a sample, or where it is late.
  mutating func tickIfDue(sampled sequence: UInt64, arrived: Timestamp) {
    let now = MonotonicClock.now()
    let hasArrived = sequence != lastSequence && (lastTick == .never || now - lastTick >= period / 2)
    if hasArrived {
      lastSequence = sequence
      isLeadMissing = false
      tick(arrived: arrived)
    } else if now >= deadline {
      isLeadMissing = true
      tick(arrived: .never)
    }
  }

  /// One tick: step, send, note.
  mutating func tick(arrived: Timestamp) {
    signals.countTurn()
    let began = MonotonicClock.now()
    loop.step(now: began)
    let stepped = MonotonicClock.now()
    var outcome = WriteOutcome.taken
    if loop.packet.count > 0 { outcome = link.send(loop.packet) }
    let sent = MonotonicClock.now()
    if outcome != .taken { sendFailures &+= 1 }
    // SAFETY: the packet's memory is only read, during the call.
    if loop.packet.count > 0 { unsafe slot?.store(loop.packet.contents, at: sent) }
    loop.noteSent(outcome, began: began, stepped: stepped, sent: sent, arrived: arrived)
    feedback.store(loop.feedback)
    lastTick = began
    keepHouse(began)
  }

  private mutating func keepHouse(_ now: Timestamp) {
    let wish = signals.takeCheckpointWish()
    if wish != nil || now >= checkpointDue || loop.lostRecords != lostRecords {
      lostRecords = loop.lostRecords
      checkpointDue = now + .seconds(1)
      loop.writeCheckpoint(at: now)
      if let wish { signals.didCheckpoint(wish) }
    }
    guard now >= statusDue else { return }
    statusDue = now + .milliseconds(50)
    status.store(LoopStatus(&loop, lastTick: now, sendFailures: sendFailures))
  }

  /// Goes on ticking until the robot is let go, `longest` has passed, or somebody hurries. A `leave` was requested before.
  mutating func finish(longest: Interval = .seconds(4)) {
    let end = MonotonicClock.now() + longest
    while MonotonicClock.now() < end && !loop.hasLeft && !signals.isHurried {
      MonotonicClock.sleep(until: lastTick + period)
      tick(arrived: .never)
    }
  }
}

/// What a control loop says of itself twenty times a second.
package struct LoopStatus: BitwiseCopyable, Sendable {
  package var ticks: UInt64
  package var lastTick: Timestamp
  package var faults: Fault
  package var groups: InlineArray<7, Engagement.Group>
  package var hasLease: Bool
  package var epoch: UInt32
  package var lostRecords: UInt64
  package var sendFailures: UInt64

  init(_ loop: inout ControlLoop, lastTick: Timestamp, sendFailures: UInt64) {
    ticks = loop.tick
    self.lastTick = lastTick
    faults = loop.faults
    groups = loop.engagement.groups
    hasLease = loop.hasLease
    epoch = loop.epoch
    lostRecords = loop.lostRecords
    self.sendFailures = sendFailures
  }
}
