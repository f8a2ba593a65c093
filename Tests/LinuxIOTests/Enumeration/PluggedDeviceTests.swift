import LinuxIO
import Testing

@Suite struct PluggedDeviceTests {
  @Test func isNamedAsAPersonWouldLookForIt() {
    var device = PluggedDevice(kind: .hidraw, name: "hidraw0", path: "/dev/hidraw0")
    #expect(device.description == "/dev/hidraw0")
    #expect(device.usbID == nil)
    (device.vendor, device.product) = (0x403, 0xB001)
    #expect(device.description == "/dev/hidraw0 (0403:b001, no serial number)")
    (device.productName, device.serialNumber) = ("Glove", "G7")
    #expect(device.description == "/dev/hidraw0 (0403:b001 Glove, serial number G7)")
    #expect(device.bestName == "/dev/hidraw0")
    device.links = ["/dev/x/by-id/glove", "/dev/x/by-path/1"]
    #expect(device.bestName == "/dev/x/by-id/glove")
  }
}
