internal import ExocapCore
internal import LinuxIO

/// The UDP socket of one robot's link: the control thread sends, the robot's acquire thread receives. The kernel keeps both apart.
final class LinkPort: Sendable {
  private let socket: DatagramSocket

  init(_ settings: LinkSettings) throws(IOError) {
    socket = try DatagramSocket(connectedTo: SocketAddress(host: settings.host, port: settings.port))
  }

  var pollDescriptor: PollDescriptor { socket.pollDescriptor }

  /// Sends one packet; never blocks. A robot that does not listen is not our failure: its silence shows in its state's age.
  func send(_ packet: borrowing PacketBuffer) -> WriteOutcome {
    // SAFETY: the packet's memory outlives the call, which only reads it.
    let bytes = unsafe packet.contents.assumingMemoryBound(to: UInt8.self)
    switch unsafe socket.send(Span(_unsafeElements: bytes)) {
    case .sent, .failed(.connectionRefused): return .taken
    case .wouldBlock: return .busy
    case .failed: return .failed
    }
  }

  /// Takes one packet; nil where there is none.
  func receive(into bytes: inout MutableSpan<UInt8>) -> Int? {
    switch socket.receive(into: &bytes) {
    case .datagram(let count, _): return count
    case .tooLong: return bytes.count
    case .wouldBlock, .failed: return nil
    }
  }
}
