// A turn: asking all servos, taking their replies, asking again, and the choice between the two reads.
//
// In a sync read each servo waits for the reply of the one listed before it. What happens behind a missing one is not in the
// e-Manual; a logic analyser saw silence (DynamixelSDK issue 331), and in a fast sync read, where all write one packet, nothing
// else can be. So of those that did not answer the first one listed may have silenced the rest: it is listed last from then on,
// where it can silence nobody. Several missing ones gather at the end within as many requests, and take turns there.

extension DynamixelDriver {
  /// So many turns in which fast sync read missed a servo that sync read then found prove that it does not work here.
  /// ROBOTIS's own dynamixel_hardware_interface gives up after ten.
  @inline(__always) static var mostFastStrikes: UInt8 { 10 }

  /// Asks all servos.
  mutating func beginTurn(_ now: Timestamp, into request: inout PacketBuffer) {
    nextTurn = nextTurn + period
    // A late turn is not made up for.
    if nextTurn <= now { nextTurn = now + period }
    attempt = 0
    answered = 0
    missedByFast = 0
    let writing = light(into: &request) &+ pull(now, into: &request)
    ask(everyone, fast: usesFast, now, into: &request, behind: timing.bytes(writing))
  }

  /// Whether servos are missing that are worth asking again, and there is time before the next turn.
  ///
  /// While fast sync read is not proven, a turn may run over its time for the sake of the comparison.
  mutating func mayAskAgain(_ now: Timestamp) -> Bool {
    let missing = missingButNotSilent
    guard missing != 0, attempt &+ 1 < DynamixelDriver.attemptsPerTurn else { return false }
    if askedFast && !fastIsProven { return true }
    let time = timing.read(.sync, nodes: missing.nonzeroBitCount, length: length) + timing.latency + margin
    return now + time <= nextTurn
  }

  /// Asks the missing servos once more, by sync read.
  mutating func askAgain(_ now: Timestamp, into request: inout PacketBuffer) {
    if askedFast { missedByFast = everyone & ~answered }
    attempt &+= 1
    counters.retries &+= 1
    let missing = missingButNotSilent
    for index in 0..<count where missing & (1 &<< UInt32(index)) != 0 { nodeCounters[index].retries &+= 1 }
    ask(missing, fast: false, now, into: &request)
  }

  private var missingButNotSilent: UInt32 {
    mutating get {
      var missing: UInt32 = 0
      for index in 0..<count where misses[index] < DynamixelDriver.silentTurns { missing |= 1 &<< UInt32(index) }
      return missing & ~answered
    }
  }

  /// Lists the first servo that did not answer last from now on.
  mutating func demoteFirstMissing() {
    let missing = asked & ~answered
    var place = 0
    while place < count && missing & (1 &<< UInt32(order[place])) == 0 { place &+= 1 }
    guard place < count else { return }
    let first = order[place]
    while place &+ 1 < count {
      order[place] = order[place &+ 1]
      place &+= 1
    }
    order[count &- 1] = first
  }

  /// Writes the request to the servos of `targets`; what is in front of it takes `delay` on the wire.
  private mutating func ask(
    _ targets: UInt32, fast: Bool, _ now: Timestamp, into request: inout PacketBuffer, behind delay: Interval = .zero
  ) {
    let nodes = targets.nonzeroBitCount
    asked = targets
    askedFast = fast
    parser.reset()
    parser.expectFastReply(blocks: fast ? nodes : 0, length: length)
    packets.begin(fast ? .fastSyncRead : .syncRead, id: DynamixelPackets.broadcast, in: &request)
    packets.parameter(address, in: &request)
    packets.parameter(UInt16(truncatingIfNeeded: length), in: &request)
    for place in 0..<count where targets & (1 &<< UInt32(order[place])) != 0 {
      packets.parameter(ids[Int(order[place])], in: &request)
    }
    packets.finish(&request)
    beginExchange(.turn, at: now, taking: delay + timing.read(fast ? .fastSync : .sync, nodes: nodes, length: length))
  }

  /// Takes all that the parser finds. True where the turn is complete: then `raw` holds it.
  mutating func takeFindings(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    var isComplete = false
    // A finding has at least 11 bytes.
    for _ in 0..<DynamixelParser.capacity {
      switch parser.next(&counters) {
      case .incomplete:
        return isComplete
      case .block(let id, let error):
        isComplete = takeReading(id, error, length, at: arrival, into: &raw) || isComplete
      case .status(let id, let error, let found):
        if exchange.kind == .turn {
          isComplete = takeReading(id, error, found, at: arrival, into: &raw) || isComplete
        } else if exchange.kind == .setUp {
          takeSetUpReply(id, error, found)
        } else {
          // Too late, or not asked for.
          counters.malformed &+= 1
        }
      }
    }
    return isComplete
  }

