// Enumeration/ says what is plugged in, and when that changes: through libudev, which reads sysfs and udev's own records. It knows no
// profile and opens no device.

package import ExocapCore

/// One place at which a plugged device can be read: a node below /dev, or a CAN interface.
package struct PluggedDevice: Hashable, Sendable {
  /// What is read there.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Bytes of a serial line.
    case tty
    /// Reports of a HID device.
    case hidraw
    /// Events of keys and axes.
    case input
    /// Endpoints, through libusb.
    case usb
    /// Frames of a CAN bus.
    case can
  }

  package var kind: Kind
  /// The kernel's name: ttyUSB0, hidraw0, event3, 1-2, can0.
  package var name: String
  /// The node, such as /dev/ttyUSB0; the interface's name for a CAN bus.
  package var path: String
  /// Names that stay the same at each plug, by-id first, then by-path; none where no udevd runs.
  package var links: [String] = []
  /// The USB vendor's number; nil where no such device is behind it.
  package var vendor: UInt16?
  /// The USB product's number, of the vendor's choice; nil where no such device is behind it.
  package var product: UInt16?
  /// Who made it; empty where it does not say.
  package var manufacturer: String = ""
  /// What the maker calls it; empty where it does not say.
  package var productName: String = ""
  /// The maker's number of this unit; empty where it has none.
  package var serialNumber: String = ""
  /// The USB interface behind the node; nil where there is none, and for the whole device.
  package var interface: Int?
  /// The kernel's driver; empty where there is none.
  package var driver: String = ""
  /// How long an FTDI chip holds bytes back; nil for all else.
  package var latencyTimer: Interval?
  /// Whether it is a CAN interface that is not up: nothing comes from it then.
  package var isDown: Bool = false
  /// The kernel's name of the USB device behind it, the same for all its nodes; empty where there is none.
  package var usbDevice: String = ""

  package init(kind: Kind, name: String, path: String) {
    self.kind = kind
    self.name = name
    self.path = path
  }

  /// What a rig best calls it: a name by id, else by path, else the node.
  package var bestName: String { links.first ?? path }

  /// "0403:6014"; nil where it has no such numbers.
  package var usbID: String? {
    guard let vendor, let product else { return nil }
    return hexadecimal(vendor) + ":" + hexadecimal(product)
  }

  /// "/dev/hidraw0 (0403:6014 Glove, serial number FT9ABCDE)".
  package var description: String {
    guard let usbID else { return path }
    let words = productName.isEmpty ? usbID : "\(usbID) \(productName)"
    return "\(path) (\(words), \(serialNumber.isEmpty ? "no serial number" : "serial number \(serialNumber)"))"
  }

  private func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension PluggedDevice: CustomStringConvertible {}
