/// Finds the replies of Modbus RTU that are awaited in a stream of bytes.
///
/// The standard parts packets by pauses, which no USB adapter passes on. So a reply is known by what was asked: slave, function,
/// length, and then the checksum. After each `append`, `next` is called until it says `.incomplete`; what cannot be such a reply is
/// given up byte by byte, so that noise never costs the good reply behind it.
struct ModbusParser: ~Copyable {
  /// What was found.
  enum Finding: BitwiseCopyable, Sendable, Equatable {
    case incomplete
    /// The whole reply of a node with a good checksum; its registers from `register(0)` on.
    case reply(node: Int)
    /// A node says that it cannot.
    case exception(node: Int)
  }

  /// What the reply of a node looks like.
  struct Expected: BitwiseCopyable, Sendable {
    var slave: UInt8
    var function: UInt8
    /// [B] Of its registers.
    var length: UInt8
  }

  private let nodes: [Expected]
  private var checksum = CRC16Modbus()
  private var window = PacketWindow()

  init(_ nodes: [Expected]) { self.nodes = nodes }

  /// Forgets everything.
  mutating func reset() { window.removeAll() }

  /// Takes a byte. `next` is called before the next one.
  mutating func append(_ byte: UInt8) { window.append(byte) }

  /// The register at `index` of the last finding.
  mutating func register(_ index: Int) -> UInt16 {
    UInt16(window[3 &+ 2 &* index]) &<< 8 | UInt16(window[4 &+ 2 &* index])
  }

  /// Looks for the next reply of those `awaited`: bit i is node i. To be called until `.incomplete`, before anything is appended.
  mutating func next(_ awaited: UInt32, _ counters: inout DriverCounters) -> Finding {
    window.dropDelivered()
    // Every turn drops a byte, or ends.
    for _ in 0..<PacketWindow.capacity {
      if window.count == 0 { return .incomplete }
      guard let node = candidate(awaited) else {
        window.skip(1, &counters)
        continue
      }
      let isException = window.count > 1 && window[1] & ModbusPackets.exceptionBit != 0
      let length = ModbusPackets.replyOverhead &+ (isException ? 0 : Int(nodes[node].length))
      guard window.count >= length else { return .incomplete }
      guard hasGoodChecksum(length) else {
        counters.badChecksums &+= 1
        window.skip(1, &counters)
        continue
      }
      counters.packets &+= 1
      window.deliver(length)
      return isException ? .exception(node: node) : .reply(node: node)
    }
    return .incomplete
  }

  /// The first awaited node whose reply could begin here.
  private mutating func candidate(_ awaited: UInt32) -> Int? {
    var rest = awaited
    // One bit less each time, of at most 32.
    while rest != 0 {
      let node = rest.trailingZeroBitCount
      rest &= rest &- 1
      let expected = nodes[node]
      guard window[0] == expected.slave else { continue }
      if window.count < 2 || window[1] == expected.function | ModbusPackets.exceptionBit { return node }
      if window[1] == expected.function && (window.count < 3 || window[2] == expected.length) { return node }
    }
    return nil
  }

  private mutating func hasGoodChecksum(_ length: Int) -> Bool {
    var remainder = CRC16Modbus.start
    for index in 0..<length &- 2 { checksum.add(window[index], to: &remainder) }
    return window[length &- 2] == UInt8(truncatingIfNeeded: remainder)
      && window[length &- 1] == UInt8(truncatingIfNeeded: remainder &>> 8)
  }

  /// Gives up the reply under way, because nothing more comes; what may be behind its first byte is looked at again by `next`.
  /// False where nothing was left.
  mutating func giveUp(_ counters: inout DriverCounters) -> Bool {
    window.dropDelivered()
    guard window.count > 0 else { return false }
    counters.truncated &+= 1
    window.skip(1, &counters)
    return true
  }

  /// Saves or restores the half reply.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4E41_504D, version: 1)  // "MPAN"
    window.checkpoint(&archive)
  }
}
