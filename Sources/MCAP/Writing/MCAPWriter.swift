/// What a file has besides its messages.
///
/// Everything on is what a recording wants; the rest is for other people's readers and tests.
package struct WriterOptions: Sendable {
  package var repeatsSchemas = true
  package var repeatsChannels = true
  package var writesStatistics = true
  package var indexesChunks = true
  package var indexesAttachments = true
  package var indexesMetadata = true
  package var writesSummaryOffsets = true

  package init() {}
}

/// Writes one recording: header, definitions, chunks, attachments, metadata, and the summary at the end.
///
/// One thread at a time.
///
/// Each call is one write of the sink. A call that throws has changed nothing in the writer: when the sink has undone its part, the call
/// may be made again, or `finish` closes the file with what it has.
package struct MCAPWriter<Sink: ByteSink & ~Copyable>: ~Copyable {
  /// The sink, for what only it can do (sync, rename).
  package var sink: Sink
  package let options: WriterOptions
  /// The bytes that the sink has taken.
  package private(set) var offset = 0
  /// Counts so far.
  package private(set) var statistics = Statistics()
  package private(set) var isFinished = false

  var scratch = RecordBuffer(capacity: 4096)
  private(set) var dataCRC = CRC32()
  private var schemas: [UInt16: Schema] = [:]
  private var channels: [UInt16: Channel] = [:]
  /// Messages by channel id: a table, because a dictionary would hash once per channel and chunk.
  private var counts: [UInt64] = []
  // The summary's groups, encoded as they come.
  private(set) var schemaRecords = RecordBuffer(capacity: 4096)
  private(set) var channelRecords = RecordBuffer(capacity: 4096)
  private(set) var chunkIndexes = RecordBuffer(capacity: 64 * 1024)
  private(set) var attachmentIndexes = RecordBuffer(capacity: 1024)
  private(set) var metadataIndexes = RecordBuffer(capacity: 1024)

  /// [B] About what `finish` will write.
  package var endSize: Int {
    let groups = schemaRecords.count + channelRecords.count + chunkIndexes.count + attachmentIndexes.count + metadataIndexes.count
    // Statistics, offsets of the groups, DataEnd, footer: under 1 KiB and a count for each channel.
    return groups + 1024 + counts.count * 10
  }

  /// Starts a file with the magic bytes and the header.
  package init(_ sink: consuming Sink, header: Header, options: WriterOptions = WriterOptions()) throws(Sink.Failure) {
    self.sink = sink
    self.options = options
    scratch.append(Framing.magic)
    scratch.append(record: header)
    try emitScratch()
  }

  /// Writes a schema, once.
  ///
  /// An id has one meaning in a file.
  package mutating func write(_ schema: Schema) throws(Sink.Failure) {
    precondition(schema.id != 0 && (schemas[schema.id] ?? schema) == schema, "schema id \(schema.id) has another meaning")
    guard schemas[schema.id] == nil else { return }
    try emit(schema)
    remember(schema)
  }

  /// Writes a channel, once.
  ///
  /// Its schema comes first, an id has one meaning in a file.
  package mutating func write(_ channel: Channel) throws(Sink.Failure) {
    precondition((channels[channel.id] ?? channel) == channel, "channel id \(channel.id) has another meaning")
    precondition(channel.schemaID == 0 || schemas[channel.schemaID] != nil, "schema \(channel.schemaID) is not written")
    guard channels[channel.id] == nil else { return }
    try emit(channel)
    remember(channel)
  }

  package mutating func write(_ attachment: Attachment) throws(Sink.Failure) {
    let start = offset
    try emit(attachment)
    statistics.attachmentCount += 1
    let length = UInt64(offset - start)
    attachmentIndexes.append(record: AttachmentIndex(offset: UInt64(start), length: length, describing: attachment))
  }

  package mutating func write(_ metadata: Metadata) throws(Sink.Failure) {
    let start = offset
    try emit(metadata)
    statistics.metadataCount += 1
    metadataIndexes.append(record: MetadataIndex(offset: UInt64(start), length: UInt64(offset - start), name: metadata.name))
  }

  /// Writes a finished chunk with its message indexes.
  ///
  /// The chunk is free again when this returns.
  package mutating func write(_ chunk: SealedChunk) throws(Sink.Failure) {
    precondition(statistics.chunkCount > 0 || statistics.messageCount == 0, "messages stand outside chunks")
    for slot in chunk.shares.indices {
      let id = chunk.shares[slot].channelID
      precondition(channels[id] != nil || chunk.channels.contains { $0.id == id }, "channel \(id) is not written")
    }
    let start = offset
    unsafe try emit(chunk.buffer.unsafeBytes)
    for schema in chunk.schemas where schemas[schema.id] == nil { remember(schema) }
    for channel in chunk.channels where channels[channel.id] == nil { remember(channel) }
    if chunk.messageCount > 0 { count(from: chunk.startTime, to: chunk.endTime) }
    statistics.messageCount += UInt64(chunk.messageCount)
    statistics.chunkCount += 1
    // By index: an iterator over an array allocates where the compiler does not optimise, and then tests could not count.
    for slot in chunk.shares.indices { count(UInt64(chunk.shares[slot].messageCount), of: chunk.shares[slot].channelID) }
    appendIndex(of: chunk, at: start)
  }

  /// Writes a record of a kind that is no kind of the format's: readers pass over it.
  ///
  /// - Parameter opcode: 0x80 and up (MCAP specification, §Opcodes).
  package mutating func write(privateOpcode opcode: UInt8, body: RawSpan) throws(Sink.Failure) {
    precondition(opcode >= 0x80, "\(opcode) is an opcode of the format's own")
    scratch.removeAll()
    scratch.append(opcode)
    scratch.append(UInt64(body.byteCount))
    scratch.append(body)
    try emitScratch()
  }

  /// Writes one message outside any chunk: for small files without compression.
  ///
  /// Not to be mixed with chunks.
  package mutating func write(
    channel: UInt16, sequence: UInt32, logTime: UInt64, publishTime: UInt64, payload: RawSpan
  ) throws(Sink.Failure) {
    precondition(statistics.chunkCount == 0, "messages stand inside chunks")
    precondition(channels[channel] != nil, "channel \(channel) is not written")
    scratch.removeAll()
    let start = scratch.beginRecord(.message)
    scratch.append(channel)
    scratch.append(sequence)
    scratch.append(logTime)
    scratch.append(publishTime)
    scratch.append(payload)
    scratch.endRecord(start)
    try emitScratch()
    count(from: logTime, to: logTime)
    statistics.messageCount += 1
    count(1, of: channel)
  }

  /// Writes the end of the data section, the summary and the closing magic bytes in one piece.
  ///
  /// Nothing may follow.
  package mutating func finish() throws(Sink.Failure) {
    precondition(!isFinished, "the file is finished")
    for (id, count) in counts.enumerated() where count > 0 { statistics.channelMessageCounts[UInt16(id)] = count }
    layOutEnd()
    try emitScratch()
    isFinished = true
  }

  private mutating func remember(_ schema: Schema) {
    schemas[schema.id] = schema
    statistics.schemaCount += 1
    schemaRecords.append(record: schema)
  }

  private mutating func remember(_ channel: Channel) {
    channels[channel.id] = channel
    statistics.channelCount += 1
    channelRecords.append(record: channel)
  }

  private mutating func count(from start: UInt64, to end: UInt64) {
    let isFirst = statistics.messageCount == 0
    statistics.startTime = isFirst ? start : min(statistics.startTime, start)
    statistics.endTime = isFirst ? end : max(statistics.endTime, end)
  }

  private mutating func count(_ messages: UInt64, of channel: UInt16) {
    if counts.count <= Int(channel) {
      counts.append(contentsOf: repeatElement(0, count: max(256, Int(channel) + 1 - counts.count)))
    }
    counts[Int(channel)] += messages
  }

  /// The chunk's entry, field by field as `ChunkIndex` lays it out, without an array for the map.
  private mutating func appendIndex(of chunk: SealedChunk, at start: Int) {
    let record = chunkIndexes.beginRecord(.chunkIndex)
    chunkIndexes.append(chunk.startTime)
    chunkIndexes.append(chunk.endTime)
    chunkIndexes.append(UInt64(start))
    chunkIndexes.append(UInt64(chunk.chunkLength))
    let map = chunkIndexes.beginElements()
    for slot in chunk.shares.indices where chunk.shares[slot].indexOffset > 0 {
      let share = chunk.shares[slot]
      chunkIndexes.append(share.channelID)
      chunkIndexes.append(UInt64(start + share.indexOffset))
    }
    chunkIndexes.endElements(map)
    chunkIndexes.append(UInt64(chunk.count - chunk.chunkLength))
    chunkIndexes.append(chunk.compression.rawValue)
    chunkIndexes.append(UInt64(chunk.compressedSize))
    chunkIndexes.append(UInt64(chunk.uncompressedSize))
    chunkIndexes.endRecord(record)
  }

  private mutating func emit<Body: RecordBody>(_ record: Body) throws(Sink.Failure) {
    scratch.removeAll()
    scratch.append(record: record)
    try emitScratch()
  }

  private mutating func emitScratch() throws(Sink.Failure) {
    unsafe try emit(scratch.unsafeBytes)
  }

  private mutating func emit(_ bytes: UnsafeRawBufferPointer) throws(Sink.Failure) {
    precondition(!isFinished, "the file is finished")
    try sink.write(unsafe bytes.bytes)
    unsafe dataCRC.update(bytes)
    offset += bytes.count
  }
}
