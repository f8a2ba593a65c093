internal import ExocapCore
package import LinuxIO
internal import MCAP

/// The work of the write thread: opens files, writes chunks, closes files, in the order of the queue.
///
/// An error ends the file, with its end written where there is still room for that; the rest of the episode is counted and dropped.
package struct RecordingWriter: ~Copyable {
  private let queue: ChunkQueue
  private let status: RecordingStatus
  private let sync: RecordingSync
  private let disk: any Disk
  private var file: RecordingFile?

  /// Takes from `queue`, writes to `disk`, and tells `sync` which file that is.
  package init(queue: ChunkQueue, status: RecordingStatus, sync: RecordingSync, disk: any Disk) {
    self.queue = queue
    self.status = status
    self.sync = sync
    self.disk = disk
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
      let file = try RecordingFile.open(opening, on: disk)
      sync.follow(file.file, in: file.folder)
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
      // What could not be brought to disk may be lost already: more of it would be no recording.
      if let failed = sync.problem { throw .system(failed) }
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
    let longestSync = sync.longest
    let times = Metadata(
      name: RecordingFormat.diskName,
      entries: ["longest_write_ns": "\(file.longestWrite.nanoseconds)", "longest_sync_ns": "\(longestSync.nanoseconds)"])
    do throws(RecordingProblem) {
      try file.finish(metadata + [times])
    } catch {
      // It keeps its unfinished name; a reader takes it as far as it goes, and the next start repairs it.
      path += RecordingFile.unfinishedEnding
      problem = problem ?? error
    }
    // The kernel tells of a failed sync once: that of the end may succeed behind it.
    if problem == nil, let failed = sync.problem { problem = .system(failed) }
    sync.stop()
    let finished = FinishedRecording(
      id: file.id, path: path, bytes: file.count, problem: problem, longestWrite: file.longestWrite, longestSync: longestSync)
    status.update { [problem] status in
      status.path = nil
      status.finished = finished
      status.problem = problem
      status.longestSync = max(status.longestSync, longestSync)
    }
  }
}
