package import ExocapCore
package import LinuxIO
internal import Synchronization

/// What the write and sync threads tell of the file, for status, the recorder's statistics and the supervisor.
package final class RecordingStatus: Sendable {
  /// All of it at one moment.
  package struct Snapshot: Sendable {
    /// The file that is being written; nil: none.
    package var path: String?
    /// [B] Written to it.
    package var bytes = 0
    package var longestWrite = Interval.zero
    package var longestSync = Interval.zero
    /// Why the file of this episode was closed before its end, or could not be opened; nil: it was not.
    package var problem: RecordingProblem?
    /// Chunks that came after that.
    package var refusedChunks = 0
    /// The last file that was closed.
    package var finished: FinishedRecording?

    package init() {}
  }

  private let state = Mutex(Snapshot())

  package init() {}

  package var snapshot: Snapshot { state.withLock { $0 } }

  func update(_ change: (inout Snapshot) -> Void) { state.withLock { change(&$0) } }
}

/// A file that was closed.
package struct FinishedRecording: Sendable, Equatable {
  package var id: EpisodeID
  package var path: String
  /// [B]
  package var bytes: Int
  /// Why it ends before its episode does; nil: it does not.
  package var problem: RecordingProblem?
  package var longestWrite: Interval
  package var longestSync: Interval

  /// A disk that took longer once than this is told of: the promise on a power cut counts on less.
  package static var slowDisk: Interval { .milliseconds(100) }
}

/// Why a recording is not written any more.
package enum RecordingProblem: Error, Sendable, Equatable, CustomStringConvertible {
  case system(IOError)
  /// Less than the reserve is free at the folder [B].
  case diskFull(folder: String, free: Int, reserve: Int)

  package var description: String {
    switch self {
    case .system(let error): error.description
    case .diskFull(let folder, let free, let reserve):
      "only \(free >> 20) MiB are free at \(folder), \(reserve >> 20) MiB must stay so: delete recordings, or choose another folder"
    }
  }
}
