package import ExocapCore
package import LinuxIO
internal import MCAP
internal import Synchronization

/// What passes from the drain thread to the write thread: finished chunks between the opening and the closing of their episode.
///
/// Neither side ever waits for the other's work: the lock is held for a few instructions. Chunks are used again.
package final class ChunkQueue: Sendable {
  /// One thing for the write thread to do.
  enum Job {
    case open(EpisodeOpening)
    case chunk(SealedChunk)
    case close(EpisodeClosing)
  }

  private struct State {
    var free: [SealedChunk] = []
    var jobs: [Job] = []
    var chunks = 0
    var bytes = 0
  }

  private let state: Mutex<State>
  private let wakeUp: EventDescriptor
  private let chunkLimit: Int
  private let byteLimit: Int
  private let chunkCapacity: Int

  /// Makes an empty queue for the bounds of `settings`.
  package init(_ settings: RecorderSettings) throws(IOError) {
    chunkLimit = settings.queuedChunks
    byteLimit = settings.queuedBytes
    chunkCapacity = settings.chunkSize / 2
    wakeUp = try EventDescriptor()
    var initial = State()
    initial.free.reserveCapacity(chunkLimit)
    initial.jobs.reserveCapacity(chunkLimit + 16)
    state = Mutex(initial)
  }

  /// An empty chunk, or nil where too much is on its way already. Drain thread only.
  func takeFree() -> SealedChunk? {
    state.withLock { state in
      // The last one back is the first one out: in the steady state a few chunks, grown to size, go round.
      if state.bytes >= byteLimit { return nil }
      if let chunk = state.free.popLast() { return chunk }
      guard state.chunks < chunkLimit else { return nil }
      state.chunks += 1
      // Half of a full chunk: a compressed one is smaller, so that none grows later.
      return SealedChunk(capacity: chunkCapacity)
    }
  }

  /// Hands something to the write thread. Drain thread only.
  func put(_ job: Job) {
    state.withLock { state in
      if case .chunk(let chunk) = job { state.bytes += chunk.count }
      state.jobs.append(job)
    }
    wakeUp.ring()
  }

  /// The oldest thing to do; nil where there is none. Write thread only.
  func take() -> Job? {
    state.withLock { state in state.jobs.isEmpty ? nil : state.jobs.removeFirst() }
  }

  /// Gives a chunk back that was written, or could not be. Write thread only.
  func recycle(_ chunk: SealedChunk) {
    state.withLock { state in
      state.bytes -= chunk.count
      state.free.append(chunk)
    }
  }

  /// [B] On their way to the disk.
  package var queuedBytes: Int { state.withLock { $0.bytes } }

  /// Waits until there is something to do, or until `deadline`. Write thread only.
  package func wait(until deadline: Timestamp) {
    _ = wakeUp.pollDescriptor.wait(for: .readable, until: deadline)
    _ = wakeUp.takeRings()
  }

  /// Wakes the write thread, as to let it end.
  package func wake() { wakeUp.ring() }
}

/// Everything that the write thread needs to begin a file.
final class EpisodeOpening: Sendable {
  let id: EpisodeID
  /// The folder of the day, made where it is missing.
  let folder: String
  let schemas: [Schema]
  let channels: [Channel]
  let attachments: [Attachment]
  let metadata: Metadata
  let library: String
  /// [B] That must stay free on the disk.
  let reserve: Int
  /// [B] That the file holds for its own end.
  let ballast: Int

  init(
    id: EpisodeID, folder: String, schemas: [Schema], channels: [Channel], attachments: [Attachment], metadata: Metadata,
    library: String, reserve: Int, ballast: Int
  ) {
    self.id = id
    self.folder = folder
    self.schemas = schemas
    self.channels = channels
    self.attachments = attachments
    self.metadata = metadata
    self.library = library
    self.reserve = reserve
    self.ballast = ballast
  }
}

/// What the write thread puts before a file's end.
final class EpisodeClosing: Sendable {
  let metadata: [Metadata]

  init(metadata: [Metadata]) { self.metadata = metadata }
}
