// Descriptors/ holds open descriptors, what is read and written through them, and waits on several. It knows no device.

internal import Glibc

/// The owner of an open descriptor; closes it at the end of its life.
package struct FileDescriptor: ~Copyable, Sendable {
  /// As the kernel counts them.
  ///
  /// Valid while the owner lives.
  package let number: Int32

  /// Takes over `number`, which is open and owned by nobody else.
  package init(adopting number: Int32) {
    precondition(number >= 0, "a descriptor is not negative")
    self.number = number
  }

  deinit {
    // An error of close is not ours to act on: who must know that bytes are on disk calls synchronize first.
    _ = Glibc.close(number)
  }

  /// Opens `path`; never becomes a controlling terminal, never passes to a child.
  package static func open(
    _ path: String, _ access: FileAccess, options: OpenOptions = OpenOptions(), mode: UInt32 = 0o644
  ) throws(IOError) -> FileDescriptor {
    switch openOrCode(path, access, options: options, mode: mode) {
    case .success(let number): return FileDescriptor(adopting: number)
    case .failure(let code): throw IOError("open", path, code)
    }
  }

  /// Opens `path` and leaves the error's words to the caller.
  static func openOrCode(_ path: String, _ access: FileAccess, options: OpenOptions, mode: UInt32 = 0o644) -> OpenResult {
    let flags = access.rawValue | options.rawValue | O_CLOEXEC | O_NOCTTY
    // SAFETY: the path is a C string for the length of the call.
    let number = uninterrupted { unsafe Int(Glibc.open(path, flags, mode)) }
    return number < 0 ? .failure(.last) : .success(Int32(number))
  }

  enum OpenResult {
    case success(Int32)
    case failure(ErrorCode)
  }

  /// The descriptor's number for a `PollSet`.
  package var pollDescriptor: PollDescriptor { PollDescriptor(number: number) }

  /// Another owner of the same open file (dup(2)).
  package borrowing func duplicate() throws(IOError) -> FileDescriptor {
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw IOError("duplicate", "descriptor \(number)", ErrorCode.last) }
    return FileDescriptor(adopting: copy)
  }
}

/// Which way an open file lets bytes pass.
package enum FileAccess: Sendable {
  case readOnly
  case writeOnly
  case readWrite

  var rawValue: Int32 {
    switch self {
    case .readOnly: O_RDONLY
    case .writeOnly: O_WRONLY
    case .readWrite: O_RDWR
    }
  }
}

/// How a file is opened, beyond the access.
package struct OpenOptions: OptionSet, Sendable {
  /// As in open(2).
  package let rawValue: Int32

  /// Takes flags of open(2).
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// Makes the file where there is none.
  package static var create: OpenOptions { OpenOptions(rawValue: O_CREAT) }
  /// With `create`: fails where there is one.
  package static var exclusive: OpenOptions { OpenOptions(rawValue: O_EXCL) }
  /// Empties the file.
  package static var truncate: OpenOptions { OpenOptions(rawValue: O_TRUNC) }
  /// Writes at the end, whatever the position.
  package static var append: OpenOptions { OpenOptions(rawValue: O_APPEND) }
  /// Reads and writes return at once.
  package static var nonBlocking: OpenOptions { OpenOptions(rawValue: O_NONBLOCK) }
}
