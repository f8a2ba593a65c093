internal import CExocap
internal import Glibc

/// An open hidraw node: each read is one report, each write is one.
///
/// One thread uses it. Reads and writes never block.
package struct HIDPort: ~Copyable, Sendable {
  /// The node.
  package let path: String
  private let descriptor: FileDescriptor

  /// Opens the node for this process alone, as far as others lock as we do.
  package init(_ address: NodeAddress) throws(IOError) {
    let path = try address.resolve()
    let descriptor = try DeviceNode.open(path, .readWrite, kind: .hidraw)
    var vendor: UInt16 = 0
    var product: UInt16 = 0
    // SAFETY: the call writes both numbers.
    let result = unsafe exocap_hidraw_identity(descriptor.number, &vendor, &product)
    if result == -ENOTTY || result == -EINVAL { throw IOError("open", path, .malformed(expected: "a hidraw node")) }
    guard result == 0 else { throw IOError("open", path, ErrorCode(negated: result)) }
    self.init(adopting: descriptor, path: path)
  }

  /// Takes over an open descriptor whose reads are reports.
  init(adopting descriptor: consuming FileDescriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Reads one report, with its number first where the device numbers them.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult { descriptor.read(into: &bytes) }

  /// Writes one report; its first byte is its number, 0 where the device has none.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult { descriptor.write(bytes) }
}
