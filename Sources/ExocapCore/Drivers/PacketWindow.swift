/// The bytes of a stream that a parser has not made up its mind about yet: a bounded window, oldest byte first.
struct PacketWindow: BitwiseCopyable, Sendable {
  /// [B] The longest reply of Modbus RTU has 256.
  @inline(__always) static var capacity: Int { 256 }

  private var bytes: InlineArray<256, UInt8> = InlineArray(repeating: 0)
  private(set) var count = 0
  /// [B] What `dropDelivered` drops: a packet that was handed out, and may still be read until then.
  private var delivered = 0

  init() {}

  /// Forgets everything.
  mutating func removeAll() {
    count = 0
    delivered = 0
  }

  /// Takes a byte. The parser drops or delivers what it has before the window is full.
  mutating func append(_ byte: UInt8) {
    precondition(count < PacketWindow.capacity, "packets are taken before the next byte")
    bytes[count] = byte
    count &+= 1
  }

  /// The byte at `index`, 0 ..< count.
  subscript(index: Int) -> UInt8 {
    mutating get { bytes[index] }
  }

  /// Marks the first `length` bytes as handed out.
  mutating func deliver(_ length: Int) { delivered = length }

  /// Drops what was handed out.
  mutating func dropDelivered() {
    if delivered == 0 { return }
    shift(delivered)
    delivered = 0
  }

  /// Drops the first `length` bytes, which belong to no packet.
  mutating func skip(_ length: Int, _ counters: inout DriverCounters) {
    counters.skippedBytes &+= UInt64(truncatingIfNeeded: length)
    shift(length)
  }

  /// Drops the first byte, and all up to the next `start`.
  mutating func skip(to start: UInt8, _ counters: inout DriverCounters) {
    var next = 1
    while next < count && bytes[next] != start { next &+= 1 }
    skip(next, &counters)
  }

  private mutating func shift(_ length: Int) {
    for index in length..<count { bytes[index &- length] = bytes[index] }
    count &-= length
  }

  /// Saves or restores the bytes, as fields of the parser's section.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&bytes)
    archive.field(&count)
    archive.field(&delivered)
    guard archive.isReading else { return }
    count = min(max(count, 0), PacketWindow.capacity &- 1)
    delivered = min(max(delivered, 0), count)
  }
}
