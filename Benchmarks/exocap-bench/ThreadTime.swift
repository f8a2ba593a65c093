internal import Glibc

/// The processor time of the calling thread: what others take on a busy machine is not in it.
enum ThreadTime {
  /// [s] That this thread has had of a processor.
  static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
