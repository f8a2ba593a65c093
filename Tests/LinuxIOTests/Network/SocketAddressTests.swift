import LinuxIO
import Testing

@Suite struct SocketAddressTests {
  @Test func readsAndWritesBothFamilies() throws {
    #expect(try SocketAddress(host: "192.168.123.161", port: 7447).description == "192.168.123.161:7447")
    #expect(try SocketAddress(host: "::1", port: 80).description == "[::1]:80")
    #expect(try SocketAddress(host: "fe80::1:2", port: 80).description.hasPrefix("[fe80::1:2"))
    #expect(SocketAddress.loopback(port: 9).description == "127.0.0.1:9")
    #expect(SocketAddress.any(port: 0).description == "0.0.0.0:0")
  }

  @Test func theSameAddressIsEqual() throws {
    #expect(try SocketAddress(host: "127.0.0.1", port: 9) == .loopback(port: 9))
    #expect(try SocketAddress(host: "127.0.0.1", port: 8) != .loopback(port: 9))
    #expect(SocketAddress.loopback(port: 8).withPort(9) == .loopback(port: 9))
  }

  @Test func whatIsNoHostSaysSo() {
    let failure = error { () throws(IOError) in _ = try SocketAddress(host: "300.1.2.3 ", port: 1) }
    #expect(failure?.operation == "find the address of")
    #expect(failure?.subject == "300.1.2.3 ")
  }
}
