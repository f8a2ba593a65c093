/// What a chunk says of itself in front of its records.
package struct ChunkHeader: Equatable, Sendable {
  package static let opcode = Opcode.chunk
  /// [ns] The earliest log time in the chunk; 0 = no messages.
  package var startTime: UInt64
  /// [ns] The latest log time in the chunk; 0 = no messages.
  package var endTime: UInt64
  package var uncompressedSize: UInt64
  /// CRC-32 of the uncompressed records; 0 = not given.
  package var uncompressedCRC: UInt32
  /// As the file names it; only the names of `Compression` can be read.
  package var compression: String
  /// The size of the compressed records that follow.
  package var compressedSize: UInt64

  package init(
    startTime: UInt64, endTime: UInt64, uncompressedSize: UInt64, uncompressedCRC: UInt32, compression: String, compressedSize: UInt64
  ) {
    self.startTime = startTime
    self.endTime = endTime
    self.uncompressedSize = uncompressedSize
    self.uncompressedCRC = uncompressedCRC
    self.compression = compression
    self.compressedSize = compressedSize
  }

  /// Reads the fields and leaves the cursor at the compressed records.
  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    startTime = try cursor.read()
    endTime = try cursor.read()
    uncompressedSize = try cursor.read()
    uncompressedCRC = try cursor.read()
    compression = try cursor.readString()
    compressedSize = try cursor.read()
    guard compressedSize <= UInt64(cursor.remaining) else { throw cursor.malformed }
  }

  /// Appends opcode, length and fields; the compressed records must follow.
  package func encodePrefix(into buffer: inout RecordBuffer) {
    let start = buffer.beginRecord(.chunk)
    buffer.append(startTime)
    buffer.append(endTime)
    buffer.append(uncompressedSize)
    buffer.append(uncompressedCRC)
    buffer.append(compression)
    buffer.append(compressedSize)
    buffer.store(UInt64(buffer.count - start) + compressedSize, at: start - 8)
  }
}

/// Where in its uncompressed chunk each message of one channel is.
package struct MessageIndex: RecordBody, Sendable {
  /// One message.
  package struct Entry: BitwiseCopyable, Equatable, Sendable {
    /// [ns] The message's log time.
    package var logTime: UInt64
    /// From the start of the uncompressed records to the Message record.
    package var offset: UInt64

    package init(logTime: UInt64, offset: UInt64) {
      self.logTime = logTime
      self.offset = offset
    }
  }

  package static let opcode = Opcode.messageIndex
  package var channelID: UInt16
  package var entries: [Entry]

  package init(channelID: UInt16, entries: [Entry]) {
    self.channelID = channelID
    self.entries = entries
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    channelID = try cursor.read()
    var entries: [Entry] = []
    try cursor.readElements { (cursor) throws(MCAPError) in
      entries.append(Entry(logTime: try cursor.read(), offset: try cursor.read()))
    }
    self.entries = entries
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(channelID)
    let start = buffer.beginElements()
    for entry in entries {
      buffer.append(entry.logTime)
      buffer.append(entry.offset)
    }
    buffer.endElements(start)
  }
}
