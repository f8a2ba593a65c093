/// Finds replies of Feetech servos in a stream of bytes.
///
/// After each `append`, `next` is called until it says `.incomplete`. A packet that cannot be is given up byte by byte, so that noise
/// never costs the good packet behind it; lengths that no reply of ours has are refused at the fourth byte.
struct FeetechParser: BitwiseCopyable, Sendable {
  /// What was found.
  enum Finding: BitwiseCopyable, Sendable, Equatable {
    case incomplete
    /// A whole reply with a good checksum; `length` [B] of parameters, from `parameter(0)` on.
    case reply(id: UInt8, error: UInt8, length: Int)
  }

  /// [B] The most parameters of one reply: six of a turn's block, four of a register.
  @inline(__always) static var longest: Int { 6 }

  private var window = PacketWindow()

  init() {}

  /// Forgets everything.
  mutating func reset() { window.removeAll() }

  /// Takes a byte. `next` is called before the next one.
  mutating func append(_ byte: UInt8) { window.append(byte) }

  /// The parameter at `index` of the last finding.
  mutating func parameter(_ index: Int) -> UInt8 { window[5 &+ index] }

  /// Looks for the next reply. To be called until `.incomplete`, before anything is appended.
  mutating func next(_ counters: inout DriverCounters) -> Finding {
    window.dropDelivered()
    // Every turn drops at least one byte, or ends.
    for _ in 0..<PacketWindow.capacity {
      let count = window.count
      if count == 0 { return .incomplete }
      guard window[0] == 0xFF, count < 2 || window[1] == 0xFF else {
        window.skip(to: 0xFF, &counters)
        continue
      }
      guard count >= 4 else { return .incomplete }
      let length = Int(window[3])
      // An id of 255 is one more byte of a longer run of 255s, one of 254 an echo of ours.
      guard window[2] < FeetechPackets.broadcast, length >= 2, length <= 2 &+ FeetechParser.longest else {
        if window[2] < FeetechPackets.broadcast { counters.malformed &+= 1 }
        window.skip(to: 0xFF, &counters)
        continue
      }
      guard count >= 4 &+ length else { return .incomplete }
      guard hasGoodChecksum(length) else {
        counters.badChecksums &+= 1
        window.skip(to: 0xFF, &counters)
        continue
      }
      counters.packets &+= 1
      window.deliver(4 &+ length)
      return .reply(id: window[2], error: window[4], length: length &- 2)
    }
    return .incomplete
  }

  private mutating func hasGoodChecksum(_ length: Int) -> Bool {
    var checksum = InvertedSum()
    for index in 2..<3 &+ length { checksum.add(window[index]) }
    return checksum.value == window[3 &+ length]
  }

  /// Gives up the packet under way, because nothing more comes; what may be behind its header is looked at again by `next`.
  /// False where nothing was left.
  mutating func giveUp(_ counters: inout DriverCounters) -> Bool {
    window.dropDelivered()
    guard window.count > 0 else { return false }
    counters.truncated &+= 1
    window.skip(to: 0xFF, &counters)
    return true
  }

  /// Saves or restores the half packet.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4E41_5046, version: 1)  // "FPAN"
    window.checkpoint(&archive)
  }
}
