/// Reads a chain of Damiao motors in turns: a request for the state of each, then an answer of each.
///
/// The motors are read as encoders: opening takes their torque off (a person moves the arm) and reads their own scales, for the same
/// bits mean another angle with another PMAX, and the maker's tables differ between firmwares. A motor with other scales than the
/// profile says is never valid. A turn starts every 1/rate and ends when all have answered, or at its timeout: then what did not
/// answer is invalid in the raw sample, and a turn that nobody answered makes no sample.
///
/// Positions are given as 16-bit counts about the middle (-32767.5 … 32767.5), velocities and torques as 12-bit ones (±2047.5).
/// Behind the USB-CAN board there is no checksum on the serial side: a packet is believed by its frame, id and length. The board's CAN
/// side has one. Sources as in `DamiaoFrames`.
package struct DamiaoDriver: ~Copyable {
  /// The most motors of one bus.
  @inline(__always) package static var capacity: Int { 16 }
  /// What no motor needs to answer, but a loaded machine may: beyond the wire's own time.
  @inline(__always) static var margin: Interval { .milliseconds(2) }
  /// A turn asks at most this often.
  @inline(__always) static var attemptsPerTurn: UInt8 { 2 }
  /// After so many turns without an answer a motor is not asked twice in a turn, and set up when it comes back.
  @inline(__always) static var silentTurns: UInt8 { 3 }

  // Constants of the bus.
  let adapter: DamiaoAdapter
  let count: Int
  let everyone: UInt16
  let period: Interval
  let timing: DamiaoTiming
  let freesMotors: Bool
  let checksScales: Bool
  let readsIdentity: Bool
  var motors: InlineArray<16, DamiaoMotor>
  /// The motor that answers with a CAN id; 0xFF: none.
  var indexOfReply: InlineArray<2048, UInt8>
  /// The motor that answers with CAN id 0, by the low four bits of its own id; 0xFF: none.
  var indexOfNibble: InlineArray<16, UInt8>

  // What is on the wire, and the plan. Bit i: motor i of the profile.
  var isOpen = false
  var exchange = BusExchange()
  var nextTurn: Timestamp = .never
  var lastCall: Timestamp = .never
  var attempt: UInt8 = 0
  var asked: UInt16 = 0
  var answered: UInt16 = 0
  /// Asked in this turn, but not yet written: a CAN interface takes one frame a write.
  var toSend: UInt16 = 0
  var lastReply: Timestamp = .never
  var reading = RawSample()
  /// Turns in a row without an answer, saturating.
  var misses: InlineArray<16, UInt8> = InlineArray(repeating: 0)
  var alerting: UInt16 = 0
  var nodeCounters: InlineArray<16, NodeCounters> = InlineArray(repeating: NodeCounters())
  package internal(set) var counters = DriverCounters()

  // The set-up. Bit i: motor i of the profile.
  var pending: UInt16 = 0
  var notSetUp: UInt16 = 0
  /// Motors whose own scales are not the profile's.
  var wronglyScaled: UInt16 = 0
  var setUpStep: UInt8 = 0
  var setUpAttempt: UInt8 = 0
  var isFirstSetUp = false
  /// The motors' serial numbers, as far as they have any; without parts where the bus does not ask.
  package internal(set) var identity: DeviceIdentity
  /// Counts what was learnt or forgotten of it.
  var identityChanges: UInt32 = 0
  var setUpAgainAt: Timestamp = .never
  /// After the first set-up there is one exchange between two turns.
  var maySetUp = true

  // The packet under way.
  var bytes: InlineArray<16, UInt8> = InlineArray(repeating: 0)
  var length: UInt8 = 0

  /// A closed driver. `bus` has 1 … 16 motors with different ids and different answers; `line` is the board's.
  package init(_ bus: DamiaoBus, line: SerialLine) {
    precondition(1...DamiaoDriver.capacity ~= bus.motors.count, "a Damiao bus has 1 ... 16 motors")
    precondition(bus.rate > 0 && bus.bitrate > 0, "a Damiao bus is read at a rate, over a bus with a speed")
    var motors = InlineArray<16, DamiaoMotor>(repeating: DamiaoMotor(id: 0, reply: 0, position: 0, velocity: 0, torque: 0))
    var replies = InlineArray<2048, UInt8>(repeating: 0xFF)
    var nibbles = InlineArray<16, UInt8>(repeating: 0xFF)
    for (index, motor) in bus.motors.enumerated() {
      precondition(motor.id > 0 && motor.id < 2048 && motor.reply < 2048, "CAN ids of motors have eleven bits")
      motors[index] = motor
      if motor.reply > 0 {
        precondition(replies[Int(motor.reply)] == 0xFF, "two motors answer with the same id")
        replies[Int(motor.reply)] = UInt8(index)
      } else {
        precondition(nibbles[Int(motor.id & 15)] == 0xFF, "two motors cannot be told apart")
        nibbles[Int(motor.id & 15)] = UInt8(index)
      }
    }
    self.motors = motors
    indexOfReply = replies
    indexOfNibble = nibbles
    adapter = bus.adapter
    count = bus.motors.count
    everyone = UInt16(truncatingIfNeeded: (1 << UInt32(bus.motors.count)) - 1)
    period = .seconds(rounding: 1 / bus.rate)
    timing = DamiaoTiming(bitrate: bus.bitrate, latency: line.latency)
    freesMotors = bus.freesMotors
    checksScales = bus.checksScales
    readsIdentity = bus.readsIdentity
    identity = DeviceIdentity(count: bus.readsIdentity ? bus.motors.count : 0)
  }

  /// Takes note that the port is open: what was on the wire is forgotten, all motors are set up.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    lastCall = now
    isOpen = true
    endExchange()
    length = 0
    nextTurn = now
    wronglyScaled = 0
    identity.forget()
    identityChanges &+= 1
    planSetUp(first: true)
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    lastCall = now
    isOpen = false
    endExchange()
    length = 0
  }

  /// Ends what has timed out and writes what is next into `request`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample) -> PollOutcome {
    lastCall = now
    var outcome = PollOutcome(hasRequest: false, hasSample: false)
    guard isOpen else { return outcome }
    if toSend != 0 {
      writeRequests(into: &request)
      outcome.hasRequest = true
      return outcome
    }
    if exchange.kind != .none {
      guard now >= exchange.endsAt else { return outcome }
      if exchange.kind == .turn {
        if mayAskAgain(now) {
          askAgain(now, into: &request)
          outcome.hasRequest = true
          return outcome
        }
        outcome.hasSample = endTurn(at: now, into: &raw)
      } else {
        setUpTimedOut()
      }
    }
    if exchange.kind == .none { outcome.hasRequest = beginNext(now, into: &request) }
    return outcome
  }

  /// Takes what the port answered to the request: the wait for answers counts from the last one. A request that was not taken ends the turn.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    lastCall = now
    guard exchange.kind != .none else { return }
    switch outcome {
    case .taken:
      if toSend == 0 { exchange.taken(at: now) }
    case .busy, .failed:
      counters.writeFailures &+= 1
      toSend = 0
      if exchange.kind == .setUp { setUpTimedOut() } else { exchange.giveUp(at: now) }
    }
  }

  /// `setUp` sets all motors up again, between turns; the other requests are not this bus's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    lastCall = now
    switch request {
    case .setUp: if isOpen { planSetUp(first: false) }
    case .tare, .ping, .distrust, .trust, .blink: break
    }
  }

  /// When `poll` next wants to be called, if nothing arrives before.
  package var deadline: Timestamp {
    if !isOpen { return .distantFuture }
    if toSend != 0 { return lastCall }
    if exchange.kind != .none { return exchange.endsAt }
    return pending != 0 && isFirstSetUp ? lastCall : nextTurn
  }

  /// What the motors are like now.
  package var busState: BusState {
    mutating get {
      var state = BusState()
      state.count = UInt8(truncatingIfNeeded: count)
      for index in 0..<count where misses[index] >= DamiaoDriver.silentTurns { state.silent |= 1 &<< UInt32(truncatingIfNeeded: index) }
      state.alerting = UInt32(alerting)
      state.notSetUp = UInt32(notSetUp | pending)
      state.refused = UInt32(wronglyScaled)
      return state
    }
  }

  /// What motor `index` of the profile did.
  package mutating func node(_ index: Int) -> NodeCounters { nodeCounters[index] }

  mutating func endExchange() {
    exchange.end()
    toSend = 0
  }

  /// Takes note that requests are on their way; their answers may take `time` on the wire.
  mutating func beginExchange(_ kind: BusExchange.Kind, at now: Timestamp, taking time: Interval) {
    exchange.begin(kind, at: now, allowing: time + timing.latency + DamiaoDriver.margin)
  }

  /// Starts a set-up exchange or a turn where one is due. True where `request` holds it.
  private mutating func beginNext(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    if pending != 0 && (isFirstSetUp || maySetUp && setUpAgainAt <= now) {
      maySetUp = false
      return beginSetUpExchange(now, into: &request)
    }
    guard now >= nextTurn else { return false }
    beginTurn(now, into: &request)
    return true
  }
}
