// Checking/ holds a whole file against the format's specification, as the project's own `mcap doctor` does. It changes nothing, and knows
// no robot.

/// Holds a file against the format's specification while its records pass by.
///
/// Memory: that of one chunk, and 96 bytes for each chunk of the file. Findings are bounded by `FileReport.findingLimit`.
@safe
package struct FileCheck: ~Copyable {
  /// What passes by, for checks of what the records mean.
  package enum Passed {
    case message(Message)
    case attachment(Attachment)
    case metadata(Metadata)
    /// Something could not be read here: records may be missing.
    case damage
  }

  private var reader: MCAPReader
  private let size: Int
  package internal(set) var report = FileReport()
  /// The chunk whose messages or indexes come now.
  private var chunk: ChunkAccount?
  private var isInChunk = false
  private var previousTime: UInt64 = 0
  private var seenSchemas: Set<UInt16> = []
  private var seenChannels: Set<UInt16> = []
  private var isInSummary = false
  var chunks: [Int: ChunkMark] = [:]
  var attachments: [Int: AttachmentIndex] = [:]
  var metadata: [Int: MetadataIndex] = [:]
  var summary = SummaryAccount()

  /// Checks `bytes`, a whole file, which must stay and stay unchanged meanwhile.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer, limits: ReaderLimits = ReaderLimits()) {
    reader = unsafe MCAPReader(bytes, limits: limits)
    size = bytes.count
  }

  /// The file's channels, as far as they are known.
  package var channels: [UInt16: Channel] { reader.channels }
  /// The file's schemas, as far as they are known.
  package var schemas: [UInt16: Schema] { reader.schemas }
  /// Where the record that passed last stands; for one out of a chunk, where its chunk does.
  package var offset: Int { reader.recordOffset }

  /// Goes on to the next record that means something; nil at the end. A message is valid until the next call.
  package mutating func next() -> Passed? {
    while true {
      let unknown = UnknownCounts(reader)
      let before = reader.offset
      do throws(MCAPError) {
        guard let record = try reader.next() else {
          noteUnknown(since: unknown, at: before)
          finish()
          return nil
        }
        noteUnknown(since: unknown, at: before)
        if let passed = take(record) { return passed }
      } catch {
        noteUnknown(since: unknown, at: before)
        take(error)
        return .damage
      }
    }
  }

  mutating func note(_ kind: FileFinding.Kind, at offset: Int, channel: UInt16? = nil, _ text: String) {
    report.note(FileFinding(kind: kind, offset: offset, channel: channel, text: text))
  }

  private mutating func noteUnknown(since counts: UnknownCounts, at offset: Int) {
    let now = UnknownCounts(reader)
    guard now.records > counts.records else { return }
    let chunks = now.chunks - counts.chunks
    if chunks > 0 {
      report.passedOverChunks += chunks
      let whose = "of the private kind that exocap's repair makes of a damaged chunk"
      note(.passedOver, at: offset, chunks == 1 ? "a record \(whose) stands here" : "\(chunks) records \(whose) stand here")
    }
    let found = now.records - counts.records - chunks - (now.indexes - counts.indexes)
    guard found > 0 else { return }
    note(.unknown, at: offset, found == 1 ? "a record of an unknown kind stands here" : "\(found) records of unknown kinds stand here")
  }

  private mutating func take(_ error: MCAPError) {
    report.faults += 1
    let finding = FileFinding(error, size: size, validEnd: reader.validEnd)
    if finding.kind == .torn {
      report.isTorn = true
      report.tail = size - reader.validEnd
    }
    report.note(finding)
    // The data section ends here all the same.
    if case .checksumMismatch(.dataSection, _, _, _) = error { isInSummary = true }
    if FileCheck.isOfChunk(error), reader.recordPosition == nil {
      enterDamagedChunk()
    } else if reader.recordPosition == nil {
      if isInChunk { leaveMessages() }
      // Indexes that were cut off are not missed.
      if finding.kind == .torn { chunk?.isDamaged = true }
      leaveChunk()
    } else {
      chunk?.isDamaged = true
    }
  }

  /// Whether a fault of a record outside of chunks is that of a chunk as a whole.
  private static func isOfChunk(_ error: MCAPError) -> Bool {
    switch error {
    case .checksumMismatch(.chunk, _, _, _), .badCompression, .unsupportedCompression, .overLimit: true
    case .malformed(let opcode, _): opcode == Opcode.chunk.rawValue
    case .notMCAP, .truncated, .zeroOpcode, .unfinished, .badClosingMagic, .trailingBytes, .misplaced, .checksumMismatch,
      .conflictingDefinition, .undefined, .noSummary, .badIndex:
      false
    }
  }

  /// Its place and length are known; what is in it is not, so neither its indexes nor its entry are held against that.
  private mutating func enterDamagedChunk() {
    if chunk?.offset != reader.recordOffset { leaveChunk() }
    isInChunk = false
    if chunk == nil { report.chunks += 1 }
    let unknown = ChunkHeader(startTime: 0, endTime: 0, uncompressedSize: 0, uncompressedCRC: 0, compression: "", compressedSize: 0)
    chunk = ChunkAccount(offset: reader.recordOffset, length: reader.offset - reader.recordOffset, header: unknown)
    chunk?.isDamaged = true
  }

  private mutating func take(_ record: Record) -> Passed? {
    if reader.recordPosition == nil, isInChunk { leaveMessages() }
    if case .messageIndex(let index) = record {
      take(index)
      return nil
    }
    if reader.recordPosition == nil { leaveChunk() }
    switch record {
    case .header(let header): take(header)
    case .schema(let schema): take(schema)
    case .channel(let channel): take(channel)
    case .message(let message):
      take(message)
      return .message(message)
    case .chunk(let header):
      report.chunks += 1
      isInChunk = true
      chunk = ChunkAccount(offset: reader.recordOffset, length: reader.offset - reader.recordOffset, header: header)
    case .attachment(let attachment):
      let length = UInt64(reader.offset - reader.recordOffset)
      attachments[reader.recordOffset] = AttachmentIndex(offset: UInt64(reader.recordOffset), length: length, describing: attachment)
      return .attachment(attachment)
    case .metadata(let entry):
      let length = UInt64(reader.offset - reader.recordOffset)
      metadata[reader.recordOffset] = MetadataIndex(offset: UInt64(reader.recordOffset), length: length, name: entry.name)
      return .metadata(entry)
    case .dataEnd: isInSummary = true
    case .chunkIndex, .attachmentIndex, .statistics, .metadataIndex, .summaryOffset, .footer: break
    case .messageIndex: break
    }
    if isInSummary { takeSummary(record, at: reader.recordOffset, end: reader.offset) }
    return nil
  }

  private mutating func take(_ header: Header) {
    if header.library.isEmpty { note(.library, at: reader.recordOffset, "the header does not say which program wrote the file") }
    if !["", "ros1", "ros2"].contains(header.profile) {
      note(.profile, at: reader.recordOffset, "nobody knows the profile '\(header.profile)': ros1, ros2 and none are known")
    }
  }

  private mutating func take(_ schema: Schema) {
    if schema.encoding.isEmpty && !schema.definition.isEmpty {
      note(.definition, at: reader.recordOffset, "schema \(schema.id) '\(schema.name)' has a text and no encoding")
    }
    guard !isInSummary else { return }
    if !seenSchemas.insert(schema.id).inserted {
      note(.repeated, at: reader.recordOffset, "schema \(schema.id) '\(schema.name)' is defined more than once")
    }
  }

  private mutating func take(_ channel: Channel) {
    guard !isInSummary else { return }
    if !seenChannels.insert(channel.id).inserted {
      note(.repeated, at: reader.recordOffset, channel: channel.id, "channel \(channel.id) '\(channel.topic)' is defined more than once")
    }
  }

  private mutating func take(_ message: Message) {
    report.messages += 1
    report.channels[message.channelID, default: FileReport.ChannelTotal()].add(message)
    if message.logTime < previousTime {
      report.stepsBack += 1
      report.largestStepBack = max(report.largestStepBack, previousTime - message.logTime)
    }
    previousTime = message.logTime
    if let position = reader.recordPosition {
      chunk?.add(message, at: position)
    } else {
      guard report.chunks > 0 else { return }
      note(.loose, at: reader.recordOffset, channel: message.channelID, "a message stands outside of chunks, where no index finds it")
    }
  }

  /// Behind a chunk's last message.
  private mutating func leaveMessages() {
    isInChunk = false
    guard let chunk, !chunk.isDamaged else { return }
    if let problem = chunk.timeProblem { note(.chunkTimes, at: chunk.offset, problem) }
  }

  private mutating func take(_ index: MessageIndex) {
    guard var account = chunk else {
      return note(.messageIndex, at: reader.recordOffset, channel: index.channelID, "a message index stands behind no chunk")
    }
    account.indexes.add(UInt64(index.channelID), UInt64(reader.recordOffset))
    account.indexLength += reader.offset - reader.recordOffset
    let isFirst = account.indexed.insert(index.channelID).inserted
    chunk = account
    if !isFirst {
      return note(.messageIndex, at: reader.recordOffset, channel: index.channelID, "a second message index of this channel and chunk")
    }
    guard !account.isDamaged else { return }
    var told = ChunkAccount.Digest()
    for entry in index.entries { told.add(entry.logTime, entry.offset) }
    if told != account.messages[index.channelID] ?? ChunkAccount.Digest() {
      note(
        .messageIndex, at: reader.recordOffset, channel: index.channelID,
        "the index of channel \(index.channelID) does not name its messages in the chunk at byte \(account.offset)")
    }
  }

  /// Behind a chunk's last index.
  private mutating func leaveChunk() {
    if isInChunk { leaveMessages() }
    guard let account = chunk else { return }
    chunk = nil
    chunks[account.offset] = ChunkMark(account)
    guard !account.isDamaged, !account.indexed.isEmpty else { return }
    for channel in account.messages.keys.sorted() where !account.indexed.contains(channel) {
      note(.messageIndex, at: account.offset, channel: channel, "the chunk has messages of channel \(channel) and no index of them")
    }
  }

  private mutating func finish() {
    leaveChunk()
    if report.faults == 0 || summary.footer != nil { finishSummary(schemas: seenSchemas, channels: seenChannels) }
  }
}

/// How many records of no known kind a reader has passed, and what a repair made of them.
private struct UnknownCounts {
  let records: Int
  let chunks: Int
  let indexes: Int

  init(_ reader: borrowing MCAPReader) {
    records = reader.unknownRecordCount
    chunks = reader.passedOverChunkCount
    indexes = reader.passedOverIndexCount
  }
}
