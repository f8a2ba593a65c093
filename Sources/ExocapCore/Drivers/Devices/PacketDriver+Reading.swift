extension PacketDriver {
  /// What stands at the start of what is kept.
  enum Finding: BitwiseCopyable, Sendable {
    /// The beginning of a packet; `need` says how many bytes there must be before more can be said.
    case unfinished
    case fault(PacketFault)
    /// A packet of a message, by its place, and its length [B].
    case whole(message: Int, length: Int)
  }

  /// Looks at what is kept.
  mutating func examine() -> Finding {
    for index in 0..<min(count, plan.syncCount) {
      let expected = UInt8(truncatingIfNeeded: plan.sync &>> UInt32(truncatingIfNeeded: 8 &* index))
      if unsafe bytes[index] != expected { return .fault(.noPacket) }
    }
    guard count >= plan.header else {
      need = plan.header
      return .unfinished
    }
    let message = unsafe plan.hasID ? plan.message(withID: PacketPlan.bits(bytes + plan.id.at, plan.id.number, plan.id.isBigEndian)) : 0
    guard message >= 0 else { return .fault(.malformed) }
    let expected = unsafe plan.messages[message].length
    let isOpenLength = unsafe plan.messages[message].isOpen
    var length = expected
    if plan.hasLength {
      length = unsafe plan.payloadLength(bytes)
    } else if isOpenLength {
      length = count &- plan.header &- plan.checksumLength
    }
    guard length == expected || (isOpenLength && length >= 0 && length < expected) else { return .fault(.malformed) }
    let whole = plan.header &+ length &+ plan.checksumLength
    guard count >= whole else {
      need = whole
      return .unfinished
    }
    return hasGoodChecksum(whole) ? .whole(message: message, length: whole) : .fault(.checksum)
  }

  private mutating func hasGoodChecksum(_ whole: Int) -> Bool {
    if plan.checksumLength == 0 { return true }
    let end = whole &- plan.checksumLength
    let expected = unsafe checksum.value(of: bytes, from: plan.checksumFrom, to: end)
    var found: UInt32 = 0
    for index in 0..<plan.checksumLength {
      let place = plan.checksumIsBigEndian ? end &+ index : whole &- 1 &- index
      found = unsafe (found &<< 8) | UInt32(bytes[place])
    }
    return found == expected
  }

  /// Drops the first byte and all up to the next that may begin a packet.
  mutating func dropToNextStart() {
    var next = 1
    if plan.syncCount > 0 {
      let first = UInt8(truncatingIfNeeded: plan.sync)
      while unsafe next < count && bytes[next] != first { next &+= 1 }
    }
    counters.skippedBytes &+= UInt64(truncatingIfNeeded: next)
    drop(next)
  }

  /// Drops the first bytes.
  mutating func drop(_ length: Int) {
    for index in length..<max(count, length) { unsafe bytes[index &- length] = bytes[index] }
    count &-= length
  }

  /// Takes the numbers of a good packet. True where it has values that a stream takes: then `raw` holds them.
  mutating func deliver(_ index: Int, into raw: inout RawSample) -> Bool {
    let message = unsafe plan.messages[index]
    counters.packets &+= 1
    hasAsked = false
    // An answer to a ping does not say that the device sends by itself.
    if silence == .distant {
      startAt = .distantFuture
    } else if message.rate > 0 && !commands.start.isEmpty {
      startAt = heardAt + silence
    }
    var reading = Reading(valid: message.valid)
    for place in message.first..<message.last { take(place, of: index, into: &raw, &reading) }
    if index == plan.reply { takeReply(reading) }
    guard message.valid != 0, message.streams != 0 else { return false }
    raw.count = plan.placeCount
    raw.deviceTicks = reading.ticks
    raw.arrived = heardAt
    raw.valid = reading.valid
    raw.streams = message.streams
    return true
  }

  /// What one packet says.
  struct Reading: BitwiseCopyable {
    var valid: UInt64
    /// 0: no clock was in it.
    var ticks: UInt64 = 0
    var echo: UInt32 = 0
  }

  @inline(__always)
  private mutating func take(_ place: Int, of message: Int, into raw: inout RawSample, _ reading: inout Reading) {
    let step = unsafe plan.steps[place]
    let bits = unsafe PacketPlan.bits(bytes + step.offset, step.number, step.isBigEndian)
    switch step.role {
    case .value, .status:
      if step.role == .status && bits != 0 { counters.deviceErrors &+= 1 }
      let value =
        step.bit < 0 ? PacketPlan.value(bits, step.number) : Double((bits &>> UInt32(truncatingIfNeeded: step.bit)) & 1)
      if value.isFinite {
        raw.fields[step.place] = value
        raw.readAt[step.place] = heardAt
      } else {
        reading.valid &= ~(1 &<< UInt64(truncatingIfNeeded: step.place))
      }
    case .clock:
      if ticks.take(bits, at: heardAt, clock: plan.clock) { forgetNumbers() }
      reading.ticks = ticks.total
    case .sequence:
      let width = 8 &* step.number.length
      if step.isShared {
        counters.sequenceGaps &+= deviceGaps.take(bits, bits: width, rate: plan.rate, at: heardAt)
      } else {
        let rate = unsafe plan.messages[message].rate
        counters.sequenceGaps &+= unsafe messageGaps[message].take(bits, bits: width, rate: rate, at: heardAt)
      }
    case .echo: reading.echo = bits
    case .unit: identity.unit = bits
    case .firmware: identity.firmware = bits
    case .unused: break
    }
  }

  /// Takes the answer to a ping, if it is the one that is awaited.
  private mutating func takeReply(_ reading: Reading) {
    guard isPingUnderWay, reading.ticks != 0 else { return }
    let mask: UInt32 = commands.echoLength >= 4 ? .max : (1 &<< UInt32(truncatingIfNeeded: 8 &* commands.echoLength)) &- 1
    guard reading.echo == token & mask else { return }
    isPingUnderWay = false
    hasExchange = true
    exchange = PingExchange(sent: pingSentAt, received: heardAt, ticks: reading.ticks)
  }
}
