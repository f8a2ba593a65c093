import ExocapCore
@testable import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct USBDeviceTests {
    @Test(arguments: [("/dev/bus/usb/001/004", 1, 4), ("/dev/bus/usb/012/127", 12, 127)])
    func aNodeSaysBusAndAddress(path: String, bus: UInt8, address: UInt8) {
      #expect(USBDevice.place(path)?.bus == bus)
      #expect(USBDevice.place(path)?.address == address)
    }

    @Test func otherPathsAreNone() {
      for path in ["/dev/ttyUSB0", "001", "/dev/bus/usb/001/400"] { #expect(USBDevice.place(path) == nil) }
    }

    @Test func findsItsEndpointsAndNamesThoseThatAreThere() throws {
      guard let devices = try MockedDevices.enter("USBDeviceTests/findsItsEndpointsAndNamesThoseThatAreThere") else { return }
      try USBPortTests.plug(devices)
      let device = try USBDevice(USBPortTests.node, USBPortTests.endpoints)
      #expect(device.input.type == 3 && device.input.packetSize == 16)
      #expect(device.output?.address == 1)
      _ = consume device
      let failure = error { () throws(IOError) in
        _ = try USBDevice(USBPortTests.node, USBEndpoints(interface: 0, input: 0x83))
      }
      #expect(failure?.cause == .notFound(found: ["0x81", "0x1"]))
      #expect(failure?.remedy == "correct transport in the profile")
    }
  }
}
