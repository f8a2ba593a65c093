package import ExocapCore
package import LinuxIO
internal import MCAP
internal import Synchronization

/// The work of the write thread: opens files, writes chunks, closes files, in the order of the queue.
///
/// An error ends the file, with its end written where there is still room for that; the rest of the episode is counted and dropped.
package struct RecordingWriter: ~Copyable {
  private let queue: ChunkQueue
  private let status: RecordingStatus
  private let sync: RecordingSync
  private var file: RecordingFile?

  package init(queue: ChunkQueue, status: RecordingStatus, sync: RecordingSync) {
    self.queue = queue
    self.status = status
    self.sync = sync
  }

  /// Does everything that waits in the queue.
  package mutating func turn() {
    while let job = queue.take() {
      switch job {
      case .open(let opening): open(opening)
      case .chunk(let chunk):
        write(chunk)
        queue.recycle(chunk)
      case .close(let closing): close(closing.metadata, problem: nil)
      }
    }
  }

  private mutating func open(_ opening: EpisodeOpening) {
    status.update { status in
      let finished = status.finished
      status = RecordingStatus.Snapshot()
      status.finished = finished
    }
    do throws(RecordingProblem) {
      let file = try RecordingFile.open(opening)
      sync.follow(file)
      status.update { [path = file.path, count = file.count] status in
        status.path = path
        status.bytes = count
      }
      self.file = consume file
    } catch {
      status.update { $0.problem = error }
    }
  }

  private mutating func write(_ chunk: SealedChunk) {
    guard var file = self.file.take() else {
      status.update { $0.refusedChunks += 1 }
      return
    }
    do throws(RecordingProblem) {
      try file.write(chunk)
      status.update { [count = file.count, longest = file.longestWrite] status in
        status.bytes = count
        status.longestWrite = longest
      }
      self.file = consume file
    } catch {
      self.file = consume file
      let why = Metadata(name: RecordingFormat.stoppedName, entries: ["reason": error.description])
      close([why], problem: error)
      status.update { $0.refusedChunks += 1 }
    }
  }

  private mutating func close(_ metadata: [Metadata], problem: RecordingProblem?) {
    guard var file = self.file.take() else { return }
    var problem = problem
    var path = file.path
    do throws(RecordingProblem) {
      try file.finish(metadata)
    } catch {
      // It keeps its unfinished name; a reader takes it as far as it goes.
      path += ".part"
      problem = problem ?? error
    }
    sync.stop()
    let finished = FinishedRecording(id: file.id, path: path, bytes: file.count, problem: problem)
    status.update { [problem] status in
      status.path = nil
      status.finished = finished
      status.problem = problem
      status.longestSync = max(status.longestSync, sync.longest)
    }
  }
}

/// The work of the sync thread: brings the file that is being written to disk, four times a second. What a power cut may take.
package final class RecordingSync: Sendable {
  private struct State: ~Copyable {
    var file: FileDescriptor?
    var longest = Interval.zero
    var problem: IOError?
  }

  private let state = Mutex(State())
  private let status: RecordingStatus

  /// How often `synchronize` shall be called.
  package static var period: Interval { .milliseconds(250) }

  package init(status: RecordingStatus) { self.status = status }

  /// Brings to disk what was written so far. The lock is not held meanwhile, so that the write thread never waits for the disk here.
  package func synchronize() {
    // A copy of the descriptor: the file may be closed while the disk works.
    guard let file = copy() else { return }
    let began = MonotonicClock.now()
    do throws(IOError) {
      try file.synchronizeBytes(of: status.snapshot.path ?? "the recording")
    } catch {
      state.withLock { $0.problem = error }
      return
    }
    let took = MonotonicClock.now() - began
    let longest = state.withLock { state in
      state.longest = max(state.longest, took)
      return state.longest
    }
    status.update { $0.longestSync = longest }
  }

  /// Why the file could not be brought to disk; nil: it could.
  package var problem: IOError? { state.withLock { $0.problem } }

  var longest: Interval { state.withLock { $0.longest } }

  func follow(_ file: borrowing RecordingFile) {
    // Without a second descriptor the file is brought to disk when it is closed.
    let descriptor = try? file.duplicate()
    var new = State(file: descriptor)
    state.withLock { swap(&$0, &new) }
  }

  func stop() {
    var none = State()
    state.withLock { state in
      none.longest = state.longest
      swap(&state, &none)
    }
  }

  private func copy() -> FileDescriptor? {
    state.withLock { state in
      switch state.file {
      case .some(let file): try? file.duplicate()
      case .none: nil
      }
    }
  }
}
