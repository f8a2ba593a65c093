import Glibc
import LinuxIO
import Testing

@Suite struct DatagramSocketTests {
  @Test(arguments: ["127.0.0.1", "::1"])
  func aDatagramArrivesWholeWithItsSender(host: String) throws {
    let receiver = try DatagramSocket(boundTo: SocketAddress(host: host, port: 0))
    #expect(receiver.localAddress.port != 0)
    let sender = try DatagramSocket(connectedTo: receiver.localAddress)
    let sent = sender.send([1, 2, 3].span)
    #expect(sent == .sent)
    var block = [UInt8](repeating: 0, count: 16)
    _ = receiver.pollDescriptor.wait(for: .readable, until: soon)
    var span = block.mutableSpan
    let result = receiver.receive(into: &span)
    #expect(result == .datagram(count: 3, from: sender.localAddress))
    #expect(Array(block[..<3]) == [1, 2, 3])
    span = block.mutableSpan
    let next = receiver.receive(into: &span)
    #expect(next == .wouldBlock)
  }

  @Test func anAnswerGoesBackToTheSender() throws {
    let server = try DatagramSocket(boundTo: .loopback(port: 0))
    let client = try DatagramSocket(connectedTo: server.localAddress)
    let sent = server.send([9].span, to: client.localAddress)
    #expect(sent == .sent)
    var block = [UInt8](repeating: 0, count: 16)
    _ = client.pollDescriptor.wait(for: .readable, until: soon)
    var span = block.mutableSpan
    let result = client.receive(into: &span)
    #expect(result == .datagram(count: 1, from: server.localAddress))
  }

  @Test func anEmptyDatagramIsADatagram() throws {
    let receiver = try DatagramSocket(boundTo: .loopback(port: 0))
    let sender = try DatagramSocket(connectedTo: receiver.localAddress)
    let nothing: [UInt8] = []
    let sent = sender.send(nothing.span)
    #expect(sent == .sent)
    var block = [UInt8](repeating: 0, count: 16)
    _ = receiver.pollDescriptor.wait(for: .readable, until: soon)
    var span = block.mutableSpan
    let result = receiver.receive(into: &span)
    #expect(result == .datagram(count: 0, from: sender.localAddress))
  }

  @Test func aDatagramThatDoesNotFitIsToldWithItsLength() throws {
    let receiver = try DatagramSocket(boundTo: .loopback(port: 0))
    let sender = try DatagramSocket(connectedTo: receiver.localAddress)
    _ = sender.send([UInt8](repeating: 7, count: 100).span)
    var block = [UInt8](repeating: 0, count: 16)
    _ = receiver.pollDescriptor.wait(for: .readable, until: soon)
    var span = block.mutableSpan
    let result = receiver.receive(into: &span)
    #expect(result == .tooLong(count: 100, from: sender.localAddress))
  }

  @Test func nobodyListeningIsTold() throws {
    let deaf = try DatagramSocket.deaf()
    let sender = try DatagramSocket(connectedTo: deaf.localAddress)
    _ = sender.send([1].span)
    let woken = sender.pollDescriptor.wait(for: .readable, until: soon)
    #expect(woken.contains(.failed))
    let second = sender.send([1].span)
    #expect(second == .failed(.connectionRefused))
  }

  @Test func aTooBigDatagramFails() throws {
    let receiver = try DatagramSocket(boundTo: .loopback(port: 0))
    let sender = try DatagramSocket(connectedTo: receiver.localAddress)
    // IPv4 carries 65507 bytes of UDP at most.
    let sent = sender.send([UInt8](repeating: 0, count: 65_508).span)
    #expect(sent == .failed(ErrorCode(rawValue: EMSGSIZE)))
  }

  @Test func aTakenPortSaysHowToFindItsHolder() throws {
    let first = try DatagramSocket(boundTo: .loopback(port: 0))
    let port = first.localAddress.port
    let failure = error { () throws(IOError) in _ = try DatagramSocket(boundTo: .loopback(port: port)) }
    #expect(failure?.code == .addressInUse)
    #expect(failure?.subject == "127.0.0.1:\(port)")
    #expect(failure?.remedy == "sudo ss --udp --listening --processes 'sport = :\(port)' shows who has it")
  }
}
