internal import CExocap
internal import Glibc

/// A place where other processes of this machine connect.
///
/// Its file is deleted at the end.
package struct UnixListener: ~Copyable, Sendable {
  /// Where it listens.
  package let path: String

  private let address: UnixAddress
  private let descriptor: FileDescriptor
  /// The socket file's own number, so that a successor's is not deleted.
  private let file: ino_t?

  /// Listens at `path` (or "@name").
  ///
  /// A file that a dead process left there is replaced; one where somebody listens is an error that names them.
  package init(boundTo path: String, mode: UInt32 = 0o660) throws(IOError) {
    let address = try UnixAddress(path)
    let descriptor = try address.makeSocket(SOCK_STREAM)
    // The mode is on the socket before the file is seen, so that nobody slips in; bind takes the umask off, chmod gives it back.
    _ = fchmod(descriptor.number, mode)
    var code = Self.bind(descriptor, address)
    if code == .addressInUse, address.isPath {
      try Self.removeIfNobodyListens(address)
      code = Self.bind(descriptor, address)
    }
    if let code { throw IOError("listen at", path, code) }
    // SAFETY: the path is a C string for the length of the call; so it is in the deinit.
    if address.isPath { _ = unsafe chmod(path, mode) }
    guard listen(descriptor.number, Self.backlog) == 0 else { throw IOError("listen at", path, ErrorCode.last) }
    self.path = path
    self.address = address
    self.file = address.isPath ? Self.fileNumber(path) : nil
    self.descriptor = descriptor
  }

  deinit {
    if let file, Self.fileNumber(path) == file { _ = unsafe unlink(path) }
  }

  /// Readable while somebody waits to be accepted.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// The next connection, nil where nobody waits.
  package borrowing func accept() throws(IOError) -> UnixStream? {
    let number = exocap_accept(descriptor.number)
    if number >= 0 { return UnixStream(adopting: FileDescriptor(adopting: number)) }
    switch -number {
    // ECONNABORTED: whoever waited has left again.
    case EAGAIN, EINTR, ECONNABORTED: return nil
    default: throw IOError("accept a connection at", path, ErrorCode(negated: number))
    }
  }
}

extension UnixListener {
  /// More clients than that wait at once only by mistake.
  private static var backlog: Int32 { 16 }

  private static func bind(_ descriptor: borrowing FileDescriptor, _ address: UnixAddress) -> ErrorCode? {
    let number = descriptor.number
    let result = unsafe address.withSocketAddress { raw, length in unsafe Glibc.bind(number, raw, length) }
    return result == 0 ? nil : .last
  }

  private static func removeIfNobodyListens(_ address: UnixAddress) throws(IOError) {
    // Connecting to a file that is no socket is refused just as to one that nobody listens at.
    guard isSocket(address.text) else { throw IOError("listen at", address.text, .malformed(expected: "a socket, but a file")) }
    let probe = try address.makeSocket(SOCK_STREAM)
    switch address.connect(probe) {
    case .connectionRefused: try Files.remove(address.text)
    case .noSuchFile: return
    case nil:
      let peer = try UnixStream(adopting: probe).readPeer()
      let holder = Holder(process: peer.process)
      throw IOError("listen at", address.text, .held(by: [holder]), remedy: holder.remedy)
    // EAGAIN: somebody listens, with a full queue.
    case .wouldBlock: throw IOError("listen at", address.text, .held(by: []))
    case .some(let code): throw IOError("listen at", address.text, code)
    }
  }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    // SAFETY: the call writes one structure.
    return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  private static func fileNumber(_ path: String) -> ino_t? {
    var status = stat()
    // SAFETY: the call writes one structure.
    return unsafe stat(path, &status) == 0 ? status.st_ino : nil
  }
}
