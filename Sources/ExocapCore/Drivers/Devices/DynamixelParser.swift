/// Finds status packets of Dynamixel protocol 2.0 in a stream of bytes, and the blocks of a fast sync reply as they come.
///
/// After each `append`, `next` is called until it says `.incomplete`. A packet that cannot be is given up byte by byte, so that
/// noise never costs the good packet behind it. Lengths that no reply of ours has are refused at the seventh byte: a flipped
/// length bit cannot swallow the following packets.
struct DynamixelParser: BitwiseCopyable, Sendable {
  /// What was found.
  enum Finding: BitwiseCopyable, Sendable, Equatable {
    case incomplete
    /// A whole status packet with a good checksum; `length` [B] of parameters, from `parameter(0)` on, stuffing removed.
    case status(id: UInt8, error: UInt8, length: Int)
    /// One block of a fast sync reply with a good checksum; its readings from `parameter(0)` on.
    case block(id: UInt8, error: UInt8)
  }

  /// [B] A fast sync reply of 21 servos with 10 bytes each has 302.
  @inline(__always) static var capacity: Int { 320 }
  /// [B] The largest length field of one servo's reply: status, error, 10 bytes, 3 of stuffing, checksum, and some room.
  @inline(__always) static var longestStatus: Int { 20 }

  private var checksum = CRC16Dynamixel()
  private var bytes: InlineArray<320, UInt8> = InlineArray(repeating: 0)
  private var count = 0
  /// [B] With fewer `next` finds nothing; 0: not known. Follows from the bytes, so no checkpoint has it.
  private var needed = 0
  /// [B] What the next `next` drops first: it was delivered.
  private var delivered = 0
  /// Where the parameters of the last finding begin.
  private var parameterStart = 0
  /// Blocks that a fast sync reply has; 0 where none was asked for.
  private var blocks = 0
  /// [B] Readings in each block.
  private var blockLength = 0
  private var blocksFound = 0
  /// Checksum over the first `summed` bytes of the fast sync reply under way.
  private var remainder: UInt16 = 0
  private var summed = 0

  init() {}

  /// Forgets everything.
  mutating func reset() {
    count = 0
    delivered = 0
    restartBlocks()
  }

  /// Says which fast sync reply may come; 0 blocks: none.
  mutating func expectFastReply(blocks: Int, length: Int) {
    self.blocks = blocks
    blockLength = length
    restartBlocks()
  }

  /// Takes a byte. `next` is called before the next one.
  mutating func append(_ byte: UInt8) {
    precondition(count < DynamixelParser.capacity, "findings are taken before the next byte")
    bytes[count] = byte
    count &+= 1
  }

  /// The byte at `index` behind the last finding's start of parameters.
  mutating func parameter(_ index: Int) -> UInt8 { bytes[parameterStart &+ index] }

  /// Looks for the next packet or block. To be called until `.incomplete`, before anything is appended.
  mutating func next(_ counters: inout DriverCounters) -> Finding {
    if count < needed { return .incomplete }
    needed = 0
    dropDelivered()
    // Every turn drops at least one byte, or ends.
    for _ in 0..<DynamixelParser.capacity {
      if count == 0 { return .incomplete }
      guard startsWithHeader else {
        dropToNextStart(&counters)
        continue
      }
      guard count >= 7 else { return .incomplete }
      let length = Int(bytes[5]) | Int(bytes[6]) &<< 8
      if isFastReply(length) {
        guard blockIsComplete else {
          // The eighth byte says whether it is one.
          needed = count < 8 ? 8 : blockStart &+ blockLength &+ 4
          return .incomplete
        }
        if let block = takeBlock(&counters) { return block }
        continue
      }
      guard bytes[4] < DynamixelPackets.broadcast, length >= 4, length <= DynamixelParser.longestStatus else {
        // To all servos: an echo of ours. Else a length that cannot be.
        if bytes[4] != DynamixelPackets.broadcast { counters.malformed &+= 1 }
        dropToNextStart(&counters)
        continue
      }
      guard count >= 7 &+ length else {
        needed = 7 &+ length
        return .incomplete
      }
      if let status = takeStatus(length, &counters) { return status }
    }
    return .incomplete
  }

  /// Gives up the packet under way, because nothing more comes; what may be behind its header is looked at again by `next`.
  /// False where nothing was left.
  mutating func giveUp(_ counters: inout DriverCounters) -> Bool {
    dropDelivered()
    guard count > 0 else { return false }
    counters.truncated &+= 1
    // The bytes of good blocks were delivered: the search goes on behind them.
    if blocksFound > 0 { drop(min(blockStart, count), &counters) } else { dropToNextStart(&counters) }
    return true
  }

