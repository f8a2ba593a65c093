/// Collects messages into a chunk, encoded straight into its buffer.
///
/// Made and used by one thread.
///
/// After the first chunks nothing is allocated: neither per message nor per chunk.
@safe
package struct ChunkBuilder: ~Copyable, @unchecked Sendable {
  // SAFETY: owns all that it points to and is move-only, so it may be made on one thread and used on another.

  /// How chunks are made.
  package struct Options: Sendable {
    package var compression: Compression
    /// A chunk is full at this many uncompressed bytes; the message that reaches it still fits.
    package var targetSize: Int
    /// One MessageIndex record per channel follows each chunk.
    package var writesMessageIndexes: Bool

    package init(compression: Compression, targetSize: Int = 128 * 1024, writesMessageIndexes: Bool = true) {
      self.compression = compression
      self.targetSize = targetSize
      self.writesMessageIndexes = writesMessageIndexes
    }
  }

  /// The largest payload: a camera image as one message.
  package static let maximumPayload = 16 << 20

  struct Entry: BitwiseCopyable {
    var slot: Int
    var logTime: UInt64
    var offset: UInt64
  }

  package let options: Options
  private var records: RecordBuffer
  private var compressed: RecordBuffer
  private let compressor: Compressor
  private var entries: [Entry] = []
  private var shares: [SealedChunk.ChannelShare] = []
  /// Channel id → place in `shares`, -1 where the chunk has nothing of that channel.
  private var slots: [Int32] = []
  private var schemas: [Schema] = []
  private var channels: [Channel] = []
  private var earliest = UInt64.max
  private var latest: UInt64 = 0

  package init(_ options: Options) {
    self.options = options
    // One ordinary message may pass the target; larger ones grow the buffer once.
    records = RecordBuffer(capacity: options.targetSize + 4096)
    compressed = RecordBuffer(capacity: options.compression == .uncompressed ? 0 : options.targetSize + 8192)
    compressor = Compressor(options.compression)
    entries.reserveCapacity(options.targetSize / 64)
    shares.reserveCapacity(64)
    slots = [Int32](repeating: -1, count: 256)
  }

  /// Whether there is nothing to seal.
  package var isEmpty: Bool { records.isEmpty }
  /// Whether the chunk has reached its target size and should be sealed.
  package var isFull: Bool { records.count >= options.targetSize }
  /// Uncompressed bytes so far.
  package var count: Int { records.count }
  package var messageCount: Int { entries.count }

  /// Adds a message whose payload is copied in.
  package mutating func add(channel: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64, payload: RawSpan) {
    unsafe payload.withUnsafeBytes { source in
      let space = unsafe reserve(source.count)
      unsafe space.copyMemory(from: source)
      commit(channel: channel, sequence: sequence, logTime: logTime, publishTime: publishTime, payloadSize: source.count)
    }
  }

  /// Adds a message that `encode` lays out as CDR in the chunk itself; false, and nothing added, where `maximumPayload` was too small.
  package mutating func add(
    channel: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64, maximumPayload: Int, encode: (inout CDRWriter) -> Void
  ) -> Bool {
    var writer = unsafe CDRWriter(reserve(maximumPayload))
    encode(&writer)
    guard !writer.hasOverflowed else { return false }
    commit(channel: channel, sequence: sequence, logTime: logTime, publishTime: publishTime, payloadSize: writer.count)
    return true
  }

  /// Room for a payload of up to `size` bytes, in the chunk itself.
  ///
  /// Valid until the next call; nothing is added before `commit`.
  @unsafe
  package mutating func reserve(_ size: Int) -> UnsafeMutableRawBufferPointer {
    precondition(size <= Self.maximumPayload, "message of \(size) bytes")
    let prefix = Framing.prefixSize + Message.prefixSize
    let space = unsafe records.reservedSpace(prefix + size)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: space[prefix...])
  }

  /// Adds the message whose payload was filled into the reserved room.
  package mutating func commit(channel: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64, payloadSize: Int) {
    let offset = records.count
    // Field by field into the room in front of the payload: the layout of opcode, length and `Message`.
    records.append(Opcode.message.rawValue)
    records.append(UInt64(Message.prefixSize + payloadSize))
    records.append(channel)
    records.append(sequence)
    records.append(logTime)
    records.append(publishTime)
    records.advance(by: payloadSize)
    let slot = self.slot(of: channel)
    shares[slot].messageCount += 1
    entries.append(Entry(slot: slot, logTime: logTime, offset: UInt64(offset)))
    earliest = min(earliest, logTime)
    latest = max(latest, logTime)
  }

  /// Puts a schema into the chunk itself.
  ///
  /// It reaches the summary with the chunk.
  package mutating func add(_ schema: Schema) {
    records.append(record: schema)
    schemas.append(schema)
  }

  /// Puts a channel into the chunk itself.
  ///
  /// It reaches the summary with the chunk, and is lost with it: where chunks may be lost, write it through the writer instead.
  package mutating func add(_ channel: Channel) {
    records.append(record: channel)
    channels.append(channel)
  }

  private mutating func slot(of channel: UInt16) -> Int {
    let id = Int(channel)
    while slots.count <= id { slots.append(contentsOf: repeatElement(-1, count: slots.count)) }
    if slots[id] < 0 {
      slots[id] = Int32(shares.count)
      shares.append(SealedChunk.ChannelShare(channelID: channel, messageCount: 0, indexOffset: 0))
    }
    return Int(slots[id])
  }

  /// Ends the chunk: compresses it into `chunk` with its indexes, whatever that held before, and starts the next one.
  package mutating func seal(into chunk: SealedChunk) {
    fill(&chunk.buffer, chunk)
    chunk.startTime = entries.isEmpty ? 0 : earliest
    chunk.endTime = latest
    chunk.messageCount = entries.count
    chunk.compression = options.compression
    chunk.uncompressedSize = records.count
    chunk.shares.removeAll(keepingCapacity: true)
    chunk.shares.append(contentsOf: shares)
    chunk.schemas = schemas
    chunk.channels = channels
    startOver()
  }

  private mutating func fill(_ output: inout RecordBuffer, _ chunk: SealedChunk) {
    output.removeAll()
    let source = unsafe records.unsafeBytes
    if options.compression != .uncompressed { unsafe compressor.compress(source, into: &compressed) }
    let stored = unsafe options.compression == .uncompressed ? source : compressed.unsafeBytes
    let header = unsafe ChunkHeader(
      startTime: entries.isEmpty ? 0 : earliest, endTime: latest, uncompressedSize: UInt64(source.count),
      uncompressedCRC: CRC32.of(source), compression: options.compression.rawValue, compressedSize: UInt64(stored.count))
    let indexSize = shares.count * (Framing.prefixSize + 6) + entries.count * 16
    output.reserve(128 + stored.count + (options.writesMessageIndexes ? indexSize : 0))
    header.encodePrefix(into: &output)
    unsafe output.append(copying: stored)
    chunk.compressedSize = stored.count
    chunk.chunkLength = output.count
    if options.writesMessageIndexes { appendIndexes(to: &output) }
  }

  /// One MessageIndex record per channel: lays out all records empty, then fills each with its messages in one pass.
  private mutating func appendIndexes(to output: inout RecordBuffer) {
    for slot in shares.indices {
      let size = Int(shares[slot].messageCount) * 16
      shares[slot].indexOffset = output.count
      output.append(Opcode.messageIndex.rawValue)
      output.append(UInt64(6 + size))
      output.append(shares[slot].channelID)
      output.append(UInt32(size))
      // While filling, the slot of the channel id holds the next free place; `startOver` clears it.
      slots[Int(shares[slot].channelID)] = Int32(output.count)
      output.advance(by: size)
    }
    // By index: an iterator over an array allocates where the compiler does not optimise, and then tests could not count.
    for index in entries.indices {
      let entry = entries[index]
      let id = Int(shares[entry.slot].channelID)
      let place = Int(slots[id])
      output.store(entry.logTime, at: place)
      output.store(entry.offset, at: place + 8)
      slots[id] += 16
    }
  }

  private mutating func startOver() {
    for slot in shares.indices { slots[Int(shares[slot].channelID)] = -1 }
    shares.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    schemas.removeAll()
    channels.removeAll()
    records.removeAll()
    earliest = .max
    latest = 0
  }
}
