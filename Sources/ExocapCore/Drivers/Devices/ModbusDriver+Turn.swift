// A turn: asking the nodes, taking their replies, and asking again those that did not answer.

extension ModbusDriver {
  /// Starts a turn. True where `request` holds a question.
  mutating func beginTurn(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    nextTurn = nextTurn + period
    // A late turn is not made up for.
    if nextTurn <= now { nextTurn = now + period }
    guard turn.begin(at: now) else { return false }
    isInTurn = true
    reading.valid = 0
    ask(now, into: &request)
    return true
  }

  /// Asks whoever is left, or again those that did not answer. False where the turn is over.
  mutating func goOn(_ now: Timestamp, into request: inout PacketBuffer) -> Bool {
    let isRetry = turn.toAsk == 0 || turn.isRetry
    if isRetry {
      // What is asked once more must not cost the next turn its time.
      let targets = turn.toAsk == 0 ? turn.worthAsking : turn.toAsk
      guard targets != 0 else { return false }
      let time = timing.read(registers: plans[targets.trailingZeroBitCount].registers)
      guard now + time + timing.latency + margin <= nextTurn else { return false }
      counters.retries &+= 1
      if turn.toAsk == 0 { turn.askAgain() }
    }
    ask(now, into: &request)
    return true
  }

  /// Writes the request to the next node.
  private mutating func ask(_ now: Timestamp, into request: inout PacketBuffer) {
    // A pipelined reply may be on its way.
    if turn.underWay == 0 { parser.reset() }
    let node = turn.toAsk.trailingZeroBitCount
    let plan = plans[node]
    ModbusPackets.appendRead(
      plan.function, of: plan.slave, register: plan.register, count: UInt16(truncatingIfNeeded: plan.registers), to: &request,
      checksum: &checksum)
    turn.asked(1 &<< UInt32(truncatingIfNeeded: node))
    expectReply(of: node, from: now)
  }

  /// Takes all that the parser finds. True where the turn is complete: then `raw` holds it.
  mutating func takeFindings(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    var isComplete = false
    // A finding has at least 5 bytes.
    for _ in 0..<PacketWindow.capacity {
      switch parser.next(isInTurn ? turn.underWay : 0, &counters) {
      case .incomplete: return isComplete
      case .reply(let node):
        decode(node, at: arrival)
        turn.answered(node, at: arrival)
        isComplete = (turn.isComplete && endTurn(at: arrival, into: &raw)) || isComplete
      case .exception(let node):
        counters.deviceErrors &+= 1
        turn.failed(node)
      }
    }
    return isComplete
  }

  /// Looks for replies behind a half one, now that nothing more comes. True where they complete the turn.
  mutating func takeRemains(at now: Timestamp, into raw: inout RawSample) -> Bool {
    for _ in 0..<PacketWindow.capacity {
      guard parser.giveUp(&counters) else { return false }
      if takeFindings(at: now, into: &raw) { return true }
    }
    return false
  }

  /// Writes the numbers of a node. One that is not finite is not valid.
  private mutating func decode(_ node: Int, at arrival: Timestamp) {
    let plan = plans[node]
    for place in 0..<plan.count {
      let field = plan.firstField &+ place
      let number = number(place, of: plan)
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: field)
      guard number.isFinite else {
        counters.malformed &+= 1
        reading.valid &= ~bit
        continue
      }
      reading.fields[field] = number
      reading.readAt[field] = arrival
      reading.valid |= bit
    }
  }

  private mutating func number(_ place: Int, of plan: Plan) -> Double {
    let first = parser.register(place &* plan.type.registers)
    switch plan.type {
    case .unsigned16: return Double(first)
    case .signed16: return Double(Int16(bitPattern: first))
    case .unsigned32, .signed32, .float32: break
    }
    let second = parser.register(2 &* place &+ 1)
    let (high, low) = plan.wordOrder == .highFirst ? (first, second) : (second, first)
    let bits = UInt32(high) &<< 16 | UInt32(low)
    switch plan.type {
    case .signed32: return Double(Int32(bitPattern: bits))
    case .float32: return Double(Float(bitPattern: bits))
    case .unsigned16, .signed16, .unsigned32: return Double(bits)
    }
  }

  /// Ends the turn: counts who was missing. True where anybody answered: then `raw` holds the sample.
  mutating func endTurn(at now: Timestamp, into raw: inout RawSample) -> Bool {
    isInTurn = false
    _ = turn.end(&counters)
    guard turn.answered != 0 else { return false }
    reading.count = fieldCount
    reading.arrived = turn.lastReply
    raw = reading
    return true
  }
}
