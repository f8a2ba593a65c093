/// How a device's bytes reach the machine, as its profile says.
package enum DeviceTransport: Sendable, Equatable {
  /// A serial line: bytes in any portions.
  case serial
  /// Reports of a HID device; each read is one.
  case hidraw
  /// Events of a kernel input device; each read is some of 24 bytes each.
  case evdev
  /// Endpoints of a USB interface; each read is one transfer.
  case usb(USBEndpoints)
  /// A CAN bus; each read is one frame as the kernel lays it out, 16 bytes.
  case can(CANBus)

  /// The names in profiles.
  package static let names = ["serial", "hidraw", "evdev", "usb", "can"]

  package var name: String {
    switch self {
    case .serial: "serial"
    case .hidraw: "hidraw"
    case .evdev: "evdev"
    case .usb: "usb"
    case .can: "can"
    }
  }

  /// Whether each read is a whole packet. Of a serial line it is not.
  package var keepsPackets: Bool { self != .serial }
}

/// The endpoints of a USB device that a driver reads and writes: interrupt or bulk, as the device's descriptor says.
package struct USBEndpoints: Sendable, Hashable {
  /// bInterfaceNumber of the interface to claim.
  package var interface: UInt8
  /// bEndpointAddress to read: bit 7 is set.
  package var input: UInt8
  /// bEndpointAddress to write; nil where the device is not asked.
  package var output: UInt8?

  package init(interface: UInt8, input: UInt8, output: UInt8? = nil) {
    self.interface = interface
    self.input = input
    self.output = output
  }
}

/// A CAN bus with frames of at most 8 bytes.
package struct CANBus: Sendable, Hashable {
  /// [bit/s] What the interface has to be set to; nothing sets it but the command that we print.
  package var bitrate: Int

  package init(bitrate: Int) { self.bitrate = bitrate }
}
