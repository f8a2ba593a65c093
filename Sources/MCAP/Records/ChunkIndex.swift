/// The summary's entry of one chunk.
package struct ChunkIndex: RecordBody, Sendable {
  /// Where the MessageIndex record of one channel is.
  package struct IndexOffset: BitwiseCopyable, Equatable, Sendable {
    package var channelID: UInt16
    package var offset: UInt64

    package init(channelID: UInt16, offset: UInt64) {
      self.channelID = channelID
      self.offset = offset
    }
  }

  package static let opcode = Opcode.chunkIndex
  /// [ns] The earliest log time in the chunk; 0 = no messages.
  package var startTime: UInt64
  /// [ns] The latest log time in the chunk; 0 = no messages.
  package var endTime: UInt64
  package var chunkOffset: UInt64
  /// The whole Chunk record, opcode and length included.
  package var chunkLength: UInt64
  /// Empty where the file has no message indexes.
  package var messageIndexOffsets: [IndexOffset]
  /// All MessageIndex records of the chunk together; 0 = none.
  package var messageIndexLength: UInt64
  package var compression: String
  package var compressedSize: UInt64
  package var uncompressedSize: UInt64

  package init(
    startTime: UInt64, endTime: UInt64, chunkOffset: UInt64, chunkLength: UInt64, messageIndexOffsets: [IndexOffset],
    messageIndexLength: UInt64, compression: String, compressedSize: UInt64, uncompressedSize: UInt64
  ) {
    self.startTime = startTime
    self.endTime = endTime
    self.chunkOffset = chunkOffset
    self.chunkLength = chunkLength
    self.messageIndexOffsets = messageIndexOffsets
    self.messageIndexLength = messageIndexLength
    self.compression = compression
    self.compressedSize = compressedSize
    self.uncompressedSize = uncompressedSize
  }

  package init(from cursor: inout ByteCursor) throws(MCAPError) {
    startTime = try cursor.read()
    endTime = try cursor.read()
    chunkOffset = try cursor.read()
    chunkLength = try cursor.read()
    var offsets: [IndexOffset] = []
    var seen: Set<UInt16> = []
    try cursor.readElements { (cursor) throws(MCAPError) in
      offsets.append(IndexOffset(channelID: try cursor.read(), offset: try cursor.read()))
      guard seen.insert(offsets[offsets.count - 1].channelID).inserted else { throw cursor.malformed }
    }
    messageIndexOffsets = offsets
    messageIndexLength = try cursor.read()
    compression = try cursor.readString()
    compressedSize = try cursor.read()
    uncompressedSize = try cursor.read()
  }

  package func encode(into buffer: inout RecordBuffer) {
    buffer.append(startTime)
    buffer.append(endTime)
    buffer.append(chunkOffset)
    buffer.append(chunkLength)
    let start = buffer.beginElements()
    for entry in messageIndexOffsets {
      buffer.append(entry.channelID)
      buffer.append(entry.offset)
    }
    buffer.endElements(start)
    buffer.append(messageIndexLength)
    buffer.append(compression)
    buffer.append(compressedSize)
    buffer.append(uncompressedSize)
  }
}
