import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct UnixListenerTests {
  @Test func theSocketHasItsModeAndGoesWithItsOwner() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/control"
    let listener = try UnixListener(boundTo: path, mode: 0o660)
    var status = stat()
    #expect(unsafe stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o660)
    _ = consume listener
    #expect(!Files.exists(path))
  }

  @Test func nobodyWaitingIsNil() throws {
    let folder = try TestFolder()
    let listener = try UnixListener(boundTo: "\(folder.path)/control")
    let stream = try listener.accept()
    #expect((stream == nil) == true)
  }

  @Test func aSocketThatADeadProcessLeftIsReplaced() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/control"
    try leaveStaleSocket(at: path)
    #expect(Files.exists(path))
    let listener = try UnixListener(boundTo: path)
    _ = try UnixStream(connectedTo: path)
    #expect(listener.pollDescriptor.wait(for: .readable, until: soon) == .readable)
  }

  @Test func aSocketWhereSomebodyListensIsLeftAloneAndNamed() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/control"
    let first = try UnixListener(boundTo: path)
    let failure = error { () throws(IOError) in _ = try UnixListener(boundTo: path) }
    #expect(failure?.cause == .held(by: [Holder(process: getpid())]))
    _ = try UnixStream(connectedTo: path)
    _ = consume first
  }

  @Test func aFileThatIsNoSocketIsLeftAlone() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/notes"
    try Files.writeAtomically("precious", to: path)
    let failure = error { () throws(IOError) in _ = try UnixListener(boundTo: path) }
    #expect(failure?.cause == .malformed(expected: "a socket, but a file"))
    #expect(try Files.contents(of: path, atMost: 100) == Array("precious".utf8))
  }

  /// Binds without listening and closes, as `kill -9` leaves it.
  private func leaveStaleSocket(at path: String) throws {
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let descriptor = FileDescriptor(adopting: number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(result == 0)
  }
}
