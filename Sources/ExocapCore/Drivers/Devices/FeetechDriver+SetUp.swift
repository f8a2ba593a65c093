// The set-up of the profile's registers: the packets of `RegisterSetUp`'s plan.

extension FeetechDriver {
  /// Until it is set up, a servo waits the factory's return delay (register 7 = 250, 2 µs each).
  @inline(__always) static var factoryReturnDelay: Interval { .microseconds(500) }

  /// Writes the next set-up request. False where nothing is left to do.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    guard let step = setUp.next() else { return false }
    parser.reset()
    if step.identityRead >= 0 {
      sendIdentityRead(step.identityRead, to: step.id, now, into: &request)
      return true
    }
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
    expectSetUpReply(to: request.count &- start, length, from: now)
    return true
  }

  /// Waits for a reply of `length` parameters [B] to a set-up request of `request` bytes.
  mutating func expectSetUpReply(to request: Int, _ length: Int, from now: Timestamp) {
    let slow = max(timing.returnDelay, FeetechDriver.factoryReturnDelay) - timing.returnDelay
    expectReply(.setUp, from: now, taking: timing.exchange(request: request, reply: FeetechPackets.overhead &+ length) + slow)
  }

  /// Takes a reply while a set-up request is on the wire.
  mutating func takeSetUpReply(_ id: UInt8, _ error: UInt8, _ found: Int) {
    let step = setUp.current
    if step.identityRead >= 0 { return takeIdentityReply(step, from: id, error, found) }
    let length = Int(step.register.length)
    guard id == step.id, found == (step.writes ? 0 : length),
      step.writes || !isEcho(UInt8(truncatingIfNeeded: step.register.address), length, error, found)
    else {
      counters.malformed &+= 1
      return
    }
    noteAlerts(error, of: Int(setUp.servo))
    exchange.end()
    if step.writes {
      setUp.endAttempt(&counters)
      return
    }
    setUp.read(number(at: 0, length))
  }

  /// The number that stands at `offset` of the last reply's parameters.
  mutating func number(at offset: Int, _ length: Int) -> UInt32 {
    var value: UInt32 = 0
    for byte in 0..<length {
      let place = isBigEndian ? length &- 1 &- byte : byte
      value |= UInt32(parser.parameter(offset &+ byte)) &<< UInt32(truncatingIfNeeded: 8 &* place)
    }
    return value
  }

  /// Whether this is our own request to read `length` bytes at `address`, which some adapters hand back: its instruction stands where a
  /// reply has its error.
  mutating func isEcho(_ address: UInt8, _ length: Int, _ error: UInt8, _ found: Int) -> Bool {
    error == FeetechInstruction.read.rawValue && found == 2 && parser.parameter(0) == address
      && parser.parameter(1) == UInt8(truncatingIfNeeded: length)
  }

  /// Takes note that a set-up request was not answered.
  mutating func setUpTimedOut() {
    counters.timeouts &+= 1
    turn.timedOut(Int(setUp.servo))
    exchange.end()
    setUp.endAttempt(&counters)
  }
}
