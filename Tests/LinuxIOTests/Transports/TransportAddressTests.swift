import ExocapCore
import LinuxIO
import Testing

@Suite struct TransportAddressTests {
  @Test func onlySerialPortsCutPackets() {
    #expect(TransportAddress.datagram(remote: .loopback(port: 1), local: nil).keepsPackets)
    #expect(!TransportAddress.serial(.path("/dev/ttyUSB0"), speed: 1).keepsPackets)
    #expect(!TransportAddress.none.keepsPackets)
    #expect(TransportAddress.hidraw(NodeAddress(.hidraw, .path("/dev/hidraw0"))).keepsPackets)
    #expect(TransportAddress.can(NodeAddress(.can, .path("can0")), bitrate: 1).keepsPackets)
  }

  @Test func isNamedAsAPersonWould() {
    #expect(TransportAddress.serial(.usbSerialNumber("FT9ABCDE"), speed: 4_000_000).description == "FT9ABCDE at 4000000 bit/s")
    #expect(TransportAddress.datagram(remote: .loopback(port: 9), local: nil).description == "UDP 127.0.0.1:9")
    #expect(TransportAddress.none.description == "nothing")
    #expect(TransportAddress.input(NodeAddress(.input, .path("/dev/input/event5"))).description == "input device /dev/input/event5")
    #expect(TransportAddress.can(NodeAddress(.can, .path("can0")), bitrate: 500_000).description == "CAN bus can0 at 500000 bit/s")
    #expect(
      TransportAddress.usb(NodeAddress(.usb, .usbSerialNumber("T1")), USBEndpoints(interface: 2, input: 0x81)).description
        == "USB device T1, interface 2")
  }
}
