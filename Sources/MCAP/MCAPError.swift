// MCAP/ is the file format: records, chunks, reader and writer, and CDR. It knows no robot.

/// What is wrong with a recording and where: every offset counts bytes from the start of the file to the record's first byte.
package enum MCAPError: Error, Equatable, Sendable {
  /// The part of a file that one checksum guards.
  package enum Guarded: Equatable, Sendable {
    case attachment
    case chunk
    case dataSection
    case summary
  }

  /// The file does not start with MCAP's magic bytes, or its first record is not a Header.
  case notMCAP
  /// The record at `offset` says that it needs more bytes than the file, or the chunk around it, still has. The file was cut here.
  case truncated(opcode: UInt8, offset: Int, needed: UInt64, available: Int)
  /// There are zeros at `offset` where a record should be: typical for a file that lost its tail with the power.
  case zeroOpcode(offset: Int)
  /// The file ends at `offset`, between two records, without DataEnd, Footer or closing magic bytes.
  case unfinished(offset: Int)
  /// The closing magic bytes should be at `offset` and are not.
  case badClosingMagic(offset: Int)
  /// `count` bytes follow the closing magic bytes.
  case trailingBytes(offset: Int, count: Int)
  /// The record's frame is whole, but its fields do not fit into it or contradict each other.
  case malformed(opcode: UInt8, offset: Int)
  /// The record stands where its kind may not: a chunk in a chunk, an index in the data section.
  case misplaced(opcode: UInt8, offset: Int)
  /// A checksum does not fit the bytes that it guards.
  case checksumMismatch(Guarded, offset: Int, stored: UInt32, computed: UInt32)
  /// The chunk is compressed with something other than lz4 or zstd.
  case unsupportedCompression(offset: Int)
  /// The chunk's compressed bytes do not expand to what its header promises.
  case badCompression(offset: Int)
  /// The chunk, or the chunks that overlap in time, need more memory than the limit.
  case overLimit(offset: Int, size: UInt64, limit: Int)
  /// A schema or channel has the id of an earlier one and other content.
  case conflictingDefinition(opcode: UInt8, id: UInt16, offset: Int)
  /// A message names a channel, or a channel names a schema, that was not defined before it.
  case undefined(opcode: UInt8, id: UInt16, offset: Int)
  /// The file is closed but has no summary, so it can only be read from front to back.
  case noSummary
  /// An index entry points at something that is not what it says.
  case badIndex(offset: UInt64)
}
