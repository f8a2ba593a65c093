internal import CExocap
package import ExocapCore
internal import Glibc

/// A connection between two processes of one machine.
///
/// Reads and writes never block.
package struct UnixStream: ~Copyable, Sendable {
  /// Who is at the other end, as the kernel saw it when the connection was made.
  package struct Peer: Hashable, Sendable {
    /// The process number, 0 where it is out of our sight.
    package let process: Int32
    /// The user's number.
    package let user: UInt32
    /// The number of the user's first group.
    package let group: UInt32
  }

  private let descriptor: FileDescriptor

  /// Takes over a connected socket.
  init(adopting descriptor: consuming FileDescriptor) { self.descriptor = descriptor }

  /// Connects to whoever listens at `path` (or "@name").
  package init(connectedTo path: String) throws(IOError) {
    let address = try UnixAddress(path)
    let descriptor = try address.makeSocket(SOCK_STREAM)
    if let code = address.connect(descriptor) { throw IOError("connect to", path, code) }
    self.descriptor = descriptor
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Who is at the other end.
  package borrowing func readPeer() throws(IOError) -> Peer {
    var peer = exocap_peer()
    // SAFETY: the call writes one structure.
    let result = unsafe CExocap.exocap_peer_of(descriptor.number, &peer)
    guard result == 0 else { throw IOError("ask who is at", "the other end of a socket", ErrorCode(negated: result)) }
    return Peer(process: peer.process, user: peer.user, group: peer.group)
  }

  /// Reads what has come.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult { descriptor.read(into: &bytes) }

  /// Writes as much as fits.
  ///
  /// A closed other end is `gone(brokenPipe)`, never a signal.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult {
    let number = descriptor.number
    // SAFETY: the kernel reads at most the span's length, during the call.
    return unsafe bytes.withUnsafeBytes { buffer in
      WriteResult(ofSystemCall: uninterrupted { unsafe send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL)) })
    }
  }

  /// Writes all of it, waiting for room until `deadline`.
  ///
  /// For threads that may wait.
  package borrowing func writeAll(_ bytes: Span<UInt8>, until deadline: Timestamp) throws(IOError) {
    var written = 0
    while written < bytes.count {
      switch write(bytes.extracting(written..<bytes.count)) {
      case .bytes(let count): written += count
      case .gone(let code): throw IOError("write to", "a socket", code)
      case .wouldBlock:
        guard !pollDescriptor.wait(for: .writable, until: deadline).isEmpty else {
          throw IOError("write to", "a socket", ErrorCode(rawValue: ETIMEDOUT))
        }
      }
    }
  }
}
