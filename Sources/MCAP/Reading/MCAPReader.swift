/// Reads a recording from front to back, whole or torn.
///
/// Allocates per definition and per chunk at most, not per message.
///
/// `next` hands out one record after the other, those of a chunk after its ChunkHeader and only if its checksum fits. A fault is thrown
/// where it stands in the file and never twice. After a fault within a whole frame (a bad checksum, a bad field) reading can go on with the
/// record behind it; after one of the frame itself (a cut, a zeroed tail) the next call returns nil. `isIntact` says at the end whether
/// there was any. Unknown kinds of records are skipped and counted.
@safe
package struct MCAPReader: ~Copyable {
  private enum Section { case start, data, summary, closed, ended }

  // SAFETY: only read, below its count; `init` makes the caller keep the memory alive and unchanged.
  private let bytes: UnsafeRawBufferPointer
  private var section = Section.start
  private var loader: ChunkLoader
  private var space = RecordBuffer(capacity: 0)
  /// The records of the chunk that is being read: in `bytes` or in `space`.
  private var chunk: UnsafeRawBufferPointer?
  private var chunkPosition = 0
  private var chunkOffset = 0
  private var dataCRC = CRC32()
  /// Which of the lower channel ids are defined: a table, because every message asks.
  private var isKnown = [Bool](repeating: false, count: 256)
  private var dataEndOffset = 0

  /// Where the next record outside of a chunk starts.
  package private(set) var offset = 0
  /// Where the record that came last starts; for one out of a chunk, where its chunk does.
  package private(set) var recordOffset = 0
  /// Where in its uncompressed chunk the record that came last starts; nil where it stands outside of chunks.
  package private(set) var recordPosition: Int?
  /// The end of the last record of the data section that was read without fault: a torn file may be cut here.
  package private(set) var validEnd = 0
  /// False once a fault was thrown.
  package private(set) var isIntact = true
  /// Records of unknown kinds so far.
  package private(set) var unknownRecordCount = 0
  /// Of these, records that a repair made of damaged chunks, and of their indexes.
  package private(set) var passedOverChunkCount = 0
  package private(set) var passedOverIndexCount = 0
  /// The definitions so far, by id.
  package private(set) var schemas: [UInt16: Schema] = [:]
  /// The definitions so far, by id.
  package private(set) var channels: [UInt16: Channel] = [:]

  /// Reads `bytes`, a whole file, which must stay and stay unchanged while the reader and its messages are used.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer, limits: ReaderLimits = ReaderLimits()) {
    unsafe self.bytes = bytes
    unsafe chunk = nil
    loader = ChunkLoader(limit: limits.chunkSize)
  }

  /// The next record, or nil at the end, whichever way it was reached.
  package mutating func next() throws(MCAPError) -> Record? {
    do {
      return try nextRecord()
    } catch {
      isIntact = false
      throw error
    }
  }

  /// The next message, or nil at the end; other records are passed over, definitions are kept.
  package mutating func nextMessage() throws(MCAPError) -> Message? {
    while let record = try next() {
      if case .message(let message) = record { return message }
    }
    return nil
  }

  private mutating func nextRecord() throws(MCAPError) -> Record? {
    while true {
      if let record = try nextInChunk() { return record }
      switch section {
      case .ended: return nil
      case .start: try readOpening()
      case .closed:
        try readClosing()
        return nil
      case .data, .summary:
        if let record = try nextOutside() { return record }
      }
    }
  }

  private mutating func readOpening() throws(MCAPError) {
    section = .ended
    guard unsafe bytes.starts(with: Framing.magic) else { throw .notMCAP }
    let frame = unsafe try RecordFrame.find(at: Framing.magic.count, in: bytes, fileOffset: Framing.magic.count)
    guard frame.opcode == Opcode.header.rawValue else { throw .notMCAP }
    offset = frame.offset
    unsafe dataCRC.update(UnsafeRawBufferPointer(rebasing: bytes[..<offset]))
    section = .data
  }

  private mutating func readClosing() throws(MCAPError) {
    section = .ended
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
    guard unsafe rest.starts(with: Framing.magic) else { throw .badClosingMagic(offset: offset) }
    offset += Framing.magic.count
    guard rest.count == Framing.magic.count else {
      throw .trailingBytes(offset: offset, count: rest.count - Framing.magic.count)
    }
  }

  private mutating func nextOutside() throws(MCAPError) -> Record? {
    let frame: RecordFrame
    do {
      frame = unsafe try RecordFrame.find(at: offset, in: bytes, fileOffset: offset)
    } catch {
      section = .ended
      throw error
    }
    offset += frame.length
    recordOffset = frame.offset
    recordPosition = nil
    guard let opcode = Opcode(rawValue: frame.opcode) else {
      unknownRecordCount += 1
      if frame.opcode == Opcode.chunk.passedOver { passedOverChunkCount += 1 }
      if frame.opcode == Opcode.messageIndex.passedOver { passedOverIndexCount += 1 }
      pass(frame)
      return nil
    }
    if section == .summary { return try readSummary(opcode, frame) }
    let record = try readData(opcode, frame)
    if section == .data { validEnd = offset }
    return record
  }

  /// Takes a record of the data section into its checksum.
  private mutating func pass(_ frame: RecordFrame) {
    guard section == .data else { return }
    unsafe dataCRC.update(UnsafeRawBufferPointer(rebasing: bytes[frame.offset..<offset]))
  }

  private mutating func readData(_ opcode: Opcode, _ frame: RecordFrame) throws(MCAPError) -> Record? {
    if opcode == .dataEnd { return try readDataEnd(frame) }
    pass(frame)
    switch opcode {
    case .header where frame.offset == Framing.magic.count: return .header(try frame.decode())
    case .schema, .channel, .message: return try readContent(opcode, frame)
    case .chunk: return .chunk(try enterChunk(frame))
    case .messageIndex: return .messageIndex(try frame.decode())
    case .attachment: return .attachment(try frame.decodeAttachment())
    case .metadata: return .metadata(try frame.decode())
    case .footer:
      // Without DataEnd there is no telling data from summary, and the file's end is here anyhow.
      section = .closed
      throw .misplaced(opcode: frame.opcode, offset: frame.offset)
    case .header, .chunkIndex, .attachmentIndex, .statistics, .metadataIndex, .summaryOffset, .dataEnd:
      throw .misplaced(opcode: frame.opcode, offset: frame.offset)
    }
  }

  private mutating func readDataEnd(_ frame: RecordFrame) throws(MCAPError) -> Record {
    section = .summary
    dataEndOffset = frame.offset
    let end = try frame.decodeDataEnd()
    guard end.dataSectionCRC == 0 || end.dataSectionCRC == dataCRC.value else {
      throw .checksumMismatch(.dataSection, offset: frame.offset, stored: end.dataSectionCRC, computed: dataCRC.value)
    }
    return .dataEnd(end)
  }

  private mutating func readSummary(_ opcode: Opcode, _ frame: RecordFrame) throws(MCAPError) -> Record? {
    switch opcode {
    case .schema, .channel: return try readContent(opcode, frame)
    case .chunkIndex: return .chunkIndex(try frame.decode())
    case .attachmentIndex: return .attachmentIndex(try frame.decode())
    case .metadataIndex: return .metadataIndex(try frame.decode())
    case .statistics: return .statistics(try frame.decode())
    case .summaryOffset: return .summaryOffset(try frame.decode())
    case .footer:
      section = .closed
      let footer = try frame.decodeFooter()
      guard footer.summaryStart == 0 || footer.summaryStart > UInt64(dataEndOffset) else {
        throw .malformed(opcode: frame.opcode, offset: frame.offset)
      }
      unsafe try footer.checkSummary(in: bytes, footerAt: frame.offset)
      return .footer(footer)
    case .header, .message, .chunk, .messageIndex, .attachment, .metadata, .dataEnd:
      throw .misplaced(opcode: frame.opcode, offset: frame.offset)
    }
  }

  private mutating func enterChunk(_ frame: RecordFrame) throws(MCAPError) -> ChunkHeader {
    let loaded = unsafe try loader.load(frame, into: &space)
    unsafe chunk = loaded.records
    chunkPosition = 0
    chunkOffset = frame.offset
    return unsafe loaded.header
  }

  private mutating func nextInChunk() throws(MCAPError) -> Record? {
    while let records = unsafe chunk {
      guard chunkPosition < records.count else {
        unsafe chunk = nil
        return nil
      }
      let frame: RecordFrame
      do {
        frame = unsafe try RecordFrame.find(at: chunkPosition, in: records, fileOffset: chunkOffset)
      } catch {
        unsafe chunk = nil
        throw .malformed(opcode: Opcode.chunk.rawValue, offset: chunkOffset)
      }
      recordPosition = chunkPosition
      chunkPosition += frame.length
      guard let opcode = Opcode(rawValue: frame.opcode) else {
        unknownRecordCount += 1
        continue
      }
      guard opcode == .message || opcode == .channel || opcode == .schema else {
        throw .misplaced(opcode: frame.opcode, offset: frame.offset)
      }
      return try readContent(opcode, frame)
    }
    return nil
  }

  /// Schemas, channels and messages: what may stand in the data section, in chunks and (definitions) in the summary.
  private mutating func readContent(_ opcode: Opcode, _ frame: RecordFrame) throws(MCAPError) -> Record {
    if opcode == .schema {
      let schema: Schema = try frame.decode()
      guard (schemas[schema.id] ?? schema) == schema else {
        throw .conflictingDefinition(opcode: frame.opcode, id: schema.id, offset: frame.offset)
      }
      schemas[schema.id] = schema
      return .schema(schema)
    }
    if opcode == .channel {
      let channel: Channel = try frame.decode()
      guard (channels[channel.id] ?? channel) == channel else {
        throw .conflictingDefinition(opcode: frame.opcode, id: channel.id, offset: frame.offset)
      }
      guard channel.schemaID == 0 || schemas[channel.schemaID] != nil else {
        throw .undefined(opcode: frame.opcode, id: channel.schemaID, offset: frame.offset)
      }
      channels[channel.id] = channel
      if Int(channel.id) < isKnown.count { isKnown[Int(channel.id)] = true }
      return .channel(channel)
    }
    var cursor = frame.cursor()
    let message = try Message(from: &cursor)
    let id = Int(message.channelID)
    guard id < isKnown.count && isKnown[id] || channels[message.channelID] != nil else {
      throw .undefined(opcode: frame.opcode, id: message.channelID, offset: frame.offset)
    }
    return .message(message)
  }
}
