import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct TransportTests {
  @Test func aSerialDeviceGoesAndComesBack() throws {
    let folder = try TestFolder()
    let link = "\(folder.path)/arm"
    var transport = Transport(.serial(.path(link), speed: 1_000_000))
    var now = Timestamp(nanoseconds: 0)

    let absent = transport.reopen(at: now)
    guard case .failed(let why) = absent else {
      Issue.record("opened what is not there")
      return
    }
    #expect(why.subject == link)
    #expect(transport.isOpen == false)
    let tooEarly = transport.reopen(at: now + .milliseconds(49))
    #expect(tooEarly == .waiting)

    let first = try PseudoTerminal(link: link)
    now = transport.nextAttempt
    let opened = transport.reopen(at: now)
    #expect(opened == .opened)
    _ = first.write([1, 2].span)
    #expect(receive(2, waitingOn: transport.pollDescriptor) { transport.read(into: &$0) } == Received(bytes: [1, 2]))
    let written = transport.write([3].span)
    #expect(written == .bytes(1))
    #expect(receive(1, waitingOn: first.pollDescriptor) { first.read(into: &$0) } == Received(bytes: [3]))

    first.unplug()
    #expect(receive(1, waitingOn: transport.pollDescriptor) { transport.read(into: &$0) } == Received(end: .endOfFile))
    transport.close(at: now)
    #expect(transport.pollDescriptor == .none)

    let second = try PseudoTerminal(link: link)
    let reopened = transport.reopen(at: transport.nextAttempt)
    #expect(reopened == .opened)
    _ = second.write([4].span)
    #expect(receive(1, waitingOn: transport.pollDescriptor) { transport.read(into: &$0) } == Received(bytes: [4]))
  }

  @Test func aHotplugEventEndsTheWait() throws {
    let folder = try TestFolder()
    let link = "\(folder.path)/arm"
    var transport = Transport(.serial(.path(link), speed: 1_000_000))
    var now = Timestamp(nanoseconds: 0)
    // 50 + 100 + 200 + 400 + 800 ms: the next try is a second away.
    for _ in 0..<6 {
      now = max(now, transport.nextAttempt)
      _ = transport.reopen(at: now)
    }
    #expect(transport.nextAttempt - now == .seconds(1))
    let terminal = try PseudoTerminal(link: link)
    let waiting = transport.reopen(at: now)
    #expect(waiting == .waiting)
    transport.noteHotplug()
    let opened = transport.reopen(at: now)
    #expect(opened == .opened)
    _ = consume terminal
  }

  /// A simulated device of any transport is a pseudo-terminal, and its bytes come in any portions.
  @Test(arguments: [
    TransportAddress.Kind.hidraw, .input, .usb, .can,
  ])
  fileprivate func aSimulatedDeviceIsReadAsBytes(kind: TransportAddress.Kind) throws {
    let folder = try TestFolder()
    let link = "\(folder.path)/device"
    let address = kind.address(.path(link))
    var transport = Transport(address)
    let kept = transport.keepsPackets
    #expect(kept)
    let terminal = try PseudoTerminal(link: link)
    try transport.open()
    let (cut, errors) = (!transport.keepsPackets, transport.errorFrames)
    #expect(cut && errors == 0)
    _ = terminal.write([1, 2, 3].span)
    #expect(receive(3, waitingOn: transport.pollDescriptor) { transport.read(into: &$0) } == Received(bytes: [1, 2, 3]))
  }

  @Test func aDatagramPeerSendsAndReceives() throws {
    let peer = try DatagramSocket(boundTo: .loopback(port: 0))
    let local = try DatagramSocket(boundTo: .loopback(port: 0)).localAddress
    var transport = Transport(.datagram(remote: peer.localAddress, local: local))
    try transport.open()
    let written = transport.write([1, 2, 3].span)
    #expect(written == .bytes(3))
    let sent = peer.send([7].span, to: local)
    #expect(sent == .sent)
    #expect(receive(1, waitingOn: transport.pollDescriptor) { transport.read(into: &$0) } == Received(bytes: [7]))
  }

  @Test func aDatagramPeerThatDoesNotListenIsNoFailure() throws {
    let deaf = try DatagramSocket.deaf()
    var transport = Transport(.datagram(remote: deaf.localAddress, local: nil))
    try transport.open()
    let first = transport.write([1].span)
    #expect(first == .bytes(1))
    #expect(transport.pollDescriptor.wait(for: .readable, until: soon).contains(.failed))
    let second = transport.write([1].span)
    #expect(second == .wouldBlock)
    let third = transport.write([1].span)
    #expect(third == .bytes(1))
    #expect(transport.pollDescriptor.wait(for: .readable, until: soon).contains(.failed))
    var block = [UInt8](repeating: 0, count: 8)
    var span = block.mutableSpan
    let read = transport.read(into: &span)
    #expect(read == .wouldBlock)
  }

  @Test func aClosedTransportReadsAsTheEnd() throws {
    var transport = Transport(.none)
    try transport.open()
    #expect(transport.isOpen == false)
    var block = [UInt8](repeating: 0, count: 8)
    var span = block.mutableSpan
    let read = transport.read(into: &span)
    #expect(read == .endOfFile)
    let written = transport.write([1].span)
    #expect(written == .gone(.brokenPipe))
  }
}

extension TransportAddress {
  /// Transports whose devices have nodes of their own.
  fileprivate enum Kind: Sendable {
    case hidraw
    case input
    case usb
    case can

    func address(_ place: SerialAddress) -> TransportAddress {
      switch self {
      case .hidraw: .hidraw(NodeAddress(.hidraw, place))
      case .input: .input(NodeAddress(.input, place))
      case .usb: .usb(NodeAddress(.usb, place), USBEndpoints(interface: 0, input: 0x81))
      case .can: .can(NodeAddress(.can, place), bitrate: 1_000_000)
      }
    }
  }
}
