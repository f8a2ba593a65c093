package import ExocapCore

/// A tty with a USB device behind it, as sysfs tells.
package struct USBSerialPort: Hashable, Sendable, CustomStringConvertible {
  /// /dev/ttyUSB0 or /dev/ttyACM0.
  package let path: String
  /// The USB vendor's number.
  package let vendor: UInt16
  /// The USB product's number, of the vendor's choice.
  package let product: UInt16
  /// What the maker calls it; empty where it does not say.
  package let name: String
  /// The maker's number of this unit; empty where it has none.
  package let serialNumber: String
  /// How long an FTDI chip holds bytes back before it sends a packet that is not full.
  ///
  /// Nil for other chips.
  package let latencyTimer: Interval?

  /// "/dev/ttyUSB0 (0403:6014 USB <-> Serial Converter, serial number FT9ABCDE)".
  package var description: String {
    let words = [hexadecimal(vendor) + ":" + hexadecimal(product)] + (name.isEmpty ? [] : [name])
    let number = serialNumber.isEmpty ? "no serial number" : "serial number \(serialNumber)"
    return "\(path) (\(words.joined(separator: " ")), \(number))"
  }

  /// All that are plugged in now, sorted by path.
  ///
  /// `sysfs` is /sys, or a test's own tree.
  package static func all(sysfs: String = "/sys") -> [USBSerialPort] {
    Files.names(inFolder: "\(sysfs)/class/tty").compactMap { USBSerialPort(tty: $0, sysfs: sysfs) }
  }

  /// Reads what is behind one tty, by its name below /dev.
  ///
  /// Nil where that is not a USB device.
  package init?(tty: String, sysfs: String = "/sys") {
    guard let interface = Files.resolved("\(sysfs)/class/tty/\(tty)/device"), let device = Self.usbDevice(above: interface),
      let vendor = Files.line("\(device)/idVendor").flatMap({ UInt16($0, radix: 16) }),
      let product = Files.line("\(device)/idProduct").flatMap({ UInt16($0, radix: 16) })
    else { return nil }
    self.path = "/dev/\(tty)"
    self.vendor = vendor
    self.product = product
    self.name = Files.line("\(device)/product") ?? ""
    self.serialNumber = Files.line("\(device)/serial") ?? ""
    self.latencyTimer = Files.line("\(interface)/latency_timer").flatMap { Int64($0) }.map { .milliseconds($0) }
  }

  /// A tty hangs below an interface, which hangs below the device; usb-serial puts one folder more in between.
  private static func usbDevice(above interface: String) -> String? {
    var folder = interface
    for _ in 0..<4 {
      if Files.exists("\(folder)/idVendor") { return folder }
      folder = Files.folder(of: folder)
    }
    return nil
  }

  private func hexadecimal(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
