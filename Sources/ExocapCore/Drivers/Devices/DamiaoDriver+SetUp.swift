// The set-up: each motor's torque is taken off, and its own scales are read and compared with the profile's.

extension DamiaoDriver {
  /// A motor is asked in vain at most this often before it counts as not set up.
  @inline(__always) static var setUpAttempts: UInt8 { 3 }
  /// A motor whose set-up failed and that answers turns is tried again this much later.
  @inline(__always) static var setUpSpacing: Interval { .seconds(1) }
  /// Torque off, then the ends of position, velocity and torque.
  @inline(__always) static var setUpSteps: UInt8 { 4 }
  /// [-] Scales are small whole numbers or halves in float32: they are the profile's, or others.
  @inline(__always) static var scaleTolerance: Double { 1e-3 }

  /// Plans the set-up of all motors: before the next turn where `first`, else one exchange between two turns.
  mutating func planSetUp(first: Bool) {
    pending = freesMotors || checksScales ? everyone : 0
    notSetUp = 0
    isFirstSetUp = first && pending != 0
    setUpAgainAt = .never
    beginMotor()
  }

  /// After a turn: plans the set-up of motors that answer again.
  mutating func planSetUpAgain() {
    let back = notSetUp & answered
    if !freesMotors && !checksScales { notSetUp = 0 }
    guard back != 0, pending == 0, freesMotors || checksScales else { return }
    notSetUp &= ~back
    pending = back
    setUpAgainAt = lastCall + DamiaoDriver.setUpSpacing
    beginMotor()
  }

  private mutating func beginMotor() {
    setUpStep = freesMotors ? 0 : 1
    setUpAttempt = 0
  }

  private var setUpMotor: Int { pending.trailingZeroBitCount }

  /// Writes the next set-up request; some motor is pending.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    let motor = motors[setUpMotor]
    if setUpStep == 0 {
      DamiaoFrames.appendFree(motor.id, adapter, to: &request)
    } else {
      DamiaoFrames.appendRegisterRequest(motor.id, DamiaoFrames.firstScale &+ setUpStep &- 1, adapter, to: &request)
    }
    beginExchange(.setUp, at: now, taking: timing.exchange(1))
    return true
  }

  /// Takes an answer of motor `index` while a set-up request is on the wire.
  mutating func takeSetUpAnswer(_ index: Int, from offset: Int) {
    guard index == setUpMotor else {
      counters.malformed &+= 1
      return
    }
    if setUpStep == 0 {
      noteStatus(bytes[offset] &>> 4, of: index)
    } else {
      let register = DamiaoFrames.firstScale &+ setUpStep &- 1
      let id = UInt16(bytes[offset]) | UInt16(bytes[offset &+ 1]) &<< 8
      guard id == motors[index].id, bytes[offset &+ 2] == 0x33, bytes[offset &+ 3] == register else {
        counters.malformed &+= 1
        return
      }
      var bits: UInt32 = 0
      for byte in 0..<4 { bits |= UInt32(bytes[offset &+ 4 &+ byte]) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
      compare(Double(Float(bitPattern: bits)), with: scale(of: index), of: index)
    }
    endExchange()
    setUpAttempt = 0
    setUpStep &+= 1
    if setUpStep >= (checksScales ? DamiaoDriver.setUpSteps : 1) { endMotor(failed: false) }
  }

  private mutating func scale(of index: Int) -> Double {
    switch setUpStep {
    case 1: motors[index].position
    case 2: motors[index].velocity
    default: motors[index].torque
    }
  }

  private mutating func compare(_ found: Double, with expected: Double, of index: Int) {
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
    if setUpStep == 1 { wronglyScaled &= ~bit }
    // NaN is another scale, too.
    if !(abs(found - expected) <= DamiaoDriver.scaleTolerance * expected) { wronglyScaled |= bit }
  }

  /// Takes note that a set-up request was not answered.
  mutating func setUpTimedOut() {
    counters.timeouts &+= 1
    nodeCounters[setUpMotor].timeouts &+= 1
    endExchange()
    setUpAttempt &+= 1
    if setUpAttempt >= DamiaoDriver.setUpAttempts { endMotor(failed: true) } else { counters.retries &+= 1 }
  }

  private mutating func endMotor(failed: Bool) {
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: setUpMotor)
    pending &= ~bit
    if failed { notSetUp |= bit } else { notSetUp &= ~bit }
    beginMotor()
    if pending == 0 { isFirstSetUp = false }
  }
}
