import CMockedDevices
import ExocapCore
import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

extension OneAtATime {
  /// Our ports on devices of a real kernel: `make test-vm` runs these in a virtual machine with a stock Debian kernel.
  @Suite struct KernelDeviceTests {
    private static func isHere(_ location: SourceLocation = #_sourceLocation) -> Bool {
      if unsafe getenv("EXOCAP_VM") != nil { return true }
      Requirement.skip("uinput, uhid, vcan and dummy_hcd are tried by make test-vm", location: location)
      return false
    }

    /// The node of a device that has just been made.
    private static func node(_ kind: PluggedDevice.Kind, _ vendor: UInt16, _ product: UInt16) -> PluggedDevice? {
      let deadline = soon
      while MonotonicClock.now() < deadline {
        if let found = Enumeration.all(kind).first(where: { $0.vendor == vendor && $0.product == product }), Files.exists(found.path) {
          return found
        }
        MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(10))
      }
      return nil
    }

    private static func events(_ bytes: [UInt8]) -> [[UInt8]] {
      stride(from: 0, to: bytes.count - 23, by: 24).map { Array(bytes[($0 + 16)..<($0 + 24)]) }
    }

    // MARK: evdev

    private static func keyboard() throws -> FileDescriptor {
      let number = unsafe kernel_keyboard_new("FootSwitch", 0x3553, 0xB001, [30, 48], 2)
      guard number >= 0 else { throw IOError("make", "a keyboard", ErrorCode(negated: number)) }
      return FileDescriptor(adopting: number)
    }

    private func send(_ code: UInt16, _ value: Int32, to keyboard: borrowing FileDescriptor) {
      #expect(kernel_keyboard_send(keyboard.number, 1, code, value) == 0)
      #expect(kernel_keyboard_send(keyboard.number, 0, 0, 0) == 0)
    }

