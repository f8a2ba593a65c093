/// Reads slaves of Modbus RTU in turns: one request after the other, each when the reply of the one before has come and the line was
/// quiet for 3.5 characters. Where the profile says that slaves and adapter allow it, requests are pipelined: the next one goes out
/// a given time after the one before, and its reply is read when the adapter brings it.
///
/// A turn starts every 1/rate and ends when all have answered, or at its timeouts: then what did not answer is invalid in the raw
/// sample, and a turn that nobody answered makes no sample at all. Who is asked when is `NodeTurn`'s to say. Source: "MODBUS over
/// Serial Line" V1.02, "MODBUS Application Protocol" V1.1b3.
package struct ModbusDriver: ~Copyable {
  /// What no slave needs to answer, but a loaded machine may: beyond the wire's own time.
  @inline(__always) static var leastMargin: Interval { .milliseconds(2) }
  @inline(__always) static var mostMargin: Interval { .milliseconds(20) }

  /// One node, without its name.
  struct Plan: BitwiseCopyable, Sendable {
    var slave: UInt8
    var function: ModbusFunction
    var register: UInt16
    var registers: Int
    var count: Int
    var type: ModbusNumber
    var wordOrder: ModbusWordOrder
    var firstField: Int
  }

  let plans: [Plan]
  let fieldCount: Int
  let period: Interval
  let margin: Interval
  let timing: ModbusTiming
  /// Between two requests; nil where each waits for the reply before.
  let pipelining: Interval?

  private(set) var isOpen = false
  /// A turn has begun, and is not over.
  var isInTurn = false
  /// When those who are awaited have failed to answer.
  private var exchangeEndsAt: Timestamp = .distantFuture
  /// Waiting time of the last request, counted anew when the port has taken it.
  private var allowance: Interval = .zero
  /// When the line is quiet.
  private var quietAt: Timestamp = .never
  /// When a pipelined request may follow.
  private var followAt: Timestamp = .never
  var nextTurn: Timestamp = .never
  var checksum = CRC16Modbus()
  var parser: ModbusParser
  var turn: NodeTurn
  var reading = RawSample()
  package internal(set) var counters = DriverCounters()

  /// `bus` has 1 … 32 nodes with at most 64 numbers.
  package init(_ bus: ModbusBus, line: SerialLine) {
    precondition(bus.nodes.count >= 1 && bus.nodes.count <= NodeTurn.capacity, "a Modbus line has 1 ... 32 nodes")
    precondition(bus.fieldCount <= RawSample.capacity, "a Modbus line has at most 64 numbers")
    precondition(bus.rate > 0, "a Modbus line is read at a rate")
    plans = bus.nodes.indices.map { index in
      let node = bus.nodes[index]
      precondition(node.count > 0 && node.registerCount <= 125, "a read asks for 1 ... 125 registers")
      return Plan(
        slave: node.slave, function: node.function, register: node.register, registers: node.registerCount, count: node.count,
        type: node.type, wordOrder: node.wordOrder, firstField: bus.firstField(of: index))
    }
    fieldCount = bus.fieldCount
    period = .seconds(rounding: 1 / bus.rate)
    margin = min(max(period / 4, ModbusDriver.leastMargin), ModbusDriver.mostMargin)
    timing = ModbusTiming(bus, line)
    pipelining = bus.pipelining
    turn = NodeTurn(count: bus.nodes.count)
    parser = ModbusParser(
      plans.map { ModbusParser.Expected(slave: $0.slave, function: $0.function.rawValue, length: UInt8(2 * $0.registers)) })
  }

  /// Takes note that the port is open: what was on the wire is forgotten.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    isOpen = true
    stop()
    quietAt = now
    nextTurn = now
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    isOpen = false
    stop()
  }

  private mutating func stop() {
    isInTurn = false
    exchangeEndsAt = .distantFuture
    turn.stop()
    parser.reset()
  }

  /// Takes one byte. True where it completes a turn: then `raw` holds it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    quietAt = arrival + timing.silence
    parser.append(byte)
    return takeFindings(at: arrival, into: &raw)
  }

  /// Ends what has timed out and writes what is next into `request`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample) -> PollOutcome {
    var outcome = PollOutcome(hasRequest: false, hasSample: false)
    guard isOpen else { return outcome }
    if isInTurn && turn.underWay != 0 && now >= exchangeEndsAt {
      outcome.hasSample = takeRemains(at: now, into: &raw)
      turn.timedOut()
    }
    if isInTurn && now >= askAt {
      outcome.hasRequest = goOn(now, into: &request)
      if !outcome.hasRequest { outcome.hasSample = endTurn(at: now, into: &raw) || outcome.hasSample }
    }
    if !isInTurn && now >= max(nextTurn, quietAt) { outcome.hasRequest = beginTurn(now, into: &request) }
    return outcome
  }

  /// Takes what the port answered to the request: the wait for replies counts from here. A request that was not taken is over.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    guard isInTurn, turn.underWay != 0 else { return }
    switch outcome {
    case .taken: countFrom(now)
    case .busy, .failed:
      counters.writeFailures &+= 1
      isInTurn = false
      turn.stop()
    }
  }

  /// Nothing that a person may ask is this line's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {}

  /// When `poll` next wants to be called, if nothing arrives before.
  package var deadline: Timestamp {
    mutating get {
      if !isOpen { return .distantFuture }
      if !isInTurn { return max(nextTurn, quietAt) }
      return turn.underWay != 0 ? min(exchangeEndsAt, askAt) : askAt
    }
  }

  /// When the next request may go out, or, where none is left, the turn ends; `.distantFuture` while a reply is awaited first.
  private var askAt: Timestamp {
    mutating get {
      if turn.underWay == 0 { return quietAt }
      return pipelining != nil && turn.toAsk != 0 ? followAt : .distantFuture
    }
  }

  /// Takes note that a request to `node` was written into the buffer.
  mutating func expectReply(of node: Int, from now: Timestamp) {
    allowance = timing.read(registers: plans[node].registers) + timing.latency + margin
    countFrom(now)
  }

  private mutating func countFrom(_ now: Timestamp) {
    exchangeEndsAt = now + allowance
    if let pipelining { followAt = now + pipelining }
  }

  /// Nodes that have not answered for several turns. Bit i: node i of the profile.
  package var silent: UInt32 {
    mutating get { turn.silent }
  }

  /// What node `index` of the profile did.
  package mutating func node(_ index: Int) -> NodeCounters { turn.node(index) }

  /// Saves or restores everything that changes, the half reply too. Belongs to a line of the same nodes.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4244_4F4D, version: 2)  // "MODB"
    archive.field(&isOpen)
    archive.field(&isInTurn)
    archive.field(&exchangeEndsAt)
    archive.field(&allowance)
    archive.field(&quietAt)
    archive.field(&followAt)
    archive.field(&nextTurn)
    archive.field(&reading)
    archive.field(&counters)
    turn.checkpoint(&archive)
    parser.checkpoint(&archive)
  }
}
