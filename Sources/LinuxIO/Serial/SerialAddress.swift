/// How a rig names a serial port: a path or the USB serial number of what is behind it.
package enum SerialAddress: Hashable, Sendable, CustomStringConvertible {
  /// /dev/ttyUSB0, or a stable link such as /dev/serial/by-id/… or by-path/….
  case path(String)
  /// The number that the maker burnt into the adapter.
  case usbSerialNumber(String)

  /// Reads what a person wrote: with a slash it is a path.
  package init(_ text: String) { self = text.contains("/") ? .path(text) : .usbSerialNumber(text) }

  /// As a person would write it.
  package var description: String {
    switch self {
    case .path(let path): path
    case .usbSerialNumber(let number): number
    }
  }

  /// The path to open now.
  ///
  /// A serial number may lead to another path after each replug.
  package func resolve(sysfs: String = "/sys") throws(IOError) -> String {
    switch self {
    case .path(let path): return path
    case .usbSerialNumber(let number):
      let all = USBSerialPort.all(sysfs: sysfs)
      let matching = all.filter { $0.serialNumber == number }
      if let port = matching.first, matching.count == 1 { return port.path }
      let cause: IOError.Cause =
        matching.isEmpty ? .notFound(found: all.map(\.description)) : .ambiguous(among: matching.map(\.description))
      let remedy = matching.isEmpty ? nil : "name the port by its path below /dev/serial/by-path"
      throw IOError("find the USB serial number", number, cause, remedy: remedy)
    }
  }
}
