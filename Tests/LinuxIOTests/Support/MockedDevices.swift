import CMockedDevices
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// Devices that are not there: sysfs, udev and a kernel's side of USB, by umockdev.
///
/// umockdev redirects calls of the whole process, so each such test runs once more, alone, in a process of its own under
/// umockdev-wrapper: `guard let devices = try MockedDevices.enter("Suite/test") else { return }`.
@safe
final class MockedDevices {
  private let devices: OpaquePointer

  private init(_ devices: OpaquePointer) { unsafe self.devices = devices }

  deinit { unsafe mocked_devices_free(devices) }

  /// The devices, inside of umockdev; nil outside, after the test named passed inside or its failure was recorded here.
  static func enter(_ test: String, location: SourceLocation = #_sourceLocation) throws -> MockedDevices? {
    if unsafe getenv("EXOCAP_MOCKED") != nil {
      guard let devices = unsafe mocked_devices_new() else {
        throw IOError("begin", "umockdev", .malformed(expected: "in this process"))
      }
      return unsafe MockedDevices(devices)
    }
    guard Program.exists("umockdev-wrapper") else {
      Requirement.skip("umockdev-wrapper is absent", location: location)
      return nil
    }
    let own = Files.resolved("/proc/self/exe") ?? ""
    var inside = Program([
      "sh", "-c", "exec \"$@\" 2>&1", "sh", "env", "EXOCAP_MOCKED=1", "umockdev-wrapper", own, "--testing-library", "swift-testing",
      "--filter", test + "\\(",
    ])
    let lines = inside?.rest() ?? []
    let status = inside?.status() ?? -1
    let hasRun = lines.contains { $0.contains("Test run with 1 test") }
    #expect(status == 0 && hasRun, "\(lines.joined(separator: "\n"))", sourceLocation: location)
    return nil
  }

  /// Adds devices in umockdev's format, as umockdev-record prints it.
  func add(_ description: String) throws { #expect(unsafe mocked_devices_add(devices, description) == 1) }

  func tell(_ action: String, _ path: String) { unsafe mocked_devices_uevent(devices, path, action) }
  func remove(_ path: String) { unsafe mocked_devices_remove(devices, path) }
  func attachTerminal(_ node: String) -> Bool { unsafe mocked_terminal_attach(devices, node) == 1 }
  func play(_ script: String, on node: String) -> Bool { unsafe mocked_devices_play(devices, node, script) == 1 }

  // MARK: A USB device

  func attachUSB(_ node: String) -> Bool { unsafe mocked_usb_attach(devices, node) == 1 }
  func send(_ report: [UInt8]) { unsafe mocked_usb_send(devices, report, report.count) }
  func stall() { unsafe mocked_usb_stall(devices) }
  func unplugUSB() { unsafe mocked_usb_unplug(devices) }
  var waitingReads: Int { unsafe Int(mocked_usb_waiting(devices)) }
  var clearedStalls: Int { unsafe Int(mocked_usb_cleared(devices)) }
  var isClaimed: Bool { unsafe mocked_usb_claimed(devices) == 1 }

  /// What the host wrote next; nil where there is nothing.
  func takeWritten() -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: 4096)
    let count = unsafe mocked_usb_take(devices, &block, block.count)
    return count < 0 ? nil : Array(block[..<count])
  }

  // MARK: An input device

  func attachInput(_ node: String, keysDown: [Int]) -> Bool {
    var keys = [UInt8](repeating: 0, count: 96)
    for key in keysDown { keys[key / 8] |= 1 << UInt8(key % 8) }
    return unsafe mocked_input_attach(devices, node, keys) == 1
  }
  var isGrabbed: Bool { unsafe mocked_input_grabbed(devices) == 1 }
  func sendEvents(_ bytes: [UInt8], to node: String) -> Bool { unsafe mocked_input_send(devices, node, bytes, bytes.count) == 1 }
}

/// Devices as umockdev describes them.
enum MockedDescriptions {
  /// An FTDI adapter with its port; serial number FT9ABCDE.
  static let adapter = """
    P: /devices/pci0000:00/usb1/1-2
    N: bus/usb/001/002
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    E: DEVNAME=/dev/bus/usb/001/002
    E: BUSNUM=001
    E: DEVNUM=002
    A: bDeviceClass=00
    A: idVendor=0403
    A: idProduct=6014
    A: manufacturer=FTDI
    A: product=USB <-> Serial Converter
    A: serial=FT9ABCDE
    A: busnum=1
    A: devnum=2
    A: power/control=auto

    P: /devices/pci0000:00/usb1/1-2/1-2:1.0
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_interface
    E: DRIVER=ftdi_sio
    A: bInterfaceNumber=00
    L: driver=../../../../../bus/usb/drivers/ftdi_sio

    P: /devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB7
    E: SUBSYSTEM=usb-serial
    E: DRIVER=ftdi_sio
    A: latency_timer=16
    L: driver=../../../../../../bus/usb-serial/drivers/ftdi_sio

    P: /devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB7/tty/ttyUSB7
    N: ttyUSB7
    S: serial/by-id/usb-FTDI_Converter_FT9ABCDE-if00-port0
    S: serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0
    E: SUBSYSTEM=tty
    E: DEVNAME=/dev/ttyUSB7
    L: device=../../../ttyUSB7
    E: DEVLINKS=/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0 /dev/serial/by-id/usb-FTDI_Converter_FT9ABCDE-if00-port0

    """

