/// Reads a device whose packets its profile describes: `protocol: packets`.
///
/// A packet is believed where sync bytes, id, length and checksum fit; one that does not costs its first byte, and the search for the next
/// starts behind it, because what begins a packet may occur in its numbers. A packet that stops half-way is given up after `gap`, or
/// where the transport says that it ends. Fields of a raw sample are the values of all messages, in the profile's order; a packet
/// makes those of its own message valid, and names the streams that it belongs to.
///
/// A device that has a start command is told to start when the port opens, and again where it is silent for three packets of its
/// fastest message, and at least 200 ms. One that answers pings is asked for its clock every second.
@safe
package struct PacketDriver: ~Copyable {
  /// Bytes of one packet that come apart by more than this do not belong together: a USB adapter holds bytes for 16 ms at most.
  @inline(__always) package static var gap: Interval { .milliseconds(30) }
  /// A device that was told to start is told again after this, not sooner.
  @inline(__always) package static var startSpacing: Interval { .milliseconds(500) }
  @inline(__always) package static var pingPeriod: Interval { .seconds(1) }
  /// The first ping, after the port opened.
  @inline(__always) package static var firstPing: Interval { .milliseconds(100) }

  var plan: PacketPlan
  var commands: PacketCommands
  var checksum: PacketChecksum
  /// One packet at most: a whole one leaves at once.
  let bytes: UnsafeMutablePointer<UInt8>
  /// Silence after which the device is told to start; `.distant` where its messages come on change.
  let silence: Interval
  let messageGaps: UnsafeMutablePointer<SequenceGaps>

  /// [B] How much of `bytes` is filled.
  var count = 0
  /// [B] As long as there is less, nothing is new to look at.
  var need = 1
  var cobs = CobsDecoder()
  /// Bytes up to the packet's end are dropped: it was too long.
  var isOverlong = false
  /// No packet has ended since the port was opened: the first may be the rest of one.
  var isFirst = true
  var isOpen = false
  var heardAt = Timestamp.never
  /// When what is half here is given up.
  var flushAt = Timestamp.distantFuture
  var startAt = Timestamp.distantFuture
  /// It was told to start since its last packet.
  var hasAsked = false
  var pingAt = Timestamp.distantFuture
  var pingSentAt = Timestamp.never
  var isPingUnderWay = false
  var token: UInt32 = 0
  var exchange = PingExchange(sent: .never, received: .never, ticks: 0)
  var hasExchange = false
  var ticks = DeviceTicks()
  var deviceGaps = SequenceGaps()
  /// What the device says of itself.
  package internal(set) var identity = PacketIdentity()
  package internal(set) var counters = DriverCounters()

  package init(_ format: PacketFormat) {
    plan = PacketPlan(format)
    commands = PacketCommands(format)
    checksum = PacketChecksum(format.checksum)
    unsafe bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: PacketFormat.longest)
    unsafe bytes.initialize(repeating: 0, count: PacketFormat.longest)
    unsafe messageGaps = UnsafeMutablePointer<SequenceGaps>.allocate(capacity: format.messages.count)
    unsafe messageGaps.initialize(repeating: SequenceGaps(), count: format.messages.count)
    let fastest = format.messages.map(\.rate).max() ?? 0
    silence = fastest > 0 ? max(.milliseconds(200), .seconds(rounding: 3 / fastest)) : .distant
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe messageGaps.deallocate()
  }

  /// Takes note that the port is open: the half packet is forgotten, and the device is told to start.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    forgetPacket()
    isFirst = true
    isOpen = true
    hasAsked = false
    startAt = commands.start.isEmpty ? .distantFuture : now
    pingAt = commands.hasPing ? now + PacketDriver.firstPing : .distantFuture
    isPingUnderWay = false
    hasExchange = false
    forgetNumbers()
    ticks.forget()
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    forgetPacket()
    isOpen = false
    startAt = .distantFuture
    pingAt = .distantFuture
    isPingUnderWay = false
  }

  mutating func forgetPacket() {
    count = 0
    need = 1
    cobs = CobsDecoder()
    isOverlong = false
    flushAt = .distantFuture
  }

  mutating func forgetNumbers() {
    deviceGaps.forget()
    for index in 0..<plan.messageCount { unsafe messageGaps[index].forget() }
  }

  /// Takes one byte. True where it completes a packet with values: then `raw` holds them.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    heardAt = arrival
    switch plan.ending {
    case .length:
      store(byte)
      guard count >= need else { return false }
      return scan(isOver: false, into: &raw)
    case .cobs:
      if byte == 0 { return endBlock(into: &raw) }
      flushAt = arrival + PacketDriver.gap
      switch cobs.take(byte) {
      case .none: break
      case .byte(let byte): keep(byte)
      }
      return false
    case .report:
      keep(byte)
      return false
    }
  }

  /// Takes the end of what the transport keeps together. True where it completes a packet: then `raw` holds it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func endPacket(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    heardAt = arrival
    return giveUp(into: &raw)
  }

  /// Ends what is half here. True where a packet came out of it.
  mutating func giveUp(into raw: inout RawSample) -> Bool {
    switch plan.ending {
    case .length: scan(isOver: true, into: &raw)
    case .cobs: endBlock(into: &raw)
    case .report: endReport(into: &raw)
    }
  }

  /// `scan` leaves room for one byte at least: packets are no longer than the memory, and a whole one leaves at once.
  private mutating func store(_ byte: UInt8) {
    precondition(count < PacketFormat.longest, "what is kept of a stream is shorter than a packet")
    unsafe bytes[count] = byte
    count &+= 1
  }

  private mutating func keep(_ byte: UInt8) {
    if count < PacketFormat.longest { store(byte) } else { isOverlong = true }
  }

  /// Ends a COBS block: a packet, or nothing.
  private mutating func endBlock(into raw: inout RawSample) -> Bool {
    defer { forgetPacket() }
    guard cobs.hasBegun else { return false }
    guard cobs.isWhole else { return refuse(.truncated) }
    return takeWhole(into: &raw)
  }

  private mutating func endReport(into raw: inout RawSample) -> Bool {
    defer { forgetPacket() }
    return count > 0 ? takeWhole(into: &raw) : false
  }

  /// Takes a packet whose end is known.
  private mutating func takeWhole(into raw: inout RawSample) -> Bool {
    if isOverlong { return refuse(.overlong) }
    switch examine() {
    case .unfinished: return refuse(.truncated)
    case .fault(let fault): return refuse(fault)
    case .whole(let message, let length):
      // A report may be longer than its packet: padding.
      if plan.ending == .cobs && length != count { return refuse(.overlong) }
      isFirst = false
      return deliver(message, into: &raw)
    }
  }

  /// Counts a bad packet. What is bad at the start is the rest of a packet whose beginning was not heard.
  private mutating func refuse(_ fault: PacketFault) -> Bool {
    if isFirst && plan.ending == .cobs {
      counters.skippedBytes &+= UInt64(truncatingIfNeeded: count)
    } else {
      note(fault)
    }
    isFirst = false
    return false
  }

  /// Looks for a packet at the start of what is kept, dropping what cannot begin one. `isOver`: no more comes.
  private mutating func scan(isOver: Bool, into raw: inout RawSample) -> Bool {
    // Each turn drops at least one byte, or is the last.
    for _ in 0...PacketFormat.longest {
      if count == 0 { break }
      switch examine() {
      case .unfinished:
        guard isOver else {
          flushAt = heardAt + PacketDriver.gap
          return false
        }
        if count >= plan.header { note(.truncated) }
        dropToNextStart()
      case .fault(let fault):
        note(fault)
        dropToNextStart()
      case .whole(let message, let length):
        let hasValues = deliver(message, into: &raw)
        drop(length)
        if hasValues {
          // What lies behind is looked at without waiting for more.
          need = 1
          flushAt = count > 0 ? heardAt : .distantFuture
          return true
        }
      }
    }
    need = 1
    flushAt = .distantFuture
    return false
  }

  mutating func note(_ fault: PacketFault) {
    switch fault {
    case .noPacket: break
    case .checksum: counters.badChecksums &+= 1
    case .truncated: counters.truncated &+= 1
    case .overlong: counters.overlong &+= 1
    case .malformed: counters.malformed &+= 1
    }
  }
}

/// What a device says of itself in fields with the roles `unit` and `firmware`; 0 where it says nothing.
package struct PacketIdentity: Sendable, Equatable, BitwiseCopyable {
  package var unit: UInt32 = 0
  package var firmware: UInt32 = 0

  package init() {}
}

/// Why bytes are no packet.
enum PacketFault: BitwiseCopyable, Sendable {
  /// The sync bytes are not there.
  case noPacket
  case checksum
  case truncated
  case overlong
  /// An id that the profile does not name, or a length that the message cannot have.
  case malformed
}
