import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

extension OneAtATime {
  /// Our serial port on a tty that umockdev plays.
  @Suite struct MockedSerialPortTests {
    @Test func readsAScriptedAdapterByItsSerialNumber() throws {
      guard let devices = try MockedDevices.enter("MockedSerialPortTests/readsAScriptedAdapterByItsSerialNumber") else { return }
      try devices.add(MockedDescriptions.adapter)
      #expect(devices.attachTerminal("/dev/ttyUSB7"))
      let folder = try TestFolder()
      // docs of umockdev: after 300 ms the device speaks; ^J is a line feed.
      try Files.writeAtomically("r 300 12 34^Jr 56 78^J\n", to: "\(folder.path)/script")
      let port = try SerialPort(.usbSerialNumber("FT9ABCDE"), speed: 115_200)
      #expect(port.latencyTimer == .milliseconds(16))
      #expect(devices.play("\(folder.path)/script", on: "/dev/ttyUSB7"))
      let expected = Array("12 34\nr 56 78\n".utf8)
      #expect(receive(expected.count, waitingOn: port.pollDescriptor) { port.read(into: &$0) } == Received(bytes: expected))
    }

    @Test func anAdapterThatComesIsOpenedAtOnceAndOneThatWentIsNotFound() throws {
      guard let devices = try MockedDevices.enter("MockedSerialPortTests/anAdapterThatComesIsOpenedAtOnceAndOneThatWentIsNotFound")
      else { return }
      var transport = Transport(.serial(.usbSerialNumber("FT9ABCDE"), speed: 115_200))
      let now = MonotonicClock.now()
      #expect(Self.isNotFound(&transport, at: now))
      let tooEarly = transport.reopen(at: now)
      #expect(tooEarly == .waiting)
      try devices.add(MockedDescriptions.adapter)
      #expect(devices.attachTerminal("/dev/ttyUSB7"))
      // The event of the plug lets it try before its time.
      transport.noteHotplug()
      let opened = transport.reopen(at: now)
      #expect(opened == .opened)
      for path in [
        MockedDescriptions.adapterPort, "/sys/devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB7", "/sys/devices/pci0000:00/usb1/1-2/1-2:1.0",
        "/sys/devices/pci0000:00/usb1/1-2",
      ] { devices.remove(path) }
      transport.close(at: now)
      #expect(Self.isNotFound(&transport, at: transport.nextAttempt))
    }

    private static func isNotFound(_ transport: inout Transport, at now: Timestamp) -> Bool {
      guard case .failed(let why) = transport.reopen(at: now) else { return false }
      return why.cause == .notFound(found: [])
    }
  }
}
