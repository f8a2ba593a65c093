import ExocapCore
import Testing

@Suite struct DeviceTransportTests {
  static let all: [DeviceTransport] = [
    .serial, .hidraw, .evdev, .usb(USBEndpoints(interface: 0, input: 0x81)), .can(CANBus(bitrate: 1_000_000)),
  ]

  @Test func everyOneHasItsName() { #expect(Self.all.map(\.name) == DeviceTransport.names) }

  @Test func onlyASerialLineCutsPackets() { #expect(Self.all.map(\.keepsPackets) == [false, true, true, true, true]) }
}
