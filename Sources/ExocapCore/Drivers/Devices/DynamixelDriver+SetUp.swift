// The set-up of the profile's registers: the packets of `RegisterSetUp`'s plan.

extension DynamixelDriver {
  /// Until it is set up, a servo waits the factory's return delay (register 9 = 250, 2 µs each).
  @inline(__always) static var factoryReturnDelay: Interval { .microseconds(500) }

  /// Writes the next set-up request. False where nothing is left to do.
  mutating func beginSetUpExchange(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    guard let step = setUp.next() else { return false }
    if step.identityRead >= 0 {
      sendIdentityRead(step.identityRead, to: step.id, now, into: &request)
      return true
    }
    parser.reset()
    parser.expectFastReply(blocks: 0, length: 0)
    let start = request.count
    packets.begin(step.writes ? .write : .read, id: step.id, in: &request)
    packets.parameter(step.register.address, in: &request)
    if step.writes {
      for byte in 0..<Int(step.register.length) {
        packets.parameter(UInt8(truncatingIfNeeded: step.register.value &>> UInt32(truncatingIfNeeded: 8 &* byte)), in: &request)
      }
    } else {
      packets.parameter(UInt16(step.register.length), in: &request)
    }
    packets.finish(&request)
    let slow = max(timing.returnDelay, DynamixelDriver.factoryReturnDelay) - timing.returnDelay
    let time = timing.exchange(request: request.count &- start, reply: 11 &+ Int(step.register.length)) + slow
    beginExchange(.setUp, at: now, taking: time)
    return true
  }

  /// Takes a reply while a set-up request is on the wire.
  mutating func takeSetUpReply(_ id: UInt8, _ error: UInt8, _ found: Int) {
    let step = setUp.current
    if step.identityRead >= 0 { return takeIdentityReply(step, from: id, error, found) }
    guard id == step.id, found == (step.writes ? 0 : Int(step.register.length)) || error & 0x7F != 0 else {
      counters.malformed &+= 1
      return
    }
    noteErrors(error, of: Int(setUp.servo))
    exchange.end()
    if step.writes || error & 0x7F != 0 {
      setUp.endAttempt(&counters)
      return
    }
    var value: UInt32 = 0
    for byte in 0..<found { value |= UInt32(parser.parameter(byte)) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
    setUp.read(value)
  }

  private mutating func takeIdentityReply(_ step: RegisterSetUp.Step, from id: UInt8, _ error: UInt8, _ found: Int) {
    guard id == step.id, mayBeIdentity(step.identityRead, error, found) else {
      counters.malformed &+= 1
      return
    }
    noteErrors(error, of: Int(setUp.servo))
    exchange.end()
    if takeIdentity(step.identityRead, error) { setUp.told() } else { setUp.endAttempt(&counters) }
  }

  /// Takes note that a set-up request was not answered.
  mutating func setUpTimedOut() {
    counters.timeouts &+= 1
    nodeCounters[Int(setUp.servo)].timeouts &+= 1
    exchange.end()
    setUp.endAttempt(&counters)
  }
}
