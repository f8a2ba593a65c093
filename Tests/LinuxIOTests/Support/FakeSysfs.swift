import Glibc
import LinuxIO

/// A small /sys with an FTDI adapter, a CDC-ACM board and a port on the main board, laid out as Linux 6.1 shows them.
struct FakeSysfs {
  let path: String

  /// What the two USB ports say of themselves.
  static let descriptions = [
    "/dev/ttyACM0 (2f5d:2202, no serial number)",
    "/dev/ttyUSB0 (0403:6014 USB <-> Serial Converter, serial number FT9ABCDE)",
  ]

  init(in folder: String) throws {
    path = folder
    let adapter = "devices/pci0000:00/usb1/1-2"
    try add("\(adapter)/idVendor", "0403")
    try add("\(adapter)/idProduct", "6014")
    try add("\(adapter)/product", "USB <-> Serial Converter")
    try add("\(adapter)/serial", "FT9ABCDE")
    try add("\(adapter)/1-2:1.0/ttyUSB0/latency_timer", "16")
    try addTTY("ttyUSB0", device: "\(adapter)/1-2:1.0/ttyUSB0")

    let board = "devices/pci0000:00/usb1/1-3"
    try add("\(board)/idVendor", "2f5d")
    try add("\(board)/idProduct", "2202")
    try add("\(board)/1-3:1.0/bInterfaceNumber", "00")
    try addTTY("ttyACM0", device: "\(board)/1-3:1.0")

    try add("devices/platform/serial8250/driver_override", "(null)")
    try addTTY("ttyS0", device: "devices/platform/serial8250")
    try Files.makeFolders("\(path)/devices/virtual/tty/tty0")
    try Files.makeFolders("\(path)/class/tty/tty0")
  }

  /// Gives the CDC-ACM board a serial number.
  func nameBoard(_ serialNumber: String) throws { try add("devices/pci0000:00/usb1/1-3/serial", serialNumber) }

  private func add(_ name: String, _ value: String) throws {
    try Files.makeFolders(Files.folder(of: "\(path)/\(name)"))
    try Files.writeAtomically("\(value)\n", to: "\(path)/\(name)")
  }

  private func addTTY(_ name: String, device: String) throws {
    try Files.makeFolders("\(path)/class/tty/\(name)")
    guard unsafe symlink("\(path)/\(device)", "\(path)/class/tty/\(name)/device") == 0 else {
      throw IOError("make the link", name, .system(ErrorCode(rawValue: errno)))
    }
  }
}