    @Test func aPedalIsGrabbedReadAndUnplugged() throws {
      guard Self.isHere() else { return }
      let keyboard = try Self.keyboard()
      let node = try #require(Self.node(.input, 0x3553, 0xB001))
      send(30, 1, to: keyboard)
      let port = try InputPort(NodeAddress(.input, .path(node.path)))
      // KEY_A was down before we came: the state says so. EV_SYN SYN_CONFIG, EV_KEY KEY_A 1, EV_SYN SYN_REPORT.
      let first = receive(72, waitingOn: port.pollDescriptor) { port.read(into: &$0) }
      #expect(
        Self.events(first.bytes) == [[0, 0, 1, 0, 0, 0, 0, 0], [1, 0, 30, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]])
      let other = error { () throws(IOError) in _ = try InputPort(NodeAddress(.input, .path(node.path))) }
      guard case .held? = other?.cause else {
        Issue.record("a grabbed pedal was opened again: \(other.map { "\($0)" } ?? "")")
        return
      }
      // The kernel repeats a key that is held (value 2) after 250 ms.
      let repeated = receive(48, waitingOn: port.pollDescriptor) { port.read(into: &$0) }
      #expect(Self.events(repeated.bytes).first == [1, 0, 30, 0, 2, 0, 0, 0])
      send(30, 0, to: keyboard)
      var last: [[UInt8]] = []
      let deadline = soon
      while !last.contains([1, 0, 30, 0, 0, 0, 0, 0]), MonotonicClock.now() < deadline {
        last += Self.events(receive(24, waitingOn: port.pollDescriptor) { port.read(into: &$0) }.bytes)
      }
      #expect(last.contains([1, 0, 30, 0, 0, 0, 0, 0]))
      _ = consume keyboard
      var end: ReadResult?
      while end == nil, MonotonicClock.now() < deadline { end = receive(24, waitingOn: port.pollDescriptor) { port.read(into: &$0) }.end }
      #expect(end == .gone(ErrorCode(rawValue: ENODEV)))
    }

    @Test func afterDroppedEventsTheStateComes() throws {
      guard Self.isHere() else { return }
      let keyboard = try Self.keyboard()
      let node = try #require(Self.node(.input, 0x3553, 0xB001))
      let port = try InputPort(NodeAddress(.input, .path(node.path)))
      _ = receive(48, waitingOn: port.pollDescriptor) { port.read(into: &$0) }
      // More than the kernel holds for one reader.
      for _ in 0..<2000 {
        send(30, 1, to: keyboard)
        send(30, 0, to: keyboard)
      }
      send(48, 1, to: keyboard)
      var block = [UInt8](repeating: 0, count: 4096)
      var reads: [[[UInt8]]] = []
      for _ in 0..<20 {
        var span = block.mutableSpan
        guard case .bytes(let count) = port.read(into: &span) else { break }
        reads.append(Self.events(Array(block[..<count])))
      }
      let lost = try #require(reads.firstIndex { $0.contains([0, 0, 3, 0, 0, 0, 0, 0]) })
      #expect(reads[lost + 1] == [[0, 0, 1, 0, 0, 0, 0, 0], [1, 0, 48, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]])
    }

    // MARK: hidraw

    @Test func aHIDDeviceIsFoundByItsSerialNumberReadWrittenAndUnplugged() throws {
      guard Self.isHere() else { return }
      let number = unsafe kernel_hid_new("Glove", "G7", 0x1209, 0xE0E1)
      guard number >= 0 else { throw IOError("make", "a HID device", ErrorCode(negated: number)) }
      let device = FileDescriptor(adopting: number)
      _ = try #require(Self.node(.hidraw, 0x1209, 0xE0E1))
      let port = try HIDPort(NodeAddress(.hidraw, .usbSerialNumber("G7")))
      for value in UInt8(1)...3 {
        let report = [UInt8](repeating: value, count: 8)
        #expect(unsafe kernel_hid_send(device.number, report, 8) == 0)
      }
      var block = [UInt8](repeating: 0, count: 4096)
      for value in UInt8(1)...3 {
        _ = port.pollDescriptor.wait(for: .readable, until: soon)
        var span = block.mutableSpan
        let result = port.read(into: &span)
        #expect(result == .bytes(8))
        #expect(block[..<8] == [UInt8](repeating: value, count: 8)[...])
      }
      let written = port.write([0, 1, 2, 3, 4, 5, 6, 7, 8].span)
      #expect(written == .bytes(9))
      let taken = unsafe kernel_hid_take(device.number, &block, block.count)
      // The report's number is 0: the device has none, and gets it all the same.
      #expect(taken == 9 || taken == 8)
      #expect(block[..<taken].suffix(8) == [1, 2, 3, 4, 5, 6, 7, 8])
      _ = consume device
      let end = receive(1, waitingOn: port.pollDescriptor) { port.read(into: &$0) }.end
      #expect(end == .gone(.inputOutput) || end == .gone(ErrorCode(rawValue: ENODEV)), "\(String(describing: end))")
    }

    // MARK: SocketCAN

    @Test func framesGoOverAVirtualBus() throws {
      guard Self.isHere() else { return }
      #expect(Enumeration.all(.can).map(\.name) == ["vcan0", "vcan1"])
      let ours = try CANPort(NodeAddress(.can, .path("vcan0")), bitrate: 1_000_000)
      let theirs = try CANPort(NodeAddress(.can, .path("vcan0")), bitrate: 1_000_000)
      // struct can_frame: identifier 0x11, three bytes of content.
      let frame: [UInt8] = [0x11, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0]
      let second: [UInt8] = [0x12, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]
      let written = theirs.write((frame + second).span)
      #expect(written == .bytes(32))
      for expected in [frame, second] {
        _ = ours.pollDescriptor.wait(for: .readable, until: soon)
        var block = [UInt8](repeating: 0, count: 4096)
        var span = block.mutableSpan
        let result = ours.read(into: &span)
        #expect(result == .bytes(16))
        #expect(Array(block[..<16]) == expected)
      }
      // vcan1 was made and not set up.
      let down = error { () throws(IOError) in _ = try CANPort(NodeAddress(.can, .path("vcan1")), bitrate: 500_000) }
      #expect(down?.remedy == "sudo ip link set vcan1 up type can bitrate 500000")
      let absent = error { () throws(IOError) in _ = try CANPort(NodeAddress(.can, .path("can9")), bitrate: 500_000) }
      #expect(absent?.cause == .notFound(found: ["vcan0", "vcan1"]))
    }

    // MARK: USB

    private static let gadget = "/sys/kernel/config/usb_gadget/taxels"

    private func plug(_ controller: String) throws {
      let file = try FileDescriptor.open(Self.gadget + "/UDC", .writeOnly)
      try file.writeAll(Array((controller + "\n").utf8).span, to: Self.gadget + "/UDC")
    }

    /// The virtual machine's init made a HID gadget 1209:e0e0, serial T1, endpoints 0x81 and 0x02, on dummy_hcd.
    @Test func aGadgetsEndpointsAreReadWrittenAndUnplugged() throws {
      guard Self.isHere() else { return }
      var monitor = try HotplugMonitor(.kernel)
      try plug("dummy_udc.0")
      let found = try #require(Self.node(.usb, 0x1209, 0xE0E0))
      #expect([found.productName, found.serialNumber] == ["Taxels", "T1"])
      var names: [String] = []
      while let event = monitor.take() { if event.change == .added { names.append(event.name) } }
      #expect(names.contains(found.name), "\(names)")
      // usbhid has it now, and is detached.
      _ = try #require(Self.node(.hidraw, 0x1209, 0xE0E0))
      let endpoints = USBEndpoints(interface: 0, input: 0x81, output: 0x02)
      let port = try USBPort(NodeAddress(.usb, .usbSerialNumber("T1")), endpoints)
      let device = try FileDescriptor.open("/dev/hidg0", .readWrite)
      var block = [UInt8](repeating: 0, count: 4096)
      var got: [UInt8] = []
      for value in UInt8(0)..<100 {
        try device.writeAll([UInt8](repeating: value, count: 8).span, to: "/dev/hidg0")
        let report = receive(8, waitingOn: port.pollDescriptor) { port.read(into: &$0) }
        #expect(report.bytes.count == 8)
        got += report.bytes.prefix(1)
      }
      #expect(got == Array(0..<100))
      let written = port.write([1, 2, 3, 4, 5, 6, 7, 8].span)
      #expect(written == .bytes(8))
      _ = device.pollDescriptor.wait(for: .readable, until: soon)
      var span = block.mutableSpan
      let taken = device.read(into: &span)
      #expect(taken == .bytes(8) && block[..<8] == [1, 2, 3, 4, 5, 6, 7, 8])
      try plug("")
      let end = receive(1, waitingOn: port.pollDescriptor) { port.read(into: &$0) }.end
      // The bus may break before the kernel says that the device is gone.
      #expect(end == .gone(ErrorCode(rawValue: ENODEV)) || end == .gone(.inputOutput), "\(String(describing: end))")
      let deadline = soon
      while !Enumeration.all(.usb).isEmpty, MonotonicClock.now() < deadline {
        MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(10))
      }
      #expect(Enumeration.all(.usb).isEmpty)
    }
  }
}