  /// Looks for packets behind a half one, now that nothing more comes. True where they complete the turn.
  mutating func takeRemains(at now: Timestamp, into raw: inout RawSample) -> Bool {
    for _ in 0..<DynamixelParser.capacity {
      guard parser.giveUp(&counters) else { return false }
      if takeFindings(at: now, into: &raw) { return true }
    }
    return false
  }

  /// Takes one servo's reading. True where it was the last one that the request asked for.
  private mutating func takeReading(
    _ id: UInt8, _ error: UInt8, _ found: Int, at arrival: Timestamp, into raw: inout RawSample
  ) -> Bool {
    let index = Int(indexOfID[Int(id)])
    guard exchange.kind == .turn, index < count, asked & ~answered & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 else {
      counters.malformed &+= 1
      return false
    }
    noteErrors(error, of: index)
    guard error & 0x7F == 0 else { return false }
    guard found == length else {
      counters.malformed &+= 1
      return false
    }
    decode(index, at: arrival)
    nodeCounters[index].replies &+= 1
    answered |= 1 &<< UInt32(truncatingIfNeeded: index)
    lastReply = arrival
    return asked & ~answered == 0 && endTurn(at: arrival, into: &raw)
  }

  /// Counts what the error byte of a reply says: bit 7 is the hardware alert, the rest an error code.
  mutating func noteErrors(_ error: UInt8, of index: Int) {
    let bit: UInt32 = 1 &<< UInt32(truncatingIfNeeded: index)
    if error & 0x80 != 0 {
      counters.hardwareAlerts &+= 1
      nodeCounters[index].alerts &+= 1
      alerting |= bit
    } else {
      alerting &= ~bit
    }
    if error & 0x7F != 0 {
      counters.deviceErrors &+= 1
      nodeCounters[index].errors &+= 1
    }
  }

  /// Writes the readings of servo `index`: position last in the block, before it velocity, before that current.
  private mutating func decode(_ index: Int, at arrival: Timestamp) {
    let position = Int32(bitPattern: word(length &- 4))
    reading.fields[index] = Double(position)
    reading.readAt[index] = arrival
    if hasVelocity {
      reading.fields[count &+ index] = Double(Int32(bitPattern: word(length &- 8)))
      reading.readAt[count &+ index] = arrival
    }
    if hasCurrent {
      let current = UInt16(parser.parameter(0)) | UInt16(parser.parameter(1)) &<< 8
      reading.fields[2 &* count &+ index] = Double(Int16(bitPattern: current))
      reading.readAt[2 &* count &+ index] = arrival
    }
  }

  private mutating func word(_ offset: Int) -> UInt32 {
    UInt32(parser.parameter(offset)) | UInt32(parser.parameter(offset &+ 1)) &<< 8
      | UInt32(parser.parameter(offset &+ 2)) &<< 16 | UInt32(parser.parameter(offset &+ 3)) &<< 24
  }

  /// Ends the turn: counts who was missing. True where anybody answered: then `raw` holds the sample.
  mutating func endTurn(at now: Timestamp, into raw: inout RawSample) -> Bool {
    exchange.end()
    for index in 0..<count {
      if answered & (1 &<< UInt32(index)) != 0 {
        misses[index] = 0
        continue
      }
      counters.timeouts &+= 1
      nodeCounters[index].timeouts &+= 1
      if misses[index] < .max { misses[index] &+= 1 }
      // It may come back from a loss of power, with other registers.
      if misses[index] == DynamixelDriver.silentTurns { setUp.lost(index) }
    }
    judgeFast()
    setUp.turnEnded(answered: answered, at: now)
    guard answered != 0 else { return false }
    let bits = UInt64(answered)
    reading.count = 3 &* count
    reading.arrived = lastReply
    reading.valid = bits
    if hasVelocity { reading.valid |= bits &<< UInt64(truncatingIfNeeded: count) }
    if hasCurrent { reading.valid |= bits &<< UInt64(truncatingIfNeeded: 2 &* count) }
    raw = reading
    return true
  }

  /// Compares the two reads: a fast sync read that lacks nobody but the silent proves it; servos that only sync read found count against it.
  private mutating func judgeFast() {
    guard usesFast, !fastIsProven else { return }
    if missedByFast & answered != 0 {
      fastStrikes &+= 1
      if fastStrikes >= DynamixelDriver.mostFastStrikes {
        usesFast = false
        hasFallenBack = true
      }
    } else if askedFast && missingButNotSilent == 0 && answered != 0 {
      fastIsProven = true
    }
  }
}