  static let adapterPort = "/sys/devices/pci0000:00/usb1/1-2/1-2:1.0/ttyUSB7/tty/ttyUSB7"

  /// A pedal: HID interface, input device, event node, hidraw node.
  static let pedal = """
    P: /devices/pci0000:00/usb1/1-3
    N: bus/usb/001/003
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    E: DEVNAME=/dev/bus/usb/001/003
    A: bDeviceClass=00
    A: idVendor=3553
    A: idProduct=b001
    A: manufacturer=PCsensor
    A: product=FootSwitch

    P: /devices/pci0000:00/usb1/1-3/1-3:1.0
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_interface
    E: DRIVER=usbhid
    A: bInterfaceNumber=00
    L: driver=../../../../../bus/usb/drivers/usbhid

    P: /devices/pci0000:00/usb1/1-3/1-3:1.0/0003:3553:B001.0001
    E: SUBSYSTEM=hid
    E: HID_ID=0003:00003553:0000B001
    E: HID_NAME=PCsensor FootSwitch

    P: /devices/pci0000:00/usb1/1-3/1-3:1.0/0003:3553:B001.0001/hidraw/hidraw3
    N: hidraw3
    E: SUBSYSTEM=hidraw
    E: DEVNAME=/dev/hidraw3

    P: /devices/pci0000:00/usb1/1-3/1-3:1.0/0003:3553:B001.0001/input/input20
    E: SUBSYSTEM=input
    A: name=PCsensor FootSwitch Keyboard
    A: id/vendor=3553
    A: id/product=b001

    P: /devices/pci0000:00/usb1/1-3/1-3:1.0/0003:3553:B001.0001/input/input20/event5
    N: input/event5
    E: SUBSYSTEM=input
    E: DEVNAME=/dev/input/event5
    E: DEVLINKS=/dev/input/by-id/usb-PCsensor_FootSwitch-event-kbd

    """

  /// A CAN interface and an Ethernet card.
  static let networks = """
    P: /devices/pci0000:00/usb1/1-5
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    A: bDeviceClass=00
    A: idVendor=1d50
    A: idProduct=606f
    A: product=candleLight USB to CAN adapter
    A: serial=C7

    P: /devices/pci0000:00/usb1/1-5/1-5:1.0
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_interface
    E: DRIVER=gs_usb
    A: bInterfaceNumber=00
    L: driver=../../../../../bus/usb/drivers/gs_usb

    P: /devices/pci0000:00/usb1/1-5/1-5:1.0/net/can0
    E: SUBSYSTEM=net
    E: INTERFACE=can0
    A: type=280
    A: flags=0x80

    P: /devices/virtual/net/vcan0
    E: SUBSYSTEM=net
    E: INTERFACE=vcan0
    A: type=280
    A: flags=0xc1

    P: /devices/pci0000:00/0000:00:03.0/net/eth0
    E: SUBSYSTEM=net
    E: INTERFACE=eth0
    A: type=1

    """

  /// A device with endpoints of its own: interface 0, interrupt 0x81 in and 0x01 out, 16 bytes each.
  ///
  /// The bytes are a device descriptor, a configuration, an interface and two endpoints (USB 2.0, §9.6).
  static let taxels = """
    P: /devices/pci0000:00/usb1/1-4
    N: bus/usb/001/004
    E: SUBSYSTEM=usb
    E: DEVTYPE=usb_device
    E: DEVNAME=/dev/bus/usb/001/004
    E: BUSNUM=001
    E: DEVNUM=004
    A: bDeviceClass=00
    A: bConfigurationValue=1
    A: bNumConfigurations=1
    A: busnum=1
    A: devnum=4
    A: speed=12
    A: idVendor=1209
    A: idProduct=e0e0
    A: product=Taxels
    A: serial=T1
    H: descriptors=12010002000000400912E0E000010102030109022000010100803209040000020300000007058103100001070501031000\
    01

    """
}
