// A turn: asking the servos, taking their replies, and asking again those that did not answer.

extension FeetechDriver {
  /// Error bit of a reply whose position cannot be believed: the angle sensor. The others (voltage, temperature, current, load) are
  /// alerts about a servo that still measures. Source: Feetech, "Serial servo communication protocol", §1.2; bits as in its SDK.
  @inline(__always) static var sensorError: UInt8 { 0x02 }
  /// The sign of positions and speeds, and that of loads. Source: memory table of STS, registers 56, 58, 60.
  @inline(__always) static var signBit: UInt16 { 15 }
  @inline(__always) static var loadSignBit: UInt16 { 10 }

  /// Asks whom this turn asks. True where `request` holds a question.
  mutating func beginTurn(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    nextTurn = nextTurn + period
    // A late turn is not made up for.
    if nextTurn <= now { nextTurn = now + period }
    guard turn.begin(at: now) else { return false }
    ask(now, into: &request)
    return true
  }

  /// Asks whoever is left, or again those that did not answer. False where the turn is over.
  mutating func goOn(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    let isRetry = turn.toAsk == 0 || turn.isRetry
    if isRetry {
      // What is asked once more must not cost the next turn its time.
      let targets = turn.toAsk == 0 ? turn.worthAsking : turn.toAsk
      guard targets != 0, now + time(of: targets) + timing.latency + margin <= nextTurn else { return false }
      counters.retries &+= 1
      if turn.toAsk == 0 { turn.askAgain() }
    }
    ask(now, into: &request)
    return true
  }

  /// How long the next request to `targets` and its replies take.
  private mutating func time(of targets: UInt32) -> Interval {
    hasSyncRead ? timing.syncRead(nodes: targets.nonzeroBitCount, length: length) : timing.read(length: length)
  }

  /// Writes the next request: all that are left in one, or the first of them where there is no sync read.
  private mutating func ask(_ now: Timestamp, into request: inout PacketBuffer) {
    parser.reset()
    let targets = hasSyncRead ? turn.toAsk : turn.toAsk & (0 &- turn.toAsk)
    if hasSyncRead {
      packets.begin(.syncRead, id: FeetechPackets.broadcast, in: &request)
    } else {
      packets.begin(.read, id: ids[targets.trailingZeroBitCount], in: &request)
    }
    request.append(address)
    request.append(UInt8(truncatingIfNeeded: length))
    if hasSyncRead {
      for index in 0..<count where targets & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 { request.append(ids[index]) }
    }
    packets.finish(&request)
    turn.asked(targets)
    expectReply(.turn, from: now, taking: time(of: targets))
  }

  /// Takes all that the parser finds. True where the turn is complete: then `raw` holds it.
  mutating func takeFindings(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    var isComplete = false
    // A finding has at least 6 bytes.
    for _ in 0..<PacketWindow.capacity {
      guard case .reply(let id, let error, let found) = parser.next(&counters) else { break }
      if exchange.kind == .turn {
        isComplete = takeReading(id, error, found, at: arrival, into: &raw) || isComplete
      } else if exchange.kind == .setUp {
        takeSetUpReply(id, error, found)
      } else {
        // Too late, or not asked for.
        counters.malformed &+= 1
      }
    }
    return isComplete
  }

  /// Looks for packets behind a half one, now that nothing more comes. True where they complete the turn.
  mutating func takeRemains(at now: Timestamp, into raw: inout RawSample) -> Bool {
    for _ in 0..<PacketWindow.capacity {
      guard parser.giveUp(&counters) else { return false }
      if takeFindings(at: now, into: &raw) { return true }
    }
    return false
  }

  /// Takes one servo's reading. True where it was the last one of the turn.
  private mutating func takeReading(
    _ id: UInt8, _ error: UInt8, _ found: Int, at arrival: Timestamp, into raw: inout RawSample
  ) -> Bool {
    let index = Int(indexOfID[Int(id)])
    if !hasSyncRead && isEcho(address, length, error, found) {
      counters.skippedBytes &+= UInt64(truncatingIfNeeded: FeetechPackets.overhead &+ found)
      return false
    }
    guard turn.awaits(index), found == length else {
      counters.malformed &+= 1
      return false
    }
    noteAlerts(error, of: index)
    if error & FeetechDriver.sensorError != 0 {
      counters.deviceErrors &+= 1
      turn.failed(index)
      return false
    }
    decode(index, at: arrival)
    turn.answered(index, at: arrival)
    return turn.isComplete && endTurn(at: arrival, into: &raw)
  }

  /// Counts what the error byte of a reply says of the servo, its angle sensor aside.
  mutating func noteAlerts(_ error: UInt8, of index: Int) {
    let isAlert = error & ~FeetechDriver.sensorError != 0
    if isAlert { counters.hardwareAlerts &+= 1 }
    turn.alert(index, isAlert)
  }

  /// Writes the readings of servo `index`: position, then speed, then load.
  private mutating func decode(_ index: Int, at arrival: Timestamp) {
    for place in 0..<length / 2 {
      let signBit = place == 2 ? FeetechDriver.loadSignBit : FeetechDriver.signBit
      let field = place &* count &+ index
      reading.fields[field] = Double(FeetechPackets.decode(UInt16(truncatingIfNeeded: number(at: 2 &* place, 2)), signBit: signBit))
      reading.readAt[field] = arrival
    }
  }

  /// Ends the turn: counts who was missing. True where anybody answered: then `raw` holds the sample.
  mutating func endTurn(at now: Timestamp, into raw: inout RawSample) -> Bool {
    exchange.end()
    let lost = turn.end(&counters)
    for index in 0..<count where lost & (1 &<< UInt32(truncatingIfNeeded: index)) != 0 { setUp.lost(index) }
    setUp.turnEnded(answered: turn.answered, at: now)
    guard turn.answered != 0 else { return false }
    reading.count = 3 &* count
    reading.arrived = turn.lastReply
    reading.valid = 0
    for place in 0..<length / 2 { reading.valid |= UInt64(turn.answered) &<< UInt64(truncatingIfNeeded: place &* count) }
    raw = reading
    return true
  }
}
