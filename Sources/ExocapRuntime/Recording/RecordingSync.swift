package import ExocapCore
package import LinuxIO
internal import Synchronization

/// The work of the sync thread: brings the file that is being written to disk, four times a second. What a power cut may take.
package final class RecordingSync: Sendable {
  private struct State {
    var file: (any DiskFile)?
    /// Whose list of names has to come to the disk with the file's first bytes; nil: it did.
    var folder: String?
    var longest = Interval.zero
    var problem: IOError?
  }

  private let state = Mutex(State())
  private let status: RecordingStatus
  private let disk: any Disk

  /// How often `synchronize` shall be called.
  package static var period: Interval { .milliseconds(250) }

  /// Tells its times to `status`.
  package init(status: RecordingStatus, disk: any Disk) {
    self.status = status
    self.disk = disk
  }

  /// Brings to disk what was written so far. The lock is not held meanwhile, so that the write thread never waits for the disk here.
  package func synchronize() {
    // Our own hold on the file: it may be closed while the disk works.
    let (current, folder) = state.withLock { ($0.file, $0.folder) }
    guard let file = current else { return }
    let began = MonotonicClock.now()
    do throws(IOError) {
      try file.synchronize()
      if let folder { try disk.synchronizeFolder(folder) }
    } catch {
      state.withLock { state in if state.file === file { state.problem = error } }
      return
    }
    let took = MonotonicClock.now() - began
    let longest = state.withLock { state in
      if state.file === file {
        state.longest = max(state.longest, took)
        state.folder = nil
      }
      return state.longest
    }
    status.update { $0.longestSync = longest }
  }

  /// Why the file could not be brought to disk; nil: it could.
  package var problem: IOError? { state.withLock { $0.problem } }

  /// The longest that the disk took, of this file.
  var longest: Interval { state.withLock { $0.longest } }

  func follow(_ file: any DiskFile, in folder: String) { state.withLock { $0 = State(file: file, folder: folder) } }

  func stop() { state.withLock { $0 = State() } }
}
