internal import ExocapCore
internal import MCAP

/// Lays messages out in chunks and hands finished ones to the write thread. Drain thread only.
///
/// Allocates nothing once chunks have grown to their size.
struct MessageWriter: ~Copyable {
  private var builder: ChunkBuilder
  private let queue: ChunkQueue
  private let chunkTime: Interval
  /// Where a chunk goes that finds no room in the queue.
  private let spill = SealedChunk(capacity: 4096)
  private var sequences: [UInt32]
  private var chunkBegan: Timestamp = .never
  /// [ns] log time = CLOCK_MONOTONIC + this.
  var clockOffset: Int64 = 0
  private(set) var messages: UInt64 = 0
  private(set) var chunks: UInt64 = 0
  private(set) var droppedChunks: UInt64 = 0

  init(_ settings: RecorderSettings, queue: ChunkQueue, channels: Int) {
    let compression: Compression =
      switch settings.compression {
      case .none: .uncompressed
      case .lz4: .lz4
      case .zstd: .zstd
      }
    builder = ChunkBuilder(.init(compression: compression, targetSize: settings.chunkSize))
    self.queue = queue
    chunkTime = settings.chunkTime
    sequences = Array(repeating: 0, count: channels + 1)
    growToSize(settings.chunkSize)
  }

  /// Makes one chunk of the largest kind, so that builder and compressor have their memory before the first record comes.
  private mutating func growToSize(_ chunkSize: Int) {
    let size = chunkSize + CheckpointArchive.capacity
    let space = unsafe builder.reserve(size)
    unsafe space.initializeMemory(as: UInt8.self, repeating: 0)
    builder.commit(channel: 0, sequence: 0, logTime: 0, publishTime: 0, payloadSize: size)
    builder.seal(into: spill)
  }

  /// Forgets what is left of an earlier episode.
  mutating func start(clockOffset: Int64) {
    if !builder.isEmpty { builder.seal(into: spill) }
    for index in sequences.indices { sequences[index] = 0 }
    self.clockOffset = clockOffset
    messages = 0
    chunks = 0
    droppedChunks = 0
    chunkBegan = .never
  }

  /// Starts a message of at most `size` bytes; `end` adds it, or nothing does.
  mutating func begin(_ size: Int) -> CDRWriter { unsafe CDRWriter(builder.reserve(size + CDRWriter.headerSize)) }

  /// Adds the message that was begun last.
  mutating func end(_ message: CDRWriter, _ channel: UInt16, at time: Timestamp, made: Timestamp) {
    precondition(!message.hasOverflowed, "a message fits the size that it was begun with")
    builder.commit(
      channel: channel, sequence: sequences[Int(channel)], logTime: wallTime(time), publishTime: wallTime(made),
      payloadSize: message.count)
    sequences[Int(channel)] &+= 1
    messages += 1
  }

  /// [ns] UTC since 1970 in the file's time; 0 for a time that is not known.
  func wallTime(_ time: Timestamp) -> UInt64 {
    let (sum, overflow) = time.nanoseconds.addingReportingOverflow(clockOffset)
    return overflow ? 0 : UInt64(max(0, sum))
  }

  /// Whether the chunk shall be closed now.
  mutating func isDue(now: Timestamp) -> Bool {
    if builder.isEmpty { return false }
    if chunkBegan == .never { chunkBegan = now }
    return builder.isFull || now - chunkBegan >= chunkTime
  }

  /// Whether the chunk has reached its size.
  var isFull: Bool { builder.isFull }

  /// Closes the chunk. False where there was no room for it in the queue: then its messages are lost.
  mutating func closeChunk() -> Bool {
    guard !builder.isEmpty else { return true }
    chunkBegan = .never
    guard let chunk = queue.takeFree() else {
      builder.seal(into: spill)
      droppedChunks += 1
      return false
    }
    builder.seal(into: chunk)
    chunks += 1
    queue.put(.chunk(chunk))
    return true
  }
}