  // MARK: Packets

  private var startsWithHeader: Bool {
    mutating get {
      guard bytes[0] == 0xFF, count < 2 || bytes[1] == 0xFF, count < 3 || bytes[2] == 0xFD else { return false }
      return count < 4 || bytes[3] == 0x00
    }
  }

  private mutating func takeStatus(_ length: Int, _ counters: inout DriverCounters) -> Finding? {
    let end = 5 &+ length
    var sum: UInt16 = 0
    for index in 0..<end { checksum.add(bytes[index], to: &sum) }
    guard hasChecksum(sum, at: end) else {
      counters.badChecksums &+= 1
      dropToNextStart(&counters)
      return nil
    }
    guard bytes[7] == DynamixelInstruction.status.rawValue else {
      // Our own request, which some adapters echo.
      counters.skippedBytes &+= UInt64(truncatingIfNeeded: length &+ 7)
      delivered = 7 &+ length
      dropDelivered()
      return nil
    }
    counters.packets &+= 1
    delivered = 7 &+ length
    parameterStart = 9
    return .status(id: bytes[4], error: bytes[8], length: removeStuffing(end) &- 9)
  }

  /// Takes the stuffing out of the parameters before `end`. Returns the new end.
  private mutating func removeStuffing(_ end: Int) -> Int {
    var write = 9
    var seen = 0
    var read = 9
    while read < end {
      let byte = bytes[read]
      bytes[write] = byte
      write &+= 1
      read &+= 1
      if seen == 2 && byte == 0xFD {
        if read < end && bytes[read] == 0xFD { read &+= 1 }
        seen = 0
      } else {
        seen = byte == 0xFF ? min(seen &+ 1, 2) : 0
      }
    }
    return write
  }

  // MARK: Blocks of a fast sync reply

  private mutating func isFastReply(_ length: Int) -> Bool {
    blocks > 0 && bytes[4] == DynamixelPackets.broadcast && length == 1 &+ blocks &* (blockLength &+ 4)
      && (count < 8 || bytes[7] == DynamixelInstruction.status.rawValue)
  }

  private var blockStart: Int { 8 &+ blocksFound &* (blockLength &+ 4) }
  private var blockIsComplete: Bool { count >= blockStart &+ blockLength &+ 4 }

  private mutating func takeBlock(_ counters: inout DriverCounters) -> Finding? {
    let start = blockStart
    let end = start &+ blockLength &+ 2
    while summed < end {
      checksum.add(bytes[summed], to: &remainder)
      summed &+= 1
    }
    guard hasChecksum(remainder, at: end) else {
      counters.badChecksums &+= 1
      // The bytes of the good blocks were delivered: the search goes on behind them.
      if blocksFound > 0 { drop(start, &counters) } else { dropToNextStart(&counters) }
      return nil
    }
    blocksFound &+= 1
    if blocksFound == blocks {
      counters.packets &+= 1
      delivered = end &+ 2
    }
    parameterStart = start &+ 2
    return .block(id: bytes[start &+ 1], error: bytes[start])
  }

  private mutating func hasChecksum(_ sum: UInt16, at index: Int) -> Bool {
    bytes[index] == UInt8(truncatingIfNeeded: sum) && bytes[index &+ 1] == UInt8(truncatingIfNeeded: sum &>> 8)
  }

  // MARK: Dropping

  private mutating func dropDelivered() {
    if delivered == 0 { return }
    shift(delivered)
    delivered = 0
  }

  /// Drops the first byte and all up to the next that may start a packet.
  private mutating func dropToNextStart(_ counters: inout DriverCounters) {
    var next = 1
    while next < count && bytes[next] != 0xFF { next &+= 1 }
    drop(next, &counters)
  }

  private mutating func drop(_ length: Int, _ counters: inout DriverCounters) {
    counters.skippedBytes &+= UInt64(truncatingIfNeeded: length)
    shift(length)
  }

  private mutating func shift(_ length: Int) {
    for index in length..<count { bytes[index &- length] = bytes[index] }
    count &-= length
    restartBlocks()
  }

  private mutating func restartBlocks() {
    needed = 0
    blocksFound = 0
    remainder = 0
    summed = 0
  }

  /// Saves or restores the half packet.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4E41_5044, version: 1)  // "DPAN"
    archive.field(&bytes)
    archive.field(&count)
    archive.field(&delivered)
    archive.field(&parameterStart)
    archive.field(&blocks)
    archive.field(&blockLength)
    archive.field(&blocksFound)
    archive.field(&remainder)
    archive.field(&summed)
    needed = 0
  }
}
