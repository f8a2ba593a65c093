// Session/ starts and ends a rig: its threads, its recording, its commands. It knows no command line.

internal import ExocapCore
internal import LinuxIO

/// The loop around one device's `Acquisition`: wait, read, receive, poll, write. With a `ControlTurn` it is the lead's thread,
/// and ticks on the device's arrivals.
struct AcquireThread: ~Copyable {
  private var acquisition: Acquisition
  private var port: DevicePort
  private var turn: ControlTurn?
  private let signals: ThreadSignals
  private let status: Latest<DeviceStatus>
  private let problem: PortProblem
  private var requests: RingConsumer<DeviceRequest>
  /// What its operator feels; nil: nothing.
  private let hand: FeltFeedback?
  private var feltTick: UInt64 = 0
  private var polls = PollSet()
  private var current = DeviceStatus()
  private var statusDue: Timestamp = .never
  private var checkpointDue: Timestamp = .never
  private var lostRecords: UInt64 = 0
  private var skippedBytes: UInt64 = 0
  private var second = SecondMeter()

  /// The longest wait: a stop, a checkpoint and a status wait no longer than this.
  static var longestWait: Interval { .milliseconds(20) }
  /// [B] Of one read: a link state of 64 joints has 1,044, a tty gives at most 4,095.
  static var readCapacity: Int { 4096 }

  init(
    acquisition: consuming Acquisition, port: consuming DevicePort, turn: consuming ControlTurn?, signals: ThreadSignals,
    status: Latest<DeviceStatus>, problem: PortProblem, requests: Ring<DeviceRequest>, hand: FeltFeedback?
  ) {
    self.hand = hand
    self.acquisition = acquisition
    self.port = port
    self.turn = turn
    self.signals = signals
    self.status = status
    self.problem = problem
    self.requests = requests.makeConsumer()
  }

  /// Turns until it is told to stop.
  mutating func run() {
    var memory = [UInt8](repeating: 0, count: AcquireThread.readCapacity)
    let slot = polls.add(port.pollDescriptor)
    if port.isOpen { noteOpened(at: MonotonicClock.now(), &memory, slot) }
    while !signals.shouldStop {
      openIfDue(&memory, slot)
      _ = polls.wait(until: nextDeadline())
      signals.countTurn()
      if polls.readiness(of: slot) != .none { read(&memory, slot) }
      let now = MonotonicClock.now()
      if port.isOpen { feel(at: now) }
      if port.isOpen && acquisition.poll(now: now) {
        let outcome = port.write(acquisition.request)
        if outcome == .taken { second.bytesWritten &+= UInt64(acquisition.request.count) }
        acquisition.wrote(outcome, at: MonotonicClock.now())
      }
      turn?.tickIfDue(sampled: acquisition.leadSequence, arrived: current.lastArrival)
      keepHouse(now)
    }
    turn?.finish()
  }

  /// Tells the device what the robot's hand feels, where that is news and the device is about to speak.
  private mutating func feel(at now: Timestamp) {
    guard let hand, now >= acquisition.deadline, let newest = hand.feedback.load(attempts: 4), newest.tick != feltTick else { return }
    feltTick = newest.tick
    acquisition.feel(newest.gripForce[Int(hand.group.rawValue)], at: now)
  }

  private mutating func nextDeadline() -> Timestamp {
    var deadline = MonotonicClock.now() + AcquireThread.longestWait
    if port.isOpen { deadline = min(deadline, acquisition.deadline) }
    if let due = turn?.deadline { deadline = min(deadline, due) }
    return deadline
  }

  private mutating func openIfDue(_ memory: inout [UInt8], _ slot: PollSlot) {
    if port.isOpen { return }
    if signals.takeHotplug() { port.noteHotplug() }
    let now = MonotonicClock.now()
    switch port.reopen(at: now) {
    case .opened:
      polls.replace(slot, with: port.pollDescriptor)
      problem.current = nil
      noteOpened(at: MonotonicClock.now(), &memory, slot)
    case .failed(let error): problem.current = error
    case .waiting: break
    }
  }

  private mutating func noteOpened(at now: Timestamp, _ memory: inout [UInt8], _ slot: PollSlot) {
    acquisition.opened(at: now)
    current.isOpen = true
    current.since = now
    current.openings &+= 1
    current.lastSecond = DeviceSecond()
    second = SecondMeter()
    statusDue = .never
    // What a port knows at once is not told by its descriptor: the state of keys.
    read(&memory, slot)
  }

  private mutating func read(_ memory: inout [UInt8], _ slot: PollSlot) {
    // Where packets are kept apart, several may wait; a tty gives all it has in one read.
    let keepsPackets = port.keepsPackets
    for _ in 0..<(keepsPackets ? 16 : 1) {
      var span = memory.mutableSpan
      let result = port.read(into: &span)
      let now = MonotonicClock.now()
      switch result {
      case .bytes(let count):
        current.lastArrival = now
        second.bytesRead &+= UInt64(count)
        acquisition.receive(memory.span.extracting(0..<count), endsPacket: keepsPackets, at: now)
        noteSkipped(acquisition.counters.skippedBytes)
      case .wouldBlock: return
      case .endOfFile, .gone:
        port.close(at: now)
        polls.replace(slot, with: .none)
        acquisition.closed(at: now)
        current.isOpen = false
        current.since = now
        statusDue = .never
        return
      }
    }
  }

  private mutating func noteSkipped(_ bytes: UInt64) {
    if bytes != skippedBytes { current.resyncs &+= 1 }
    skippedBytes = bytes
  }

  /// What can wait: requests, checkpoints, status.
  private mutating func keepHouse(_ now: Timestamp) {
    while let request = requests.pop() { acquisition.take(request, at: now) }
    let wish = signals.takeCheckpointWish()
    if wish != nil || now >= checkpointDue || acquisition.lostRecords != lostRecords {
      lostRecords = acquisition.lostRecords
      checkpointDue = now + .seconds(1)
      acquisition.writeCheckpoint(at: now)
      if let wish { signals.didCheckpoint(wish) }
    }
    guard now >= statusDue else { return }
    statusDue = now + .milliseconds(100)
    current.samples = acquisition.sequence
    current.lostSamples = acquisition.lostSamples
    current.lostRecords = acquisition.lostRecords
    current.counters = acquisition.counters
    current.clock = acquisition.clockState
    current.bus = acquisition.busState
    for index in 0..<Int(current.bus.count) { current.nodes[index] = acquisition.node(index) }
    if let whole = second.roll(current.counters, at: now) { current.lastSecond = whole }
    current.errorFrames = port.errorFrames
    current.identity = acquisition.identity
    current.isOtherUnit = acquisition.isOtherUnit
    status.store(current)
  }
}
