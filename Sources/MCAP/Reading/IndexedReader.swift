/// Reads a finished recording through its summary: what is in it, and messages in the order of their log times.
///
/// A file without footer or summary is refused with the reason; `MCAPReader` reads such a file from the front.
@safe
package struct IndexedReader {
  // SAFETY: only read, below its count; `init` makes the caller keep the memory alive and unchanged.
  private let bytes: UnsafeRawBufferPointer
  private let limits: ReaderLimits
  private let summaryStart: Int

  package let header: Header
  /// By id, as the summary repeats them.
  package private(set) var schemas: [UInt16: Schema] = [:]
  /// By id, as the summary repeats them.
  package private(set) var channels: [UInt16: Channel] = [:]
  /// Nil where the file has none.
  package private(set) var statistics: Statistics?
  /// In file order.
  package private(set) var chunkIndexes: [ChunkIndex] = []
  /// In file order.
  package private(set) var attachmentIndexes: [AttachmentIndex] = []
  /// In file order.
  package private(set) var metadataIndexes: [MetadataIndex] = []

  /// Reads the summary of `bytes`, a whole file, which must stay and stay unchanged while the reader and its messages are used.
  @unsafe
  package init(_ bytes: UnsafeRawBufferPointer, limits: ReaderLimits = ReaderLimits()) throws(MCAPError) {
    unsafe self.bytes = bytes
    self.limits = limits
    let magic = Framing.magic
    guard unsafe bytes.starts(with: magic) else { throw .notMCAP }
    let first = unsafe try RecordFrame.find(at: magic.count, in: bytes, fileOffset: magic.count)
    guard first.opcode == Opcode.header.rawValue else { throw .notMCAP }
    header = try first.decode()

    let footerOffset = bytes.count - magic.count - Framing.prefixSize - Framing.footerSize
    guard footerOffset >= first.offset + first.length, unsafe bytes.suffix(magic.count).elementsEqual(magic) else {
      throw .unfinished(offset: bytes.count)
    }
    let last = unsafe try RecordFrame.find(at: footerOffset, in: bytes, fileOffset: footerOffset)
    guard last.opcode == Opcode.footer.rawValue else { throw .unfinished(offset: bytes.count) }
    let footer = try last.decodeFooter()
    unsafe try footer.checkSummary(in: bytes, footerAt: footerOffset)
    guard footer.summaryStart != 0 else { throw .noSummary }
    summaryStart = Int(footer.summaryStart)
    try readSummary(to: footerOffset)
  }

  private mutating func readSummary(to end: Int) throws(MCAPError) {
    let summary = unsafe UnsafeRawBufferPointer(rebasing: bytes[summaryStart..<end])
    var position = 0
    while position < summary.count {
      let frame = unsafe try RecordFrame.find(at: position, in: summary, fileOffset: summaryStart + position)
      position += frame.length
      switch Opcode(rawValue: frame.opcode) {
      case .schema:
        let schema: Schema = try frame.decode()
        schemas[schema.id] = schema
      case .channel:
        let channel: Channel = try frame.decode()
        channels[channel.id] = channel
      case .statistics: statistics = try frame.decode()
      case .chunkIndex: chunkIndexes.append(try frame.decode())
      case .attachmentIndex: attachmentIndexes.append(try frame.decode())
      case .metadataIndex: metadataIndexes.append(try frame.decode())
      case .summaryOffset, nil: continue
      case .header, .footer, .message, .chunk, .messageIndex, .attachment, .metadata, .dataEnd:
        throw .misplaced(opcode: frame.opcode, offset: frame.offset)
      }
    }
  }

  /// Reads the attachment that the entry points at and checks its checksum.
  package func attachment(_ index: AttachmentIndex) throws(MCAPError) -> Attachment {
    try frame(.attachment, at: index.offset, length: index.length).decodeAttachment()
  }

  /// Reads the Metadata record that the entry points at.
  package func metadata(_ index: MetadataIndex) throws(MCAPError) -> Metadata {
    try frame(.metadata, at: index.offset, length: index.length).decode()
  }

  /// The messages of all chunks in the order of their log times (equal times: in file order), from `start` up to and with `end` [ns].
  ///
  /// `channels` keeps only those; nil keeps all.
  package func messages(from start: UInt64 = 0, through end: UInt64 = .max, channels: Set<UInt16>? = nil) -> MessageMerge {
    let wanted = chunkIndexes.filter { $0.endTime >= start && $0.startTime <= end && $0.mayHold(channels) }
    return unsafe MessageMerge(
      bytes, dataEnd: summaryStart, chunks: wanted, times: start...max(start, end), channels: channels, known: self.channels, limits: limits
    )
  }

  private func frame(_ opcode: Opcode, at offset: UInt64, length: UInt64) throws(MCAPError) -> RecordFrame {
    unsafe try RecordFrame.find(opcode, at: offset, length: length, in: bytes, end: summaryStart)
  }
}

extension ChunkIndex {
  /// Whether it may have messages of one of `channels`: without message indexes that is not known.
  fileprivate func mayHold(_ channels: Set<UInt16>?) -> Bool {
    guard let channels, !messageIndexOffsets.isEmpty else { return true }
    return messageIndexOffsets.contains { channels.contains($0.channelID) }
  }
}

extension RecordFrame {
  /// The record that an index entry points at, if it is what the entry says and ends before `end`.
  static func find(
    _ opcode: Opcode, at offset: UInt64, length: UInt64, in bytes: UnsafeRawBufferPointer, end: Int
  ) throws(MCAPError) -> RecordFrame {
    guard offset < UInt64(end) else { throw .badIndex(offset: offset) }
    let frame = unsafe try find(at: Int(offset), in: UnsafeRawBufferPointer(rebasing: bytes[..<end]), fileOffset: Int(offset))
    guard frame.opcode == opcode.rawValue, UInt64(frame.length) == length else { throw .badIndex(offset: offset) }
    return frame
  }
}
