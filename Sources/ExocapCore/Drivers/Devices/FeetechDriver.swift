/// Reads a chain of Feetech servos (STS, SMS, SCS) in turns: STS by one sync read for all, SCS by one read after the other.
///
/// A turn starts every 1/rate and ends when all have answered, or at its timeouts: then what did not answer is invalid in the raw
/// sample, and a turn that nobody answered makes no sample at all. Who is asked when is `NodeTurn`'s to say; before the first turn
/// the profile's registers are set up (`RegisterSetUp`). Source: Feetech, "Serial servo communication protocol" and the memory
/// tables of STS and SCS.
package struct FeetechDriver: ~Copyable {
  /// The most servos of one bus: 21 with three readings each fit a raw sample.
  @inline(__always) package static var capacity: Int { 21 }
  /// What no servo needs to answer, but a loaded machine may: beyond the wire's own time.
  @inline(__always) static var leastMargin: Interval { .milliseconds(2) }
  @inline(__always) static var mostMargin: Interval { .milliseconds(20) }

  // Constants of the bus.
  let ids: [UInt8]
  let count: Int
  let address: UInt8
  let length: Int
  let isBigEndian: Bool
  let hasSyncRead: Bool
  let period: Interval
  let margin: Interval
  let timing: FeetechTiming

  var isOpen = false
  var exchange = BusExchange()
  var nextTurn: Timestamp = .never
  var lastCall: Timestamp = .never
  var indexOfID: InlineArray<256, UInt8>
  var packets: FeetechPackets
  var parser = FeetechParser()
  var turn: NodeTurn
  var setUp: RegisterSetUp
  var servos: ServoIdentities
  var reading = RawSample()
  package internal(set) var counters = DriverCounters()

  /// `bus` has 1 … 21 ids, all different, below 254.
  package init(_ bus: FeetechBus, line: SerialLine) {
    precondition(bus.ids.count >= 1 && bus.ids.count <= FeetechDriver.capacity, "a Feetech bus has 1 ... 21 servos")
    precondition(bus.rate > 0, "a Feetech bus is read at a rate")
    var index = InlineArray<256, UInt8>(repeating: 0xFF)
    for (place, id) in bus.ids.enumerated() {
      precondition(id < FeetechPackets.broadcast && index[Int(id)] == 0xFF, "Feetech ids are different and below 254")
      index[Int(id)] = UInt8(place)
    }
    indexOfID = index
    ids = bus.ids
    count = bus.ids.count
    address = bus.block.address
    length = bus.block.length
    isBigEndian = bus.series == .scs
    hasSyncRead = bus.series.hasSyncRead
    period = .seconds(rounding: 1 / bus.rate)
    margin = min(max(period / 4, FeetechDriver.leastMargin), FeetechDriver.mostMargin)
    timing = FeetechTiming(baud: line.baud, returnDelay: bus.returnDelay, latency: line.latency)
    packets = FeetechPackets(bus.series)
    turn = NodeTurn(count: bus.ids.count)
    let reads = FeetechDriver.identityReads(bus.series)
    setUp = RegisterSetUp(ids: bus.ids, bus.setup, identityReads: bus.readsIdentity ? reads : 0)
    servos = ServoIdentities(count: bus.readsIdentity ? bus.ids.count : 0)
  }

  /// Takes note that the port is open: what was on the wire is forgotten, all servos are set up.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    lastCall = now
    isOpen = true
    stop()
    nextTurn = now
    servos.forget()
    setUp.plan(first: true)
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    lastCall = now
    isOpen = false
    stop()
  }

  private mutating func stop() {
    exchange.end()
    turn.stop()
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
  package mutating func poll(now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample) -> PollOutcome {
    lastCall = now
    var outcome = PollOutcome(hasRequest: false, hasSample: false)
    guard isOpen else { return outcome }
    if isAwaiting {
      guard now >= exchange.endsAt else { return outcome }
      outcome.hasSample = takeRemains(at: now, into: &raw)
      if exchange.kind == .setUp { setUpTimedOut() }
      turn.timedOut()
    }
    if exchange.kind == .turn {
      outcome.hasRequest = goOn(now, into: &request)
      if !outcome.hasRequest { outcome.hasSample = endTurn(at: now, into: &raw) || outcome.hasSample }
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
    guard isAwaiting else { return }
    switch outcome {
    case .taken:
      exchange.taken(at: now)
    case .busy, .failed:
      counters.writeFailures &+= 1
      exchange.end()
      turn.stop()
    }
  }

  /// `setUp` sets all servos up again, between turns; the other requests are not this bus's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    lastCall = now
    switch request {
    case .setUp: if isOpen { setUp.plan(first: false) }
    case .tare, .ping, .distrust, .trust, .blink: break
    }
  }

  /// When `poll` next wants to be called, if nothing arrives before.
  package var deadline: Timestamp {
    mutating get {
      if !isOpen { return .distantFuture }
      if isAwaiting { return exchange.endsAt }
      return exchange.kind == .turn || setUp.isDue ? lastCall : nextTurn
    }
  }

  /// What the bus is like now, for status.
  package var state: ServoBusState {
    mutating get { ServoBusState(alerting: turn.alerting, silent: turn.silent, notSetUp: setUp.failed | setUp.pending) }
  }

  /// What servo `index` of the profile did.
  package mutating func node(_ index: Int) -> NodeCounters { turn.node(index) }

  /// Whether somebody may still answer.
  var isAwaiting: Bool { exchange.kind == .setUp || (exchange.kind == .turn && turn.underWay != 0) }

  /// Takes note that a request was written into the buffer; its replies may take `time` on the wire.
  mutating func expectReply(_ kind: BusExchange.Kind, from now: Timestamp, taking time: Interval) {
    exchange.begin(kind, at: now, allowing: time + timing.latency + margin)
  }

  /// Starts a set-up exchange or a turn where one is due. True where `request` holds it.
  private mutating func beginNext(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    if beginSetUpExchange(now, into: &request) { return true }
    guard now >= nextTurn, !setUp.isFirst else { return false }
    return beginTurn(now, into: &request)
  }
}

/// What a bus of servos is like. Bit i of a mask: servo i of the profile.
@frozen
package struct ServoBusState: BitwiseCopyable, Sendable, Equatable {
  /// Servos that reported an alert in their last reply.
  package var alerting: UInt32
  /// Servos that have not answered for several turns.
  package var silent: UInt32
  /// Servos whose registers are not known to be as the profile says.
  package var notSetUp: UInt32
}
