// From bytes to CAN frames: packets of the board, which are sought in the stream, or frames of a CAN interface, one a read.

extension DamiaoDriver {
  /// Takes one byte. True where it completes a turn: then `raw` holds it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    lastCall = arrival
    bytes[Int(length)] = byte
    length &+= 1
    if adapter == .socketCAN {
      // Frames are equally long: a simulated bus on a pseudo-terminal, which keeps none apart, is read as well.
      guard Int(length) == DamiaoFrames.canFrameLength else { return false }
      length = 0
      return takeCANFrame(at: arrival, into: &raw)
    }
    // Every turn drops at least one of at most 16 bytes, or ends.
    for _ in 0..<DamiaoFrames.boardPacketLength {
      if startsLikeAPacket {
        guard Int(length) == DamiaoFrames.boardPacketLength else { return false }
        if bytes[15] == 0x55 {
          length = 0
          return takeBoardPacket(at: arrival, into: &raw)
        }
      }
      dropToNextStart()
      if length == 0 { return false }
    }
    return false
  }

  /// Takes the end of a frame of a CAN interface: what is left of one is dropped.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func endPacket(at arrival: Timestamp) {
    lastCall = arrival
    guard adapter == .socketCAN, length > 0 else { return }
    length = 0
    counters.truncated &+= 1
  }

  /// Takes a `struct can_frame`: id and flags, length, three bytes of no meaning, content.
  private mutating func takeCANFrame(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    let id = UInt32(bytes[0]) | UInt32(bytes[1]) &<< 8 | UInt32(bytes[2]) &<< 16 | UInt32(bytes[3]) &<< 24
    // The kernel's error frames (CAN_ERR_FLAG): the bus is in trouble, and no motor said anything.
    if id & 0x2000_0000 != 0 {
      counters.deviceErrors &+= 1
      return false
    }
    return takeFrame(id, count: Int(bytes[4]), from: 8, at: arrival, into: &raw)
  }

  private var startsLikeAPacket: Bool {
    mutating get { bytes[0] == 0xAA && (length < 2 || bytes[1] == 0x11) && (length < 3 || bytes[2] & 0x3F <= 8) }
  }

  /// Drops the first byte and all up to the next that may start a packet.
  private mutating func dropToNextStart() {
    var next = 1
    while next < Int(length) && bytes[next] != 0xAA { next &+= 1 }
    for index in next..<Int(length) { bytes[index &- next] = bytes[index] }
    length &-= UInt8(truncatingIfNeeded: next)
    counters.skippedBytes &+= UInt64(truncatingIfNeeded: next)
  }

  private mutating func takeBoardPacket(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    let id = UInt32(bytes[3]) | UInt32(bytes[4]) &<< 8 | UInt32(bytes[5]) &<< 16 | UInt32(bytes[6]) &<< 24
    return takeFrame(id, count: Int(bytes[2] & 0x3F), from: 7, at: arrival, into: &raw)
  }

  /// Takes a CAN frame whose content stands at `offset` of the bytes. True where it completes a turn.
  private mutating func takeFrame(_ id: UInt32, count: Int, from offset: Int, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    var place: UInt8 = 0xFF
    if id == 0 {
      place = indexOfNibble[Int(bytes[offset] & 15)]
    } else if id < 2048 {
      place = indexOfReply[Int(id)]
    }
    let index = Int(place)
    guard index < self.count, count == 8 else {
      counters.malformed &+= 1
      return false
    }
    if exchange.kind == .setUp {
      takeSetUpAnswer(index, from: offset)
      return false
    }
    guard exchange.kind == .turn, bytes[offset] & 15 == UInt8(truncatingIfNeeded: motors[index].id & 15) else {
      // Too late, not asked for, or not the state of this motor.
      counters.malformed &+= 1
      return false
    }
    return takeState(index, at: arrival, from: offset, into: &raw)
  }

  /// Saves or restores everything that changes, the half packet too. Belongs to a bus of the same motors.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x414D_4144, version: 2)  // "DAMA"
    archive.field(&isOpen)
    exchange.checkpoint(&archive)
    archive.field(&nextTurn)
    archive.field(&lastCall)
    archive.field(&attempt)
    archive.field(&asked)
    archive.field(&answered)
    archive.field(&toSend)
    archive.field(&lastReply)
    archive.field(&reading)
    archive.field(&misses)
    archive.field(&alerting)
    archive.field(&nodeCounters)
    archive.field(&counters)
    archive.field(&pending)
    archive.field(&notSetUp)
    archive.field(&wronglyScaled)
    archive.field(&setUpStep)
    archive.field(&setUpAttempt)
    archive.field(&isFirstSetUp)
    archive.field(&setUpAgainAt)
    archive.field(&maySetUp)
    archive.field(&identity)
    archive.field(&identityChanges)
    archive.field(&bytes)
    archive.field(&length)
    if archive.isReading {
      length = min(length, UInt8(DamiaoFrames.boardPacketLength &- 1))
      pending &= everyone
      toSend &= everyone
      if exchange.kind == .setUp && pending == 0 { endExchange() }
      setUpStep = min(setUpStep, DamiaoDriver.setUpSteps)
    }
  }
}
