/// Makes of a Chunk record that was read what a writer would have written: its header's times, and the indexes that follow it.
struct ChunkRebuilder: ~Copyable {
  private var loader: ChunkLoader
  private var space = RecordBuffer(capacity: 0)
  private var entries: [ChunkBuilder.Entry] = []
  private var slots: [UInt16: Int] = [:]
  private var places: [Int] = []
  /// The rebuilt chunk with its indexes.
  let chunk = SealedChunk(capacity: 256 * 1024)

  init(limit: Int) { loader = ChunkLoader(limit: limit) }

  /// Fills `chunk`; false where the record in `frame` is not sound, or has messages of channels that `isKnown` does not know.
  mutating func rebuild(_ frame: RecordFrame, isKnown: (UInt16) -> Bool) -> Bool {
    var cursor = frame.cursor()
    guard let compressed = try? ChunkHeader(from: &cursor), let compression = Compression(rawValue: compressed.compression),
      let loaded = unsafe try? loader.load(frame, into: &space)
    else { return false }
    // A checksum of 0 says "not given"; we always give one, so it has to fit.
    guard unsafe CRC32.of(loaded.records) == compressed.uncompressedCRC, cursor.remaining == Int(compressed.compressedSize) else {
      return false
    }
    guard unsafe take(loaded.records, isKnown: isKnown) else { return false }
    let stored = unsafe try? cursor.readBytes(compressed.compressedSize)
    guard let stored = unsafe stored else { return false }
    unsafe seal(header: loaded.header, compression: compression, stored: stored, records: loaded.records)
    return true
  }

  /// Notes each message; false where something else than messages of known channels is in the chunk.
  private mutating func take(_ records: UnsafeRawBufferPointer, isKnown: (UInt16) -> Bool) -> Bool {
    entries.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    chunk.shares.removeAll(keepingCapacity: true)
    var position = 0
    while position < records.count {
      guard let frame = unsafe try? RecordFrame.find(at: position, in: records, fileOffset: position),
        frame.opcode == Opcode.message.rawValue
      else { return false }
      var cursor = frame.cursor()
      guard let message = try? Message(from: &cursor) else { return false }
      let slot: Int
      if let known = slots[message.channelID] {
        slot = known
      } else {
        guard isKnown(message.channelID) else { return false }
        slot = chunk.shares.count
        slots[message.channelID] = slot
        chunk.shares.append(SealedChunk.ChannelShare(channelID: message.channelID, messageCount: 0, indexOffset: 0))
      }
      chunk.shares[slot].messageCount += 1
      entries.append(ChunkBuilder.Entry(slot: slot, logTime: message.logTime, offset: UInt64(position)))
      position += frame.length
    }
    return true
  }

  private mutating func seal(
    header: ChunkHeader, compression: Compression, stored: UnsafeRawBufferPointer, records: UnsafeRawBufferPointer
  ) {
    chunk.startTime = entries.map(\.logTime).min() ?? 0
    chunk.endTime = entries.map(\.logTime).max() ?? 0
    chunk.messageCount = entries.count
    chunk.compression = compression
    chunk.uncompressedSize = records.count
    chunk.compressedSize = stored.count
    var header = header
    header.startTime = chunk.startTime
    header.endTime = chunk.endTime
    chunk.buffer.removeAll()
    header.encodePrefix(into: &chunk.buffer)
    unsafe chunk.buffer.append(copying: stored)
    chunk.chunkLength = chunk.buffer.count
    appendIndexes()
  }

  /// One MessageIndex record per channel: lays out all records empty, then fills each with its messages in one pass.
  private mutating func appendIndexes() {
    places.removeAll(keepingCapacity: true)
    for slot in chunk.shares.indices {
      let size = Int(chunk.shares[slot].messageCount) * 16
      chunk.shares[slot].indexOffset = chunk.buffer.count
      chunk.buffer.append(Opcode.messageIndex.rawValue)
      chunk.buffer.append(UInt64(6 + size))
      chunk.buffer.append(chunk.shares[slot].channelID)
      chunk.buffer.append(UInt32(size))
      places.append(chunk.buffer.count)
      // Each byte is stored below.
      unsafe _ = chunk.buffer.reservedSpace(size)
      chunk.buffer.advance(by: size)
    }
    for entry in entries {
      chunk.buffer.store(entry.logTime, at: places[entry.slot])
      chunk.buffer.store(entry.offset, at: places[entry.slot] + 8)
      places[entry.slot] += 16
    }
  }
}
