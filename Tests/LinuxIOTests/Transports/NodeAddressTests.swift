@testable import LinuxIO
import Testing

@Suite struct NodeAddressTests {
  private func node(_ name: String, _ serial: String, interface: Int? = nil) -> PluggedDevice {
    var device = PluggedDevice(kind: .hidraw, name: name, path: "/dev/\(name)")
    (device.serialNumber, device.interface) = (serial, interface)
    return device
  }

  @Test func aPathIsItself() throws {
    #expect(try NodeAddress(.hidraw, .path("/dev/hidraw3")).resolve() == "/dev/hidraw3")
    #expect(try NodeAddress(.can, .path("can0")).resolve() == "can0")
  }

  @Test func aSerialNumberLeadsToItsNode() throws {
    let address = NodeAddress(.hidraw, .usbSerialNumber("G7"))
    #expect(try address.find(in: [node("hidraw0", "G6"), node("hidraw1", "G7")]).path == "/dev/hidraw1")
  }

  @Test func theInterfaceDecidesBetweenNodesOfOneDevice() throws {
    let both = [node("hidraw0", "G7", interface: 0), node("hidraw1", "G7", interface: 1)]
    #expect(try NodeAddress(.hidraw, .usbSerialNumber("G7"), interface: 1).find(in: both).path == "/dev/hidraw1")
    let failure = error { () throws(IOError) in _ = try NodeAddress(.hidraw, .usbSerialNumber("G7")).find(in: both) }
    #expect(failure?.cause == .ambiguous(among: both.map(\.description)))
    #expect(failure?.remedy?.contains("interface") == true)
  }

  @Test func whatIsNotThereIsToldWithWhatIs() {
    let failure = error { () throws(IOError) in _ = try NodeAddress(.hidraw, .usbSerialNumber("G9")).find(in: [node("hidraw0", "G6")]) }
    #expect(failure?.cause == .notFound(found: ["/dev/hidraw0"]))
    #expect(failure?.remedy == nil)
  }

  @Test func aUSBDeviceIsNamedByItsPlace() throws {
    var device = PluggedDevice(kind: .usb, name: "1-2.3", path: "/dev/bus/usb/001/004")
    device.usbDevice = "1-2.3"
    #expect(try NodeAddress(.usb, .path("1-2.3")).find(in: [device]).path == "/dev/bus/usb/001/004")
    #expect(try NodeAddress(.usb, .path("/dev/bus/usb/001/004")).find(in: [device]).path == "/dev/bus/usb/001/004")
  }
}
