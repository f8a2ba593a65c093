import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct UnixStreamTests {
  @Test(arguments: [true, false])
  func carriesBytesAndKnowsItsPeer(isPath: Bool) throws {
    let folder = try TestFolder()
    let place = isPath ? "\(folder.path)/control" : "@\(folder.path)"
    let listener = try UnixListener(boundTo: place)
    let client = try UnixStream(connectedTo: place)
    _ = listener.pollDescriptor.wait(for: .readable, until: soon)
    guard let server = try listener.accept() else {
      Issue.record("nobody to accept")
      return
    }
    let peer = try server.readPeer()
    #expect(peer.process == getpid())
    #expect(peer.user == getuid())
    #expect(peer.group == getgid())

    // More than a socket holds at once, so that the writer waits for the reader.
    let sent = (0..<400_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let thread = try RealtimeThread(ThreadSettings(name: "client", policy: .normal)) { [client = Box(client)] in
      _ = error { () throws(IOError) in try client.value.writeAll(sent.span, until: soon) }
    }
    let received = receive(sent.count, waitingOn: server.pollDescriptor) { server.read(into: &$0) }
    thread.join()
    #expect(received == Received(bytes: sent))
  }

  @Test func aClosedOtherEndIsGoneAndNoSignal() throws {
    let folder = try TestFolder()
    let listener = try UnixListener(boundTo: "\(folder.path)/control")
    let client = try UnixStream(connectedTo: "\(folder.path)/control")
    _ = listener.pollDescriptor.wait(for: .readable, until: soon)
    _ = try listener.accept()
    let written = client.write([1].span)
    #expect(written == .gone(.brokenPipe))
    let received = receive(1, waitingOn: client.pollDescriptor) { client.read(into: &$0) }
    #expect(received == Received(end: .endOfFile))
  }

  @Test func aReaderThatDoesNotReadEndsTheWaitAtItsDeadline() throws {
    let folder = try TestFolder()
    let listener = try UnixListener(boundTo: "\(folder.path)/control")
    let client = try UnixStream(connectedTo: "\(folder.path)/control")
    let server = try listener.accept()
    let failure = error { () throws(IOError) in
      try client.writeAll([UInt8](repeating: 0, count: 10_000_000).span, until: MonotonicClock.now() + .milliseconds(2))
    }
    #expect(failure?.code == ErrorCode(rawValue: ETIMEDOUT))
    _ = consume server
  }

  @Test func nobodyListeningIsAnErrorThatNamesThePlace() {
    let failure = error { () throws(IOError) in _ = try UnixStream(connectedTo: "/nowhere/control") }
    #expect(failure?.description == "cannot connect to /nowhere/control: No such file or directory (ENOENT).")
  }
}
