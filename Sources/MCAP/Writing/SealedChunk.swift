/// A finished chunk: the Chunk record and its MessageIndex records in one piece, and what the file's summary must know of it.
///
/// It is used again and again: a pool hands it to the thread that builds chunks, which seals into it, then to the thread that writes,
/// then back. It allocates only where a chunk is larger than all before it.
@safe
package final class SealedChunk: @unchecked Sendable {
  // SAFETY: one owner at a time. Whoever passes it on must do so through a queue that orders memory, and not touch it until it is back.

  /// What the chunk holds of one channel.
  package struct ChannelShare: BitwiseCopyable, Equatable, Sendable {
    package var channelID: UInt16
    package var messageCount: UInt32
    /// From the chunk's first byte to its MessageIndex record; 0 = no index.
    package var indexOffset: Int
  }

  var buffer: RecordBuffer
  /// [ns] The earliest log time; 0 = no messages.
  package internal(set) var startTime: UInt64 = 0
  /// [ns] The latest log time; 0 = no messages.
  package internal(set) var endTime: UInt64 = 0
  package internal(set) var messageCount = 0
  package internal(set) var compression = Compression.uncompressed
  package internal(set) var uncompressedSize = 0
  package internal(set) var compressedSize = 0
  /// The Chunk record alone, opcode and length included.
  package internal(set) var chunkLength = 0
  /// In order of first message.
  package internal(set) var shares: [ChannelShare] = []
  /// The definitions that the chunk carries, for the summary.
  package internal(set) var schemas: [Schema] = []
  package internal(set) var channels: [Channel] = []

  /// `capacity` bytes are allocated at once.
  package init(capacity: Int) {
    buffer = RecordBuffer(capacity: capacity)
    shares.reserveCapacity(64)
  }

  /// All bytes: chunk and indexes.
  package var count: Int { buffer.count }

  /// The bytes to write, in one piece; `body` must not let them escape.
  package func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
    try buffer.withBytes(body)
  }
}
