import LinuxIO
import Testing

@Suite struct TransportAddressTests {
  @Test func onlyDatagramsArePackets() {
    #expect(TransportAddress.datagram(remote: .loopback(port: 1), local: nil).keepsPackets)
    #expect(!TransportAddress.serial(.path("/dev/ttyUSB0"), speed: 1).keepsPackets)
    #expect(!TransportAddress.none.keepsPackets)
  }

  @Test func isNamedAsAPersonWould() {
    #expect(TransportAddress.serial(.usbSerialNumber("FT9ABCDE"), speed: 4_000_000).description == "FT9ABCDE at 4000000 bit/s")
    #expect(TransportAddress.datagram(remote: .loopback(port: 9), local: nil).description == "UDP 127.0.0.1:9")
    #expect(TransportAddress.none.description == "nothing")
  }
}
