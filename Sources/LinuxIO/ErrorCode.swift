// LinuxIO/ wraps what Linux offers: descriptors, serial ports, sockets, shared memory, threads, the clock. Each wrapper has one owner
// and typed errors, and its calls on the real-time path neither allocate nor throw. It knows no device, no robot and no recording.

internal import CExocap
internal import Glibc

/// A number that a system call failed with (`errno`).
package struct ErrorCode: RawRepresentable, Hashable, BitwiseCopyable, Sendable, CustomStringConvertible {
  /// As in errno(3); 0 where there was no error.
  package let rawValue: Int32

  /// Takes a number of errno(3).
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// Takes what our C functions return: a negative errno.
  init(negated value: Int32) { self.rawValue = -value }

  /// The one that the last failed call of the C library left behind.
  static var last: ErrorCode { ErrorCode(rawValue: errno) }

  /// Nothing to read, or no room to write, now.
  package static var wouldBlock: ErrorCode { ErrorCode(rawValue: EAGAIN) }

  /// A signal came in between.
  package static var interrupted: ErrorCode { ErrorCode(rawValue: EINTR) }

  /// There is no such path.
  package static var noSuchFile: ErrorCode { ErrorCode(rawValue: ENOENT) }

  /// The path exists already.
  package static var fileExists: ErrorCode { ErrorCode(rawValue: EEXIST) }

  /// The file's mode does not let us.
  package static var accessDenied: ErrorCode { ErrorCode(rawValue: EACCES) }

  /// Our privileges or limits do not let us.
  package static var notPermitted: ErrorCode { ErrorCode(rawValue: EPERM) }

  /// Somebody else has it.
  package static var busy: ErrorCode { ErrorCode(rawValue: EBUSY) }

  /// Nobody listens there.
  package static var connectionRefused: ErrorCode { ErrorCode(rawValue: ECONNREFUSED) }

  /// The other end is gone.
  package static var brokenPipe: ErrorCode { ErrorCode(rawValue: EPIPE) }

  /// The device failed or was taken away.
  package static var inputOutput: ErrorCode { ErrorCode(rawValue: EIO) }

  /// The address is taken.
  package static var addressInUse: ErrorCode { ErrorCode(rawValue: EADDRINUSE) }

  /// The disk is full.
  package static var noSpace: ErrorCode { ErrorCode(rawValue: ENOSPC) }

  /// The device does not know this request.
  package static var notATerminal: ErrorCode { ErrorCode(rawValue: ENOTTY) }

  /// The argument makes no sense to the kernel.
  package static var invalidArgument: ErrorCode { ErrorCode(rawValue: EINVAL) }

  /// "Permission denied (EACCES)".
  package var description: String {
    // SAFETY: both are constant strings of the C library, or null.
    guard let text = unsafe exocap_error_text(rawValue), let name = unsafe exocap_error_name(rawValue) else { return "error \(rawValue)" }
    return unsafe "\(String(cString: text)) (\(String(cString: name)))"
  }
}

/// Calls until no signal interrupts: the C library's convention, -1 and `errno`.
@inline(__always)
func uninterrupted(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
