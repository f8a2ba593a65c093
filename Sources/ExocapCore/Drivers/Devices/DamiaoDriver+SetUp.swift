// The set-up: each motor's torque is taken off, its own scales are read and compared with the profile's, and it is asked who it is.

extension DamiaoDriver {
  /// A motor is asked in vain at most this often before it counts as not set up.
  @inline(__always) static var setUpAttempts: UInt8 { 3 }
  /// A motor whose set-up failed and that answers turns is tried again this much later.
  @inline(__always) static var setUpSpacing: Interval { .seconds(1) }
  /// Torque off, then the ends of position, velocity and torque, then the serial number.
  @inline(__always) static var setUpSteps: UInt8 { 5 }
  @inline(__always) private static var serialStep: UInt8 { 4 }
  /// [-] Scales are small whole numbers or halves in float32: they are the profile's, or others.
  @inline(__always) static var scaleTolerance: Double { 1e-3 }

  /// Plans the set-up of all motors: before the next turn where `first`, else one exchange between two turns.
  mutating func planSetUp(first: Bool) {
    pending = stepsWanted != 0 ? everyone : 0
    notSetUp = 0
    isFirstSetUp = first && pending != 0
    setUpAgainAt = .never
    beginMotor()
  }

  /// After a turn: plans the set-up of motors that answer again.
  mutating func planSetUpAgain() {
    let back = notSetUp & answered
    if stepsWanted == 0 { notSetUp = 0 }
    guard back != 0, pending == 0, stepsWanted != 0 else { return }
    notSetUp &= ~back
    pending = back
    setUpAgainAt = lastCall + DamiaoDriver.setUpSpacing
    beginMotor()
  }

  /// Bit i: step i is taken.
  private var stepsWanted: UInt8 {
    (freesMotors ? 1 : 0) | (checksScales ? 0b1110 : 0) | (readsIdentity ? 1 &<< DamiaoDriver.serialStep : 0)
  }

  private mutating func beginMotor() { goToStep(0) }

  /// Goes to the first step from `step` on that is taken; behind the last one where none is.
  private mutating func goToStep(_ step: UInt8) {
    setUpStep = step
    while setUpStep < DamiaoDriver.setUpSteps && stepsWanted & (1 &<< setUpStep) == 0 { setUpStep &+= 1 }
    setUpAttempt = 0
  }

  /// The register that the present step reads.
  private var stepRegister: UInt8 {
    setUpStep == DamiaoDriver.serialStep ? DamiaoFrames.serialNumber : DamiaoFrames.firstScale &+ setUpStep &- 1
  }

  private var setUpMotor: Int { pending.trailingZeroBitCount }

  /// Writes the next set-up request; some motor is pending.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    let motor = motors[setUpMotor]
    if setUpStep == 0 {
      DamiaoFrames.appendFree(motor.id, adapter, to: &request)
    } else {
      DamiaoFrames.appendRegisterRequest(motor.id, stepRegister, adapter, to: &request)
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
      let id = UInt16(bytes[offset]) | UInt16(bytes[offset &+ 1]) &<< 8
      guard id == motors[index].id, bytes[offset &+ 2] == 0x33, bytes[offset &+ 3] == stepRegister else {
        counters.malformed &+= 1
        return
      }
      var bits: UInt32 = 0
      for byte in 0..<4 { bits |= UInt32(bytes[offset &+ 4 &+ byte]) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
      if setUpStep == DamiaoDriver.serialStep {
        take(serial: bits, of: index)
      } else {
        compare(Double(Float(bitPattern: bits)), with: scale(of: index), of: index)
      }
    }
    endExchange()
    goToStep(setUpStep &+ 1)
    if setUpStep >= DamiaoDriver.setUpSteps { endMotor(failed: false) }
  }

  /// A motor to which the factory gave no number says nothing of itself.
  private mutating func take(serial: UInt32, of index: Int) {
    guard serial != 0, serial != .max else { return }
    identity.set(index, UInt64(motors[index].id) &<< 32 | UInt64(serial))
    identityChanges &+= 1
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
    guard setUpAttempt >= DamiaoDriver.setUpAttempts else {
      counters.retries &+= 1
      return
    }
    // One that does not tell its number is as the profile says all the same.
    endMotor(failed: setUpStep != DamiaoDriver.serialStep)
  }

  private mutating func endMotor(failed: Bool) {
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: setUpMotor)
    pending &= ~bit
    if failed { notSetUp |= bit } else { notSetUp &= ~bit }
    beginMotor()
    if pending == 0 { isFirstSetUp = false }
  }
}
