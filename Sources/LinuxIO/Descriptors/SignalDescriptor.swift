internal import CExocap
internal import Glibc

/// What a person or systemd asks of a process by a signal.
package enum ProcessSignal: Hashable, Sendable {
  /// SIGINT: Ctrl-C.
  case interrupt
  /// SIGTERM: stop.
  case terminate
  /// SIGHUP: read the configuration again.
  case hangUp
}

/// SIGINT, SIGTERM and SIGHUP as something to wait on (signalfd), instead of a handler that may run in any thread.
///
/// Make it in the first thread before all others start: they inherit the block, and an unblocked thread would die of the signal.
package struct SignalDescriptor: ~Copyable, Sendable {
  private let descriptor: FileDescriptor

  /// Blocks the three signals in the calling thread.
  ///
  /// They stay blocked after the end of this value.
  package init() throws(IOError) {
    let number = exocap_signalfd()
    guard number >= 0 else { throw IOError("wait for", "signals", ErrorCode(negated: number)) }
    descriptor = FileDescriptor(adopting: number)
  }

  /// Readable while a signal waits.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// The next signal, nil where none waits.
  ///
  /// Never blocks.
  package borrowing func take() -> ProcessSignal? {
    switch exocap_signalfd_read(descriptor.number) {
    case SIGINT: .interrupt
    case SIGTERM: .terminate
    case SIGHUP: .hangUp
    default: nil
    }
  }
}
