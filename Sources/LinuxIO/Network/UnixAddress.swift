internal import Glibc

/// Where a Unix socket is: a path, or a name that only the kernel knows, written with "@" before it.
struct UnixAddress: Hashable, Sendable {
  /// As a person writes it.
  let text: String

  /// Takes a path or an "@name".
  ///
  /// Too long a path is an error of whoever chose it.
  init(_ text: String) throws(IOError) {
    // sun_path holds 108 bytes, and a path ends in a zero.
    guard !text.isEmpty, text.utf8.count <= 107 else {
      throw IOError("use as a socket", text, .malformed(expected: "a path of 1 to 107 bytes"))
    }
    self.text = text
  }

  /// Whether it is a file, which can be left behind.
  var isPath: Bool { !text.hasPrefix("@") }

  /// Lends the kernel's form to `body`.
  func withSocketAddress<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // SAFETY: the text is shorter than the field, which is zero before.
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: text.utf8)
      if !isPath { unsafe field[0] = 0 }
    }
    // The length of a name without a path counts, for zeros belong to it.
    let length = isPath ? MemoryLayout<sockaddr_un>.size : MemoryLayout<sa_family_t>.size + text.utf8.count
    return unsafe lend(&address) { raw, _ in unsafe body(raw, socklen_t(length)) }
  }

  /// Opens a socket of this kind that never blocks and that no child inherits.
  func makeSocket(_ kind: __socket_type) throws(IOError) -> FileDescriptor {
    let number = socket(AF_UNIX, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard number >= 0 else { throw IOError("open a socket for", text, ErrorCode.last) }
    return FileDescriptor(adopting: number)
  }

  /// Connects; nil where that went well.
  func connect(_ descriptor: borrowing FileDescriptor) -> ErrorCode? {
    let number = descriptor.number
    let result = unsafe withSocketAddress { raw, length in unsafe Glibc.connect(number, raw, length) }
    return result == 0 ? nil : .last
  }
}
