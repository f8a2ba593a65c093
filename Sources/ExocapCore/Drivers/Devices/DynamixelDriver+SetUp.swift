// The set-up: registers of the profile, each read, written where it differs, and read again.
//
// Reading first spares the EEPROM, whose cells wear, and makes the set-up of a bus that is as it should be quick. When a servo
// comes back after a silence it is set up again, one exchange between two turns, so that the others are read at their rate.

extension DynamixelDriver {
  /// A register is written, or asked in vain, at most this often before the servo counts as not set up.
  @inline(__always) static var setUpAttempts: UInt8 { 3 }
  /// Until it is set up, a servo waits the factory's return delay (register 9 = 250, 2 µs each).
  @inline(__always) static var factoryReturnDelay: Interval { .microseconds(500) }
  /// A servo whose set-up failed and that answers turns is tried again this much later.
  @inline(__always) static var setUpSpacing: Interval { .seconds(1) }
  @inline(__always) static var nobody: UInt8 { 0xFF }

  /// One register to set, without its name.
  struct Register: BitwiseCopyable, Sendable {
    var address: UInt16
    var length: UInt8
    var value: UInt32
    /// The servo's id; 0xFF: every servo.
    var id: UInt8

    init(_ write: DynamixelWrite) {
      precondition(write.length == 1 || write.length == 2 || write.length == 4, "a register has 1, 2 or 4 bytes")
      address = write.address
      length = write.length
      value = write.value
      id = write.id ?? 0xFF
    }
  }

  /// Plans the set-up of all servos: before the next turn where `first`, else between turns.
  mutating func planSetUp(first: Bool) {
    pending = setUpSteps == 0 ? 0 : everyone
    notSetUp = 0
    isFirstSetUp = first && pending != 0
    setUpCredit = first ? .max : 1
    if first { setUpServo = DynamixelDriver.nobody }
  }

  /// After a turn: plans the set-up of servos that answer again.
  mutating func planSetUpAgain(_ now: Timestamp) {
    let back = notSetUp & answered
    if setUpSteps == 0 { notSetUp = 0 }
    guard back != 0, setUpSteps > 0, now >= setUpAgainAt else { return }
    notSetUp &= ~back
    pending |= back
    setUpAgainAt = now + DynamixelDriver.setUpSpacing
  }

  /// Writes the next set-up request. False where nothing is left to do.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    // Each turn of the loop ends a servo, skips a register that is another servo's, or returns.
    for _ in 0..<DynamixelDriver.capacity &* (registers.count &+ 3) {
      if setUpServo == DynamixelDriver.nobody {
        guard pending != 0 else { break }
        setUpServo = UInt8(truncatingIfNeeded: pending.trailingZeroBitCount)
        setUpStep = 0
        setUpAttempt = 0
        setUpWrites = false
      }
      let step = Int(setUpStep)
      guard step < setUpSteps else {
        endServo(failed: false)
        continue
      }
      let id = ids[Int(setUpServo)]
      if step >= registers.count {
        if setUpCredit < .max { setUpCredit &-= 1 }
        sendIdentityRead(to: id, now, into: &request)
        return true
      }
      if registers[step].id != 0xFF && registers[step].id != id {
        setUpStep &+= 1
        continue
      }
      if setUpCredit < .max { setUpCredit &-= 1 }
      sendSetUp(registers[step], to: id, now, into: &request)
      return true
    }
    return false
  }

  private mutating func sendSetUp(_ register: Register, to id: UInt8, _ now: Timestamp, into request: inout PacketBuffer) {
    parser.reset()
    parser.expectFastReply(blocks: 0, length: 0)
    let start = request.count
    packets.begin(setUpWrites ? .write : .read, id: id, in: &request)
    packets.parameter(register.address, in: &request)
    if setUpWrites {
      for byte in 0..<Int(register.length) {
        packets.parameter(UInt8(truncatingIfNeeded: register.value &>> UInt32(truncatingIfNeeded: 8 &* byte)), in: &request)
      }
    } else {
      packets.parameter(UInt16(register.length), in: &request)
    }
    packets.finish(&request)
    let slow = max(timing.returnDelay, DynamixelDriver.factoryReturnDelay) - timing.returnDelay
    let time = timing.exchange(request: request.count &- start, reply: 11 &+ Int(register.length)) + slow
    beginExchange(.setUp, at: now, taking: time)
  }

  /// Takes a reply while a set-up request is on the wire.
  mutating func takeSetUpReply(_ id: UInt8, _ error: UInt8, _ found: Int) {
    if Int(setUpStep) >= registers.count {
      takeIdentityReply(id, error, found)
      return
    }
    let register = registers[Int(setUpStep)]
    guard id == ids[Int(setUpServo)], found == (setUpWrites ? 0 : Int(register.length)) || error & 0x7F != 0 else {
      counters.malformed &+= 1
      return
    }
    noteErrors(error, of: Int(setUpServo))
    endExchange()
    if setUpWrites || error & 0x7F != 0 {
      endAttempt()
      return
    }
    var value: UInt32 = 0
    for byte in 0..<found { value |= UInt32(parser.parameter(byte)) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
    if value == register.value {
      setUpStep &+= 1
      setUpAttempt = 0
    } else if setUpAttempt >= DynamixelDriver.setUpAttempts {
      endServo(failed: true)
    } else {
      setUpWrites = true
    }
  }

  private mutating func takeIdentityReply(_ id: UInt8, _ error: UInt8, _ found: Int) {
    guard id == ids[Int(setUpServo)], mayBeIdentity(error, found) else {
      counters.malformed &+= 1
      return
    }
    noteErrors(error, of: Int(setUpServo))
    endExchange()
    guard takeIdentity(error) else { return endAttempt() }
    setUpStep &+= 1
    setUpAttempt = 0
  }

  /// Takes note that a set-up request was not answered. A write may have worked all the same: reading will tell.
  mutating func setUpTimedOut() {
    counters.timeouts &+= 1
    nodeCounters[Int(setUpServo)].timeouts &+= 1
    endExchange()
    endAttempt()
  }

  /// After a write, or a read in vain: reads again, up to the bound.
  private mutating func endAttempt() {
    if setUpAttempt > 0 { counters.retries &+= 1 }
    setUpAttempt &+= 1
    if !setUpWrites && setUpAttempt >= DynamixelDriver.setUpAttempts { endServo(failed: true) }
    setUpWrites = false
  }

  private mutating func endServo(failed: Bool) {
    let bit: UInt32 = 1 &<< UInt32(setUpServo)
    pending &= ~bit
    if failed { notSetUp |= bit } else { notSetUp &= ~bit }
    setUpServo = DynamixelDriver.nobody
    if pending == 0 { isFirstSetUp = false }
  }
}
