/// Reads the stream of a Robotiq FT-300 force-torque sensor.
///
/// A packet has 16 bytes: 0x20 0x4E, six little-endian Int16 (Fx Fy Fz [N/100], Mx My Mz [N·m/1000]) and CRC-16/MODBUS of the
/// first 14, low byte first. The header may occur in the numbers, so the checksum decides, and a bad packet costs one byte, not
/// sixteen. The sensor streams once it is told to, by writing 0x0200 to register 410 of slave 9; it may have been told before.
/// Source: Robotiq's public stream example; layout and vectors in `Tests/Captures/README.md`.
package struct FT300Driver: ~Copyable {
  /// [B]
  @inline(__always) package static var packetLength: Int { 16 }
  /// Three forces, then three torques.
  @inline(__always) package static var fieldCount: Int { 6 }
  /// Ten packets at the sensor's 100 Hz: after that long without one it is told to stream.
  @inline(__always) static var silence: Interval { .milliseconds(100) }
  /// The request takes 6 ms on the wire and the sensor some more to begin; asking faster than this would talk over its answer.
  @inline(__always) static var requestSpacing: Interval { .milliseconds(500) }

  private var checksum = CRC16Modbus()
  private var bytes: InlineArray<16, UInt8> = InlineArray(repeating: 0)
  private var count: UInt8 = 0
  private var isOpen = false
  /// When the next request is due, unless a packet comes before.
  private var requestAt: Timestamp = .distantFuture
  /// A request was sent since the last packet.
  private var hasAsked = false
  package private(set) var counters = DriverCounters()

  package init() {}

  /// Takes note that the port is open: the half packet is forgotten and silence is counted from now.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    count = 0
    isOpen = true
    hasAsked = false
    requestAt = now + FT300Driver.silence
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    count = 0
    isOpen = false
    requestAt = .distantFuture
  }

  /// Takes one byte. True where it completes a packet: then `raw` holds its six numbers.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    bytes[Int(count)] = byte
    count &+= 1
    // Every turn drops at least one of at most 16 bytes, or ends.
    for _ in 0..<FT300Driver.packetLength {
      if startsLikeAPacket {
        guard Int(count) == FT300Driver.packetLength else { return false }
        if hasGoodChecksum {
          deliver(at: arrival, into: &raw)
          return true
        }
        counters.badChecksums &+= 1
      }
      dropToNextStart()
      if count == 0 { return false }
    }
    return false
  }

  private var startsLikeAPacket: Bool {
    mutating get { bytes[0] == 0x20 && (count < 2 || bytes[1] == 0x4E) }
  }

  private var hasGoodChecksum: Bool {
    mutating get {
      var remainder = CRC16Modbus.start
      for index in 0..<14 { checksum.add(bytes[index], to: &remainder) }
      return bytes[14] == UInt8(truncatingIfNeeded: remainder) && bytes[15] == UInt8(truncatingIfNeeded: remainder &>> 8)
    }
  }

  /// Drops the first byte and all up to the next that may start a packet.
  private mutating func dropToNextStart() {
    var next = 1
    while next < Int(count) && bytes[next] != 0x20 { next &+= 1 }
    for index in next..<Int(count) { bytes[index &- next] = bytes[index] }
    count &-= UInt8(truncatingIfNeeded: next)
    counters.skippedBytes &+= UInt64(truncatingIfNeeded: next)
  }

  private mutating func deliver(at arrival: Timestamp, into raw: inout RawSample) {
    for field in 0..<FT300Driver.fieldCount {
      let low = UInt16(bytes[2 &+ 2 &* field])
      let high = UInt16(bytes[3 &+ 2 &* field])
      raw.fields[field] = Double(Int16(bitPattern: low | high &<< 8))
      raw.readAt[field] = arrival
    }
    raw.count = FT300Driver.fieldCount
    raw.deviceTicks = 0
    raw.arrived = arrival
    raw.valid = 0x3F
    count = 0
    counters.packets &+= 1
    hasAsked = false
    requestAt = arrival + FT300Driver.silence
  }

  /// Writes the request to stream where the sensor has been silent for too long.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp, into request: inout PacketBuffer) -> PollOutcome {
    guard isOpen, now >= requestAt else { return PollOutcome(hasRequest: false, hasSample: false) }
    counters.timeouts &+= 1
    if hasAsked { counters.retries &+= 1 }
    hasAsked = true
    requestAt = now + FT300Driver.requestSpacing
    FT300Packets.appendStartRequest(to: &request, checksum: &checksum)
    return PollOutcome(hasRequest: true, hasSample: false)
  }

  /// Takes what the port answered to the request.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    if outcome != .taken { counters.writeFailures &+= 1 }
  }

  /// `setUp` tells the sensor to stream again; the other requests are not this sensor's.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    switch request {
    case .setUp: if isOpen { requestAt = now }
    case .tare, .ping, .distrust, .trust, .blink: break
    }
  }

  /// When `poll` has something to send, if no packet comes before.
  package var deadline: Timestamp { requestAt }

  /// Saves or restores everything that changes, the half packet too.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x3030_3346, version: 1)  // "F300"
    archive.field(&bytes)
    archive.field(&count)
    archive.field(&isOpen)
    archive.field(&requestAt)
    archive.field(&hasAsked)
    archive.field(&counters)
    if archive.isReading { count = min(count, UInt8(FT300Driver.packetLength - 1)) }
  }
}
