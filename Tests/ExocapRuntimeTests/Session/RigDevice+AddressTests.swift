import ExocapCore
@testable import ExocapRuntime
import LinuxIO
import Testing

@Suite struct RigDeviceAddressTests {
  private func address(_ transport: DeviceTransport, _ port: PortBinding, interfaces: [Int?] = []) -> TransportAddress {
    let profile = DeviceProfile(
      name: "p", title: "", kind: .arm, usbMatches: interfaces.map { USBMatch(vendor: 1, product: 2, interface: $0) },
      line: SerialLine(baud: 9600), wire: .ft300, streams: [], provenAgainst: "", transport: transport)
    return RigDevice(role: "r", profile: profile, calibration: nil, port: port).transportAddress
  }

  @Test func everyTransportIsFoundAsTheRigSays() {
    let endpoints = USBEndpoints(interface: 0, input: 0x81)
    #expect(address(.serial, .path("/dev/ttyUSB0")) == .serial(.path("/dev/ttyUSB0"), speed: 9600))
    #expect(address(.serial, .usbSerial("A")) == .serial(.usbSerialNumber("A"), speed: 9600))
    #expect(address(.evdev, .path("/dev/input/event5")) == .input(NodeAddress(.input, .path("/dev/input/event5"))))
    #expect(address(.usb(endpoints), .usbSerial("A")) == .usb(NodeAddress(.usb, .usbSerialNumber("A")), endpoints))
    #expect(address(.can(CANBus(bitrate: 500_000)), .path("can0")) == .can(NodeAddress(.can, .path("can0")), bitrate: 500_000))
  }

  @Test func theProfilesOneInterfaceIsMeant() {
    let place = PortBinding.usbSerial("A")
    #expect(address(.hidraw, place, interfaces: [1, 1]) == .hidraw(NodeAddress(.hidraw, .usbSerialNumber("A"), interface: 1)))
    #expect(address(.hidraw, place, interfaces: [0, 1]) == .hidraw(NodeAddress(.hidraw, .usbSerialNumber("A"))))
    #expect(address(.hidraw, place, interfaces: [nil]) == .hidraw(NodeAddress(.hidraw, .usbSerialNumber("A"))))
  }
}
