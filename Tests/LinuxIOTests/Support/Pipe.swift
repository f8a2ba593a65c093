import ExocapTestSupport
import Glibc
import LinuxIO

/// A pipe: its end to read and its end to write, both blocking.
///
/// Made as a file of its own, for pipe(2) would leave a moment in which another test's child process inherits the ends.
struct Pipe: ~Copyable {
  let reader: FileDescriptor
  let writer: FileDescriptor

  init() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/pipe"
    guard unsafe mkfifo(path, 0o600) == 0 else { throw IOError("make", "a pipe", .system(ErrorCode(rawValue: errno))) }
    // Without O_NONBLOCK the first open would wait for the second.
    let reader = try FileDescriptor.open(path, .readOnly, options: .nonBlocking)
    let writer = try FileDescriptor.open(path, .writeOnly)
    _ = fcntl(reader.number, F_SETFL, 0)
    self.reader = reader
    self.writer = writer
  }
}
