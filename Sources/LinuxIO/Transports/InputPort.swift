internal import CExocap
internal import ExocapCore
internal import Glibc
internal import Synchronization

/// An open evdev node, grabbed: its events come to us and to nobody else, so that a pedal types nothing into a window.
///
/// Each read is one or more events of 24 bytes (struct input_event). After opening, and after the kernel said that it dropped events, the
/// next read is the state of all keys, made into events: `InputEvent.snapshot`. One thread uses it. Reads never block.
package struct InputPort: ~Copyable, Sendable {
  /// The node.
  package let path: String
  private let descriptor: FileDescriptor
  /// Whether the next read is the state of all keys.
  private let owesSnapshot = Atomic<Bool>(true)

  /// Opens and grabs the node.
  package init(_ address: NodeAddress) throws(IOError) {
    let path = try address.resolve()
    let descriptor = try DeviceNode.open(path, .readOnly, kind: .input)
    let result = exocap_input_grab(descriptor.number)
    if result == -ENOTTY || result == -EINVAL { throw IOError("open", path, .malformed(expected: "an input device")) }
    if result == -EBUSY { throw DeviceNode.held(path) }
    guard result == 0 else { throw IOError("grab", path, ErrorCode(negated: result)) }
    // A kernel that cannot stamps with the wall clock: nobody reads those times.
    _ = exocap_input_use_monotonic(descriptor.number)
    self.init(adopting: descriptor, path: path)
  }

  /// Takes over an open descriptor whose reads are events.
  init(adopting descriptor: consuming FileDescriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Reads events, whole ones.
  ///
  /// `bytes` has room for the state of all keys that a person can hold down: 64 of them.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    // SYNC: a flag of this thread's own; atomic because reads borrow the port.
    if owesSnapshot.exchange(false, ordering: .relaxed) { return snapshot(into: &bytes) }
    let result = descriptor.read(into: &bytes)
    if case .bytes(let count) = result, InputEvent.hasDropped(bytes.span.extracting(0..<count)) {
      // SYNC: as above.
      owesSnapshot.store(true, ordering: .relaxed)
    }
    return result
  }

  private borrowing func snapshot(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    var keys = InlineArray<96, UInt8>(repeating: 0)
    var span = keys.mutableSpan
    let number = descriptor.number
    // SAFETY: the call writes the bits of at most 768 keys, which the array has.
    let result = unsafe span.withUnsafeMutableBufferPointer { unsafe exocap_input_keys(number, $0.baseAddress, $0.count) }
    guard result == 0 else { return .gone(ErrorCode(negated: result)) }
    let now = MonotonicClock.now()
    return .bytes(InputEvent.writeSnapshot(of: keys.span, at: now, into: &bytes))
  }
}
