internal import CUdev

/// What is plugged in now.
package enum Enumeration {
  /// The subsystems of the kernel in which our kinds of devices are.
  static let subsystems = ["tty", "hidraw", "input", "usb", "net"]

  /// All places at which plugged devices can be read, sorted by kind and name. Reads sysfs; may take milliseconds.
  ///
  /// Ports of the main board, hubs, and the machine's own buttons are left out.
  package static func all() -> [PluggedDevice] {
    // SAFETY: each reference is made and given back here, once.
    guard let udev = unsafe udev_new() else { return [] }
    defer { unsafe _ = udev_unref(udev) }
    guard let scan = unsafe udev_enumerate_new(udev) else { return [] }
    defer { unsafe _ = udev_enumerate_unref(scan) }
    for subsystem in subsystems { unsafe _ = udev_enumerate_add_match_subsystem(scan, subsystem) }
    guard unsafe udev_enumerate_scan_devices(scan) >= 0 else { return [] }
    var found: [PluggedDevice] = []
    var entry = unsafe udev_enumerate_get_list_entry(scan)
    // SAFETY: the entries belong to the scan, which outlives the loop.
    while let place = unsafe entry {
      if let path = unsafe udev_list_entry_get_name(place), let device = unsafe udev_device_new_from_syspath(udev, path) {
        if let plugged = unsafe UdevDevice(adopting: device).plugged { found.append(plugged) }
      }
      unsafe entry = udev_list_entry_get_next(place)
    }
    return sorted(found)
  }

  /// All of one kind.
  package static func all(_ kind: PluggedDevice.Kind) -> [PluggedDevice] { all().filter { $0.kind == kind } }

  /// By kind, then by name with its number as a number: event2 before event10.
  static func sorted(_ devices: [PluggedDevice]) -> [PluggedDevice] {
    let order = PluggedDevice.Kind.allCases
    func key(_ device: PluggedDevice) -> (Int, String, Int) {
      let digits = device.name.reversed().prefix { $0.isNumber }.reversed()
      return (order.firstIndex(of: device.kind) ?? 0, String(device.name.dropLast(digits.count)), Int(String(digits)) ?? 0)
    }
    return devices.sorted { key($0) < key($1) }
  }
}
