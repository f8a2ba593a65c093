/// Reads keys and buttons of a kernel input device: pedals, keyboards, presenters.
///
/// The kernel tells each change as an event of 24 bytes (`InputEvent`), and after some of them that they belong together. Held keys are
/// silent but for repetitions, which are no changes. While the port is open what was told last holds, so the state is given again at the
/// profile's rate: freshness of a pedal is that of its port. Where the kernel dropped events, every key is unknown until the port has
/// told the state of all.
/// Source: Documentation/input/event-codes.rst and input.rst of Linux.
package struct KeysDriver: ~Copyable {
  private var codes: InlineArray<64, UInt16> = InlineArray(repeating: 0)
  private let keyCount: Int
  private let period: Interval
  private var bytes: InlineArray<24, UInt8> = InlineArray(repeating: 0)
  private var count: UInt8 = 0
  /// Bit i: key i is down.
  private var down: UInt64 = 0
  /// Bit i: it is known whether key i is down.
  private var known: UInt64 = 0
  /// Something was told since the last report.
  private var hasNews = false
  /// Events were dropped and the state of all keys has not come yet.
  private var isLost = false
  /// When the state is given again.
  private var repeatAt: Timestamp = .distantFuture
  package private(set) var counters = DriverCounters()

  package init(_ format: KeysFormat) {
    precondition((1...64).contains(format.codes.count) && format.rate > 0, "1 … 64 keys, at a rate")
    keyCount = format.codes.count
    period = .seconds(rounding: 1 / format.rate)
    for (index, code) in format.codes.enumerated() { codes[index] = code }
  }

  /// Takes note that the port is open: no key is known.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    forget()
    repeatAt = now + period
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    forget()
    repeatAt = .distantFuture
  }

  private mutating func forget() {
    count = 0
    down = 0
    known = 0
    hasNews = false
    isLost = false
  }

  /// Takes one byte. True where it completes a report that changed something: then `raw` holds all keys.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    bytes[Int(count)] = byte
    count &+= 1
    if Int(count) < InputEvent.length { return false }
    guard isEvent else {
      dropFirst()
      return false
    }
    count = 0
    counters.packets &+= 1
    let code = number(at: 18)
    switch number(at: 16) {
    case InputEvent.key: takeKey(code, value: bytes[20])
    case InputEvent.synchronisation: return takeSynchronisation(code, at: arrival, into: &raw)
    default: break
    }
    return false
  }

  /// Takes the end of a read: the kernel gives whole events only.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func endPacket() {
    if count == 0 { return }
    counters.truncated &+= 1
    counters.skippedBytes &+= UInt64(count)
    count = 0
  }

  /// Whether the 24 bytes can be an event: types, codes and values that the kernel has, and a time within ten thousand years.
  private var isEvent: Bool {
    mutating get {
      if bytes[5] | bytes[6] | bytes[7] != 0 { return false }
      let microseconds = UInt32(number(at: 8)) | UInt32(number(at: 10)) &<< 16
      if microseconds >= 1_000_000 || bytes[12] | bytes[13] | bytes[14] | bytes[15] != 0 { return false }
      let (type, code) = (number(at: 16), number(at: 18))
      if type > InputEvent.lastType || code > InputEvent.lastKey { return false }
      if type > InputEvent.key { return true }
      if bytes[21] | bytes[22] | bytes[23] != 0 { return false }
      return type == InputEvent.key ? bytes[20] <= 2 : code <= InputEvent.dropped
    }
  }

  private mutating func dropFirst() {
    for index in 1..<InputEvent.length { bytes[index &- 1] = bytes[index] }
    count &-= 1
    counters.skippedBytes &+= 1
  }

  private mutating func number(at index: Int) -> UInt16 { UInt16(bytes[index]) | UInt16(bytes[index &+ 1]) &<< 8 }

  private mutating func takeKey(_ code: UInt16, value: UInt8) {
    // 2 is the kernel's repetition of a key that is held.
    if isLost || value > 1 { return }
    for index in 0..<keyCount where codes[index] == code {
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
      known |= bit
      down = value == 1 ? down | bit : down & ~bit
      hasNews = true
    }
  }

  private mutating func takeSynchronisation(_ code: UInt16, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    switch code {
    case InputEvent.report:
      guard hasNews, !isLost else { return false }
      deliver(at: arrival, into: &raw)
      return true
    case InputEvent.allKeysUp:
      known = keyCount == 64 ? .max : (1 &<< UInt64(truncatingIfNeeded: keyCount)) &- 1
      down = 0
      hasNews = true
      isLost = false
    case InputEvent.dropped:
      forget()
      isLost = true
      counters.sequenceGaps &+= 1
      // That nothing is known is news, too.
      repeatAt = arrival
    default: break
    }
    return false
  }

  private mutating func deliver(at time: Timestamp, into raw: inout RawSample) {
    for index in 0..<keyCount {
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
      if known & bit == 0 { continue }
      raw.fields[index] = down & bit != 0 ? 1 : 0
      raw.readAt[index] = time
    }
    raw.count = keyCount
    raw.valid = known
    raw.arrived = time
    raw.deviceTicks = 0
    hasNews = false
    repeatAt = time + period
  }

  /// Gives the state again where nothing changed for a period.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp, into raw: inout RawSample) -> PollOutcome {
    guard now >= repeatAt else { return PollOutcome(hasRequest: false, hasSample: false) }
    deliver(at: now, into: &raw)
    return PollOutcome(hasRequest: false, hasSample: true)
  }

  /// When `poll` gives the state again.
  package var deadline: Timestamp { repeatAt }

  /// Saves or restores everything that changes, the half event too.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5359_454B, version: 1)  // "KEYS"
    archive.field(&bytes)
    archive.field(&count)
    archive.field(&down)
    archive.field(&known)
    archive.field(&hasNews)
    archive.field(&isLost)
    archive.field(&repeatAt)
    archive.field(&counters)
    if archive.isReading { count = min(count, UInt8(InputEvent.length - 1)) }
  }
}
