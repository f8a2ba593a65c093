package import ExocapCore

/// Writes the udev rules that make the devices of the profiles usable: `exocap udev-rules`.
package enum UdevRules {
  /// Adapters with FTDI's latency timer: everything of that vendor that the kernel's ftdi_sio drives.
  private static let ftdiVendor: UInt16 = 0x0403

  /// What the rules set that timer to.
  static let wantedLatency = Interval.milliseconds(1)

  /// What profiles say of one USB id.
  private struct Entry {
    var vendor: UInt16
    var product: UInt16
    var names: [String] = []
    /// Names of the transports through which it is read.
    var transports: Set<String> = []
  }

  /// The rules for these profiles; the same profiles in any order give the same text.
  package static func text(for profiles: [DeviceProfile]) -> String {
    var entries: [String: Entry] = [:]
    for profile in profiles {
      for match in profile.usbMatches {
        let key = hex(match.vendor) + hex(match.product)
        var entry = entries[key] ?? Entry(vendor: match.vendor, product: match.product)
        if !entry.names.contains(profile.name) { entry.names.append(profile.name) }
        entry.transports.insert(profile.transport.name)
        entries[key] = entry
      }
    }
    var lines = header
    for key in entries.keys.sorted() {
      guard let entry = entries[key] else { continue }
      lines += rules(entry)
    }
    lines += ["", "LABEL=\"exocap_end\""]
    return lines.joined(separator: "\n") + "\n"
  }

  private static let header = [
    "# Written by `exocap udev-rules` from hw-profiles/devices; change the profiles, not this file.",
    "# The service reaches the ports by group, the person at the seat by uaccess (needs a number below 73).",
    "# ModemManager would probe the ports with AT commands: ID_MM_DEVICE_IGNORE. brltty's rules (85) take common adapters for",
    "# braille displays by PRODUCT alone: without it they pass over ours.",
    "# The serial number is imported here: udev's own 60-serial.rules come after this file. Cheap adapters have none.",
    "",
    "ACTION==\"remove\", GOTO=\"exocap_end\"",
  ]

  private static func rules(_ entry: Entry) -> [String] {
    let (vendor, product) = (hex(entry.vendor), hex(entry.product))
    let parent = "SUBSYSTEMS==\"usb\", ATTRS{idVendor}==\"\(vendor)\", ATTRS{idProduct}==\"\(product)\""
    let own = "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"\(vendor)\", ATTR{idProduct}==\"\(product)\""
    var lines = ["", "# " + entry.names.sorted().joined(separator: ", ")]
    if entry.transports.contains("serial") {
      lines += [
        "SUBSYSTEM==\"tty\", \(parent), ENV{ID_MM_DEVICE_IGNORE}=\"1\", \(access), TAG+=\"systemd\"",
        "SUBSYSTEM==\"tty\", \(parent), IMPORT{builtin}=\"usb_id\"",
        "SUBSYSTEM==\"tty\", \(parent), ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"exocap/$env{ID_SERIAL_SHORT}\"",
      ]
    }
    if entry.transports.contains("hidraw") { lines.append("SUBSYSTEM==\"hidraw\", \(parent), \(access)") }
    if entry.transports.contains("evdev") { lines.append("SUBSYSTEM==\"input\", KERNEL==\"event*\", \(parent), \(access)") }
    if entry.transports.contains("usb") { lines.append("\(own), \(access)") }
    lines += [
      "\(own), ENV{ID_MM_DEVICE_IGNORE}=\"1\", ENV{PRODUCT}=\"\"",
      "ACTION==\"add\", \(own), TEST==\"power/control\", ATTR{power/control}=\"on\"",
    ]
    if entry.vendor == ftdiVendor && entry.transports.contains("serial") {
      lines.append(
        "ACTION==\"add\", SUBSYSTEM==\"usb-serial\", DRIVER==\"ftdi_sio\", \(parent), ATTR{latency_timer}=\"1\"")
    }
    return lines
  }

  private static let access = "GROUP=\"exocap\", MODE=\"0660\", TAG+=\"uaccess\""

  private static func hex(_ value: UInt16) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 4 - text.count) + text
  }
}
