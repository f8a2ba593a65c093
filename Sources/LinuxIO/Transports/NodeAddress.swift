/// How a rig names a device that is no serial port: its node or interface, or the USB serial number of what is behind it.
package struct NodeAddress: Hashable, Sendable, CustomStringConvertible {
  /// What is looked for.
  package var kind: PluggedDevice.Kind
  /// A node, a CAN interface or a USB place as a path; or a serial number.
  package var place: SerialAddress
  /// The USB interface that is meant, where a serial number leads to several nodes; nil: any.
  package var interface: Int?

  package init(_ kind: PluggedDevice.Kind, _ place: SerialAddress, interface: Int? = nil) {
    self.kind = kind
    self.place = place
    self.interface = interface
  }

  /// As a person would write it.
  package var description: String { place.description }

  /// The node or interface to open now. A serial number may lead to another one after each replug.
  package func resolve() throws(IOError) -> String {
    switch (kind, place) {
    case (.usb, _), (_, .usbSerialNumber): try find(in: Enumeration.all(kind)).path
    case (_, .path(let path)): path
    }
  }

  /// The device of `all` that is meant.
  func find(in all: [PluggedDevice]) throws(IOError) -> PluggedDevice {
    let matching = all.filter(isMeant)
    if let device = matching.first, matching.count == 1 { return device }
    let cause: IOError.Cause =
      matching.isEmpty ? .notFound(found: all.map(\.description)) : .ambiguous(among: matching.map(\.description))
    let operation =
      switch place {
      case .path: "find the USB device"
      case .usbSerialNumber: "find the USB serial number"
      }
    throw IOError(operation, place.description, cause, remedy: matching.isEmpty ? nil : remedy)
  }

  private func isMeant(_ device: PluggedDevice) -> Bool {
    switch place {
    case .path(let path): return device.path == path || device.name == path || device.links.contains(path)
    case .usbSerialNumber(let number):
      return device.serialNumber == number && (interface == nil || device.interface == nil || device.interface == interface)
    }
  }

  private var remedy: String {
    switch kind {
    case .tty: "name the port by its path below /dev/serial/by-path"
    case .input: "name the port by its path below /dev/input/by-id or by-path"
    case .hidraw: "name the port by its node below /dev, or the interface in the profile's match"
    case .usb: "name the port by its place, such as 1-2.3"
    case .can: "name the port by its interface, such as can0"
    }
  }
}
