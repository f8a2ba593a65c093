/// Reads a chain of Dynamixel protocol 2.0 servos in turns: one request, then a reply of each servo.
///
/// A turn starts every 1/rate and ends when all have answered, or at its timeout: then what did not answer is invalid in the raw
/// sample, and a turn that nobody answered makes no sample at all. Before the first turn the profile's registers are set up
/// (`DynamixelDriver+SetUp.swift`). Fast sync read is tried first where the profile says so, and given up for good where it is
/// measured not to work (`DynamixelDriver+Turn.swift`).
package struct DynamixelDriver: ~Copyable {
  /// The most servos of one bus: 21 with three readings each fit a raw sample.
  @inline(__always) package static var capacity: Int { 21 }
  /// What no servo needs to answer, but a loaded machine may: beyond the wire's own time.
  @inline(__always) static var leastMargin: Interval { .milliseconds(2) }
  @inline(__always) static var mostMargin: Interval { .milliseconds(20) }
  /// A turn asks at most this often: once and two retries, as many as LeRobot found enough on noisy buses.
  @inline(__always) static var attemptsPerTurn: UInt8 { 3 }
  /// After so many turns without an answer a servo is not asked again in the same turn, and set up when it comes back.
  @inline(__always) static var silentTurns: UInt8 { 3 }

  // Constants of the bus.
  let ids: [UInt8]
  let count: Int
  let everyone: UInt32
  let address: UInt16
  let length: Int
  let hasVelocity: Bool
  let hasCurrent: Bool
  let period: Interval
  let margin: Interval
  let timing: DynamixelTiming

  // What is on the wire, and the plan.
  var isOpen = false
  var exchange = BusExchange()
  var nextTurn: Timestamp = .never
  var lastCall: Timestamp = .never
  var indexOfID: InlineArray<256, UInt8>
  var packets = DynamixelPackets()
  var parser = DynamixelParser()

  // The turn. Bit i: servo i of the profile.
  var attempt: UInt8 = 0
  /// The request on the wire is a fast sync read.
  var askedFast = false
  var asked: UInt32 = 0
  var answered: UInt32 = 0
  /// Answered in this turn after a fast sync read had missed them.
  var missedByFast: UInt32 = 0
  /// The order in which servos are listed in requests.
  var order: InlineArray<21, UInt8> = InlineArray { UInt8($0) }
  var lastReply: Timestamp = .never
  var reading = RawSample()
  /// Turns in a row without an answer, saturating.
  var misses: InlineArray<21, UInt8> = InlineArray(repeating: 0)
  var alerting: UInt32 = 0
  var nodeCounters: InlineArray<21, NodeCounters> = InlineArray(repeating: NodeCounters())
  package internal(set) var counters = DriverCounters()

  // The choice of read.
  var usesFast: Bool
  var fastIsProven = false
  var fastStrikes: UInt8 = 0
  var hasFallenBack = false

  var setUp: RegisterSetUp

  var servos: ServoIdentities

  /// Whether a person is shown which bus this is, and whether the servos have not been told yet.
  var isLit = false
  var isLightDue = false

  let spring: ServoSpring?
  /// [N] What the robot's hand felt last, and when that was told.
  var felt = Double.nan
  var feltAt: Timestamp = .never
  /// [count] On the way to what the spring wants.
  var pulling = 0.0
  /// [count] Written last, and when.
  var pulled: Int16 = 0
  var pulledAt: Timestamp = .never

  /// `bus` has 1 … 21 ids, all different, below 253.
  package init(_ bus: DynamixelBus, line: SerialLine) {
    precondition(bus.ids.count >= 1 && bus.ids.count <= DynamixelDriver.capacity, "a Dynamixel bus has 1 ... 21 servos")
    precondition(bus.rate > 0, "a Dynamixel bus is read at a rate")
    var index = InlineArray<256, UInt8>(repeating: 0xFF)
    for (place, id) in bus.ids.enumerated() {
      precondition(id <= 252 && index[Int(id)] == 0xFF, "Dynamixel ids are different and below 253")
      index[Int(id)] = UInt8(place)
    }
    indexOfID = index
    ids = bus.ids
    count = bus.ids.count
    everyone = (1 << UInt32(bus.ids.count)) - 1
    address = bus.address
    hasVelocity = bus.block.hasVelocity
    hasCurrent = bus.block.hasCurrent
    length = Int(bus.block.length)
    period = .seconds(rounding: 1 / bus.rate)
    margin = min(max(period / 4, DynamixelDriver.leastMargin), DynamixelDriver.mostMargin)
    timing = DynamixelTiming(baud: line.baud, returnDelay: bus.returnDelay, latency: line.latency)
    setUp = RegisterSetUp(ids: bus.ids, bus.setup, identityReads: bus.readsIdentity ? 2 : 0)
    spring = bus.spring
    precondition(bus.spring.map { bus.ids.contains($0.id) } ?? true, "the spring's servo is one of the bus")
    servos = ServoIdentities(count: bus.readsIdentity ? bus.ids.count : 0)
    usesFast = bus.read == .fastSync
  }

  /// Takes note that the port is open: what was on the wire is forgotten, all servos are set up.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    lastCall = now
    isOpen = true
    exchange.end()
    parser.reset()
    nextTurn = now
    servos.forget()
    letGo()
    setUp.plan(first: true)
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    lastCall = now
    isOpen = false
    exchange.end()
    parser.reset()
  }

  /// Takes one byte. True where it completes a turn: then `raw` holds it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    lastCall = arrival
    parser.append(byte)
    return takeFindings(at: arrival, into: &raw)
  }

  /// Ends what has timed out and writes what is next into `request`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(
    now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample
  ) -> PollOutcome {
    lastCall = now
    var outcome = PollOutcome(hasRequest: false, hasSample: false)
    guard isOpen else { return outcome }
    if exchange.kind != .none {
      guard now >= exchange.endsAt else { return outcome }
      outcome.hasSample = takeRemains(at: now, into: &raw)
      if exchange.kind == .turn {
        demoteFirstMissing()
        if mayAskAgain(now) {
          askAgain(now, into: &request)
          outcome.hasRequest = true
          return outcome
        }
        outcome.hasSample = endTurn(at: now, into: &raw)
      }
      if exchange.kind == .setUp { setUpTimedOut() }
    }
    if exchange.kind == .none { outcome.hasRequest = beginNext(now, into: &request) }
    return outcome
  }

  /// Takes what the port answered to the request: the wait for replies counts from here. A request that was not taken is over.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    lastCall = now
    guard exchange.kind != .none else { return }
    switch outcome {
    case .taken:
      exchange.taken(at: now)
    case .busy, .failed:
      counters.writeFailures &+= 1
      exchange.end()
    }
  }

  /// `setUp` sets all servos up again, between turns, and `blink` turns their LEDs on or off; the other requests are not this bus's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    lastCall = now
    switch request {
    case .setUp: if isOpen { setUp.plan(first: false) }
    case .blink:
      isLit.toggle()
      isLightDue = isOpen
    case .tare, .ping, .distrust, .trust: break
    }
  }

  /// When `poll` next wants to be called, if nothing arrives before.
  package var deadline: Timestamp {
    if !isOpen { return .distantFuture }
    if exchange.kind != .none { return exchange.endsAt }
    return setUp.isDue ? lastCall : nextTurn
  }

  /// What the bus is like now, for status.
  package var state: DynamixelBusState {
    mutating get {
      var silent: UInt32 = 0
      for index in 0..<count where misses[index] >= DynamixelDriver.silentTurns { silent |= 1 &<< UInt32(index) }
      return DynamixelBusState(
        readsFast: usesFast, hasFallenBack: hasFallenBack, alerting: alerting, silent: silent, notSetUp: setUp.failed | setUp.pending)
    }
  }

  /// What servo `index` of the profile did.
  package mutating func node(_ index: Int) -> NodeCounters { nodeCounters[index] }

  /// Takes note that a request was written into the buffer; its replies may take `time` on the wire.
  mutating func beginExchange(_ kind: BusExchange.Kind, at now: Timestamp, taking time: Interval) {
    exchange.begin(kind, at: now, allowing: time + timing.latency + margin)
  }

  /// Starts a set-up exchange or a turn where one is due. True where `request` holds it.
  private mutating func beginNext(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    if beginSetUpExchange(now, into: &request) { return true }
    guard now >= nextTurn, !setUp.isFirst else { return false }
    beginTurn(now, into: &request)
    return true
  }
}

/// What a Dynamixel bus is like. Bit i of a mask: servo i of the profile.
@frozen
package struct DynamixelBusState: BitwiseCopyable, Sendable, Equatable {
  /// Whether turns are asked by fast sync read.
  package var readsFast: Bool
  /// Whether fast sync read was tried, did not work where sync read did, and was given up.
  package var hasFallenBack: Bool
  /// Servos that reported a hardware alert in their last reply.
  package var alerting: UInt32
  /// Servos that have not answered for several turns.
  package var silent: UInt32
  /// Servos whose registers are not known to be as the profile says.
  package var notSetUp: UInt32
}
