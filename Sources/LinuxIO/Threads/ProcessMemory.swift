// Threads/ holds threads, the clock and the memory that real-time threads stand on. It knows nothing of what they run.

internal import Glibc

/// The memory of this process as a whole.
package enum ProcessMemory {
  /// Keeps all of it, now and later, from being paged out.
  ///
  /// Nil, or what the system refused and how to repair that.
  ///
  /// After success every new mapping counts against the limit at once, and one beyond it fails.
  package static func lock() -> IOError? {
    guard mlockall(MCL_CURRENT | MCL_FUTURE) != 0 else { return nil }
    let code = ErrorCode.last
    let remedy = "LimitMEMLOCK=512M in the service, or in this shell: sudo prlimit --pid $$ --memlock=unlimited (ulimit -l)"
    return IOError("lock", "the process's memory", code, remedy: remedy)
  }

  /// Lets it be paged out again.
  package static func unlock() { _ = munlockall() }
}
