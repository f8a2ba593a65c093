// A turn: asking all motors, taking their answers, asking again.

extension DamiaoDriver {
  /// Asks all motors.
  mutating func beginTurn(_ now: Timestamp, into request: inout PacketBuffer) {
    nextTurn = nextTurn + period
    // A late turn is not made up for.
    if nextTurn <= now { nextTurn = now + period }
    attempt = 0
    answered = 0
    asked = 0
    ask(everyone, now, into: &request)
  }

  /// Whether motors are missing that are worth asking again, and there is time before the next turn.
  mutating func mayAskAgain(_ now: Timestamp) -> Bool {
    let missing = missingButNotSilent
    guard missing != 0, attempt &+ 1 < DamiaoDriver.attemptsPerTurn else { return false }
    return now + timing.exchange(missing.nonzeroBitCount) + timing.latency + DamiaoDriver.margin <= nextTurn
  }

  var missingButNotSilent: UInt16 {
    mutating get {
      var missing: UInt16 = 0
      for index in 0..<count where misses[index] < DamiaoDriver.silentTurns { missing |= 1 &<< UInt16(truncatingIfNeeded: index) }
      return missing & ~answered
    }
  }

  /// Plans requests to the motors of `targets` and writes those that fit one write.
  mutating func ask(_ targets: UInt16, _ now: Timestamp, into request: inout PacketBuffer) {
    asked |= targets
    toSend = targets
    beginExchange(.turn, at: now, taking: timing.exchange(targets.nonzeroBitCount))
    writeRequests(into: &request)
  }

  /// Writes what is still to send: all of it to the board, one frame to a CAN interface.
  mutating func writeRequests(into request: inout PacketBuffer) {
    for index in 0..<count {
      let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
      guard toSend & bit != 0 else { continue }
      toSend &= ~bit
      DamiaoFrames.appendStateRequest(motors[index].id, adapter, to: &request)
      if adapter == .socketCAN { return }
    }
  }

  /// Takes a motor's state while a turn is on. True where it was the last one that was asked.
  mutating func takeState(_ index: Int, at arrival: Timestamp, from offset: Int, into raw: inout RawSample) -> Bool {
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
    guard asked & ~answered & bit != 0 else {
      counters.malformed &+= 1
      return false
    }
    noteStatus(bytes[offset] &>> 4, of: index)
    decode(index, at: arrival, from: offset)
    nodeCounters[index].replies &+= 1
    answered |= bit
    lastReply = arrival
    return asked & ~answered == 0 && endTurn(at: arrival, into: &raw)
  }

  /// Asks the missing motors once more.
  mutating func askAgain(_ now: Timestamp, into request: inout PacketBuffer) {
    attempt &+= 1
    counters.retries &+= 1
    let missing = missingButNotSilent
    for index in 0..<count where missing & (1 &<< UInt16(truncatingIfNeeded: index)) != 0 { nodeCounters[index].retries &+= 1 }
    ask(missing, now, into: &request)
  }

  /// Counts what the high bits of a state say: 0 without torque, 1 with torque, 8 and above a fault.
  mutating func noteStatus(_ status: UInt8, of index: Int) {
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
    if status >= 8 {
      counters.hardwareAlerts &+= 1
      nodeCounters[index].alerts &+= 1
      alerting |= bit
    } else {
      alerting &= ~bit
    }
  }

  /// Position in bytes 1 and 2, velocity in 3 and the high half of 4, torque in the low half of 4 and 5, high bits first.
  private mutating func decode(_ index: Int, at arrival: Timestamp, from offset: Int) {
    let position = UInt16(bytes[offset &+ 1]) &<< 8 | UInt16(bytes[offset &+ 2])
    let velocity = UInt16(bytes[offset &+ 3]) &<< 4 | UInt16(bytes[offset &+ 4]) &>> 4
    let torque = UInt16(bytes[offset &+ 4] & 15) &<< 8 | UInt16(bytes[offset &+ 5])
    reading.fields[index] = Double(position) - 32767.5
    reading.fields[count &+ index] = Double(velocity) - 2047.5
    reading.fields[2 &* count &+ index] = Double(torque) - 2047.5
    for block in 0..<3 { reading.readAt[block &* count &+ index] = arrival }
  }

  /// Ends the turn: counts who was missing. True where anybody answered: then `raw` holds the sample.
  mutating func endTurn(at now: Timestamp, into raw: inout RawSample) -> Bool {
    endExchange()
    maySetUp = true
    for index in 0..<count {
      let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: index)
      if answered & bit != 0 {
        misses[index] = 0
        continue
      }
      counters.timeouts &+= 1
      nodeCounters[index].timeouts &+= 1
      if misses[index] < .max { misses[index] &+= 1 }
      // It may come back from a loss of power, with torque or as another motor.
      if misses[index] == DamiaoDriver.silentTurns { notSetUp |= bit }
    }
    planSetUpAgain()
    guard answered != 0 else { return false }
    let believed = answered & ~wronglyScaled
    var valid: UInt64 = 0
    for block in 0..<3 { valid |= UInt64(believed) &<< UInt64(truncatingIfNeeded: block &* count) }
    raw.fields = reading.fields
    raw.readAt = reading.readAt
    raw.count = 3 &* count
    raw.deviceTicks = 0
    raw.arrived = lastReply
    raw.valid = valid
    counters.packets &+= 1
    return true
  }
}
