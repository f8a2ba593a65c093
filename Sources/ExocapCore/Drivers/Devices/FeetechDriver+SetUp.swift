// The set-up of the profile's registers: the packets of `RegisterSetUp`'s plan.

extension FeetechDriver {
  /// Until it is set up, a servo waits the factory's return delay (register 7 = 250, 2 µs each).
  @inline(__always) static var factoryReturnDelay: Interval { .microseconds(500) }

  /// Writes the next set-up request. False where nothing is left to do.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    guard let step = setUp.next() else { return false }
    parser.reset()
    let start = request.count
    let length = Int(step.register.length)
    packets.begin(step.writes ? .write : .read, id: step.id, in: &request)
    request.append(UInt8(truncatingIfNeeded: step.register.address))
    if step.writes {
      packets.number(step.register.value, length: length, in: &request)
    } else {
      request.append(step.register.length)
    }
    packets.finish(&request)
    let slow = max(timing.returnDelay, FeetechDriver.factoryReturnDelay) - timing.returnDelay
    let reply = FeetechPackets.overhead &+ length
    expectReply(.setUp, from: now, taking: timing.exchange(request: request.count &- start, reply: reply) + slow)
    return true
  }

  /// Takes a reply while a set-up request is on the wire.
  mutating func takeSetUpReply(_ id: UInt8, _ error: UInt8, _ found: Int) {
    let step = setUp.current
    let length = Int(step.register.length)
    guard id == step.id, found == (step.writes ? 0 : length), !isEcho(of: step, error, found) else {
      counters.malformed &+= 1
      return
    }
    noteAlerts(error, of: Int(setUp.servo))
    exchange = .none
    exchangeEndsAt = .distantFuture
    if step.writes {
      setUp.endAttempt(&counters)
      return
    }
    var value: UInt32 = 0
    for byte in 0..<length {
      let place = isBigEndian ? length &- 1 &- byte : byte
      value |= UInt32(parser.parameter(byte)) &<< UInt32(truncatingIfNeeded: 8 &* place)
    }
    setUp.read(value)
  }

  /// Whether this is our own read of a register of two bytes, handed back by the adapter.
  private mutating func isEcho(of step: RegisterSetUp.Step, _ error: UInt8, _ found: Int) -> Bool {
    !step.writes && error == FeetechInstruction.read.rawValue && found == 2
      && parser.parameter(0) == UInt8(truncatingIfNeeded: step.register.address) && parser.parameter(1) == step.register.length
  }

  /// Takes note that a set-up request was not answered.
  mutating func setUpTimedOut() {
    counters.timeouts &+= 1
    turn.timedOut(Int(setUp.servo))
    exchange = .none
    exchangeEndsAt = .distantFuture
    setUp.endAttempt(&counters)
  }
}
