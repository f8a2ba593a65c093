// Descriptors/ holds file descriptors of one owner and waits on them. It knows no device and no protocol.

internal import CExocap
internal import Glibc

/// A wake-up that any thread rings and one thread waits for (eventfd).
///
/// A class, because both sides keep it: the ringing thread and the waiting one.
package final class EventDescriptor: Sendable {
  private let descriptor: FileDescriptor

  /// Makes one that has not been rung.
  package init() throws(IOError) {
    let number = exocap_eventfd()
    guard number >= 0 else { throw IOError("make", "a wake-up", ErrorCode(negated: number)) }
    descriptor = FileDescriptor(adopting: number)
  }

  /// Readable while rung.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Rings.
  ///
  /// Never blocks: a count at its ceiling is rung already.
  package func ring() {
    var one: UInt64 = 1
    // SAFETY: eventfd takes 8 bytes, during the call.
    _ = uninterrupted { unsafe write(descriptor.number, &one, 8) }
  }

  /// How often it was rung since the last call; 0 where it was not.
  ///
  /// Never blocks.
  package func takeRings() -> UInt64 {
    var count: UInt64 = 0
    // SAFETY: eventfd gives 8 bytes, during the call.
    let bytes = uninterrupted { unsafe read(descriptor.number, &count, 8) }
    return bytes == 8 ? count : 0
  }
}
