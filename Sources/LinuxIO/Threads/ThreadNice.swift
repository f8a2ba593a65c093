internal import Glibc

/// What a normal thread gets of the processors beside all others.
package enum ThreadNice {
  /// About nine times what a thread of the usual weight gets.
  package static var favoured: Int32 { -10 }

  /// Gives the calling thread more than others; where the system refuses, all stays as it was.
  package static func favour() {
    // For the kernel a thread's own number, 0 being the caller's, is a process here (setpriority(2), §C library/kernel differences).
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, favoured)
  }
}
