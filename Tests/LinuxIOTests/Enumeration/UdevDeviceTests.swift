import ExocapCore
import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct UdevDeviceTests {
    @Test func readsWhatIsBehindEachNode() throws {
      guard let devices = try MockedDevices.enter("UdevDeviceTests/readsWhatIsBehindEachNode") else { return }
      for text in [MockedDescriptions.adapter, MockedDescriptions.pedal, MockedDescriptions.networks, MockedDescriptions.taxels] {
        try devices.add(text)
      }
      let all = Enumeration.all()
      #expect(
        all.map(\.path) == [
          "/dev/ttyUSB7", "/dev/hidraw3", "/dev/input/event5", "/dev/bus/usb/001/002", "/dev/bus/usb/001/003", "/dev/bus/usb/001/004",
          "can0", "vcan0",
        ])
      let port = try #require(all.first)
      #expect([port.vendor, port.product] == [0x0403, 0x6014])
      #expect([port.manufacturer, port.productName, port.serialNumber] == ["FTDI", "USB <-> Serial Converter", "FT9ABCDE"])
      #expect(port.interface == 0 && port.driver == "ftdi_sio" && port.latencyTimer == .milliseconds(16) && port.usbDevice == "1-2")
      #expect(port.bestName == "/dev/serial/by-id/usb-FTDI_Converter_FT9ABCDE-if00-port0")
      let pedal = all[2]
      #expect(pedal.usbID == "3553:b001" && pedal.productName == "FootSwitch" && pedal.driver == "usbhid")
      #expect(pedal.links == ["/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd"])
      #expect(all[1].usbID == "3553:b001" && all[1].kind == .hidraw)
      let bus = try #require(all.first { $0.name == "can0" })
      #expect(bus.serialNumber == "C7" && bus.driver == "gs_usb" && bus.usbID == "1d50:606f")
      #expect(all.last?.usbID == nil)
      // linux/if.h: IFF_UP is bit 0.
      #expect(bus.isDown && all.last?.isDown == false)
    }

    @Test func hearsPlugsAndUnplugs() throws {
      guard let devices = try MockedDevices.enter("UdevDeviceTests/hearsPlugsAndUnplugs") else { return }
      try devices.add(MockedDescriptions.adapter)
      var monitor = try HotplugMonitor(.udev)
      devices.tell("remove", MockedDescriptions.adapterPort)
      devices.tell("add", MockedDescriptions.adapterPort)
      var events: [HotplugEvent] = []
      while events.count < 2, monitor.pollDescriptor.wait(for: .readable, until: soon) != .none {
        if let event = monitor.take() { events.append(event) }
      }
      #expect(events.map(\.change) == [.removed, .added])
      #expect(events.map(\.name) == ["ttyUSB7", "ttyUSB7"])
      #expect(events.map(\.path) == ["/dev/ttyUSB7", "/dev/ttyUSB7"])
    }
  }
}
