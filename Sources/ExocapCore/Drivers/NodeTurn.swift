/// Who of a bus is asked in a turn, who answered, and who has been silent: turn by turn. Bit i of a mask: node i of the profile.
///
/// Nodes are asked in their order, one by one or several at once, and answer in the same order. So an answer says that whoever was
/// asked before it and has not answered never will: nobody waits for a time-out where a later answer has come. Nodes that did not
/// answer are asked again in the same turn. One that has been silent for several turns is left out, so that it costs the others
/// nothing, and asked once every so often, one of them at a time, until it answers.
struct NodeTurn: BitwiseCopyable, Sendable {
  /// The most nodes of one bus.
  @inline(__always) static var capacity: Int { 32 }
  /// A turn asks a node at most this often: once and two retries, as many as LeRobot found enough on noisy buses.
  @inline(__always) static var attempts: UInt8 { 3 }
  /// After so many turns without an answer a node is left out.
  @inline(__always) static var silentTurns: UInt8 { 3 }
  /// Between two questions to those left out: a person who plugs one in sees it in the blink of an eye.
  @inline(__always) static var probeSpacing: Interval { .milliseconds(100) }

  private let everyone: UInt32
  /// Those whom this turn asks.
  private var wanted: UInt32 = 0
  /// Not asked yet in this attempt.
  private(set) var toAsk: UInt32 = 0
  /// Asked, and an answer may still come.
  private(set) var underWay: UInt32 = 0
  private(set) var answered: UInt32 = 0
  private var attempt: UInt8 = 0
  private(set) var lastReply: Timestamp = .never
  /// Turns in a row without an answer, saturating.
  private var misses: InlineArray<32, UInt8> = InlineArray(repeating: 0)
  private var nodes: InlineArray<32, NodeCounters> = InlineArray(repeating: NodeCounters())
  /// When one of those left out may be asked.
  private var probeAt: Timestamp = .never
  /// Which of them was asked last.
  private var probed: UInt8 = 0
  /// Nodes that reported an alert in their last reply.
  private(set) var alerting: UInt32 = 0

  init(count: Int) {
    precondition(count >= 1 && count <= NodeTurn.capacity, "a bus has 1 ... 32 nodes")
    everyone = count == 32 ? .max : (1 << UInt32(count)) - 1
  }

  /// Starts a turn. False where nobody is to be asked now.
  mutating func begin(at now: Timestamp) -> Bool {
    let silent = self.silent
    wanted = everyone & ~silent
    if silent != 0 && now >= probeAt {
      let behind = silent & ~((2 &<< UInt32(probed)) &- 1)
      probed = UInt8(truncatingIfNeeded: (behind != 0 ? behind : silent).trailingZeroBitCount)
      wanted |= 1 &<< UInt32(probed)
      probeAt = now + NodeTurn.probeSpacing
    }
    attempt = 0
    answered = 0
    underWay = 0
    toAsk = wanted
    return wanted != 0
  }

  /// Forgets the turn under way.
  mutating func stop() {
    toAsk = 0
    underWay = 0
  }

  /// Nodes that have not answered for several turns.
  var silent: UInt32 {
    mutating get {
      var silent: UInt32 = 0
      for index in 0..<everyone.nonzeroBitCount where misses[index] >= NodeTurn.silentTurns { silent |= 1 &<< UInt32(index) }
      return silent
    }
  }

  /// Takes note that a request to `targets` was made.
  mutating func asked(_ targets: UInt32) {
    toAsk &= ~targets
    underWay |= targets
  }

  /// Whether an answer of node `index` is awaited.
  mutating func awaits(_ index: Int) -> Bool { index < NodeTurn.capacity && underWay & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 }

  /// Takes note of a believed answer.
  mutating func answered(_ index: Int, at arrival: Timestamp) {
    answered |= 1 &<< UInt32(truncatingIfNeeded: index)
    nodes[index].replies &+= 1
    lastReply = arrival
    passed(index)
  }

  /// Takes note of an answer that says that the node cannot.
  mutating func failed(_ index: Int) {
    nodes[index].errors &+= 1
    passed(index)
  }

  /// Takes note of the alert bits of an answer.
  mutating func alert(_ index: Int, _ isAlert: Bool) {
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: index)
    if isAlert {
      nodes[index].alerts &+= 1
      alerting |= bit
    } else {
      alerting &= ~bit
    }
  }

  /// Node `index` has spoken: it, and whoever was asked before it, is not awaited any more.
  private mutating func passed(_ index: Int) { underWay &= ~((2 &<< UInt32(truncatingIfNeeded: index)) &- 1) }

  /// Takes note that a time-out is over: nobody is awaited any more.
  mutating func timedOut() { underWay = 0 }

  /// Takes note of a request outside a turn that node `index` did not answer.
  mutating func timedOut(_ index: Int) { nodes[index].timeouts &+= 1 }

  /// Whether all whom this turn wanted have answered.
  var isComplete: Bool {
    mutating get { wanted & ~answered == 0 }
  }

  /// Nodes that are worth another attempt; none after the last.
  var worthAsking: UInt32 {
    mutating get { attempt &+ 1 < NodeTurn.attempts ? wanted & ~answered & ~silent : 0 }
  }

  /// Whether whom this attempt asks was asked before in this turn.
  var isRetry: Bool {
    mutating get { attempt > 0 }
  }

  /// Starts another attempt for those who are worth it.
  mutating func askAgain() {
    toAsk = worthAsking
    attempt &+= 1
    for index in 0..<everyone.nonzeroBitCount where toAsk & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 { nodes[index].retries &+= 1 }
  }

  /// Ends the turn: counts who was missing. Returns those who have just become silent.
  mutating func end(_ counters: inout DriverCounters) -> UInt32 {
    stop()
    var lost: UInt32 = 0
    // One bit less each time, of at most 32.
    var rest = wanted
    while rest != 0 {
      let index = rest.trailingZeroBitCount
      rest &= rest &- 1
      if answered & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 {
        // Where one has come back, others may have: power returns to all.
        if misses[index] >= NodeTurn.silentTurns { probeAt = .never }
        misses[index] = 0
        continue
      }
      counters.timeouts &+= 1
      nodes[index].timeouts &+= 1
      if misses[index] < .max { misses[index] &+= 1 }
      if misses[index] == NodeTurn.silentTurns { lost |= 1 &<< UInt32(truncatingIfNeeded: index) }
    }
    return lost
  }

  /// What node `index` did.
  mutating func node(_ index: Int) -> NodeCounters { nodes[index] }

  /// Saves or restores the turn, as fields of the driver's section.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&wanted)
    archive.field(&toAsk)
    archive.field(&underWay)
    archive.field(&answered)
    archive.field(&attempt)
    archive.field(&lastReply)
    archive.field(&misses)
    archive.field(&nodes)
    archive.field(&probeAt)
    archive.field(&probed)
    archive.field(&alerting)
    guard archive.isReading else { return }
    wanted &= everyone
    toAsk &= everyone
    underWay &= everyone
    answered &= everyone
    probed &= 31
  }
}
