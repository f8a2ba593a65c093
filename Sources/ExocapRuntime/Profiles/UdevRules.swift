package import ExocapCore

/// Writes the udev rules that make the devices of the profiles usable: `exocap udev-rules`.
package enum UdevRules {
  /// Adapters with FTDI's latency timer: everything of that vendor that the kernel's ftdi_sio drives.
  private static let ftdiVendor: UInt16 = 0x0403

  /// The rules for these profiles; the same profiles in any order give the same text.
  package static func text(for profiles: [DeviceProfile]) -> String {
    var namesByMatch: [String: (vendor: UInt16, product: UInt16, names: [String])] = [:]
    for profile in profiles {
      for match in profile.usbMatches {
        let key = hex(match.vendor) + hex(match.product)
        var entry = namesByMatch[key] ?? (match.vendor, match.product, [])
        if !entry.names.contains(profile.name) { entry.names.append(profile.name) }
        namesByMatch[key] = entry
      }
    }
    var lines = header
    for key in namesByMatch.keys.sorted() {
      guard let entry = namesByMatch[key] else { continue }
      lines += rules(vendor: entry.vendor, product: entry.product, names: entry.names.sorted())
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

  private static func rules(vendor: UInt16, product: UInt16, names: [String]) -> [String] {
    let ids = "{idVendor}==\"\(hex(vendor))\", ATTRS{idProduct}==\"\(hex(product))\""
    let parent = "SUBSYSTEMS==\"usb\", ATTRS" + ids
    let own = "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", ATTR{idVendor}==\"\(hex(vendor))\", ATTR{idProduct}==\"\(hex(product))\""
    var lines = [
      "",
      "# " + names.joined(separator: ", "),
      "SUBSYSTEM==\"tty\", \(parent), ENV{ID_MM_DEVICE_IGNORE}=\"1\", GROUP=\"exocap\", MODE=\"0660\", "
        + "TAG+=\"uaccess\", TAG+=\"systemd\"",
      "SUBSYSTEM==\"tty\", \(parent), IMPORT{builtin}=\"usb_id\"",
      "SUBSYSTEM==\"tty\", \(parent), ENV{ID_SERIAL_SHORT}==\"?*\", SYMLINK+=\"exocap/$env{ID_SERIAL_SHORT}\"",
      "\(own), ENV{ID_MM_DEVICE_IGNORE}=\"1\", ENV{PRODUCT}=\"\"",
      "ACTION==\"add\", \(own), TEST==\"power/control\", ATTR{power/control}=\"on\"",
    ]
    if vendor == ftdiVendor {
      lines.append(
        "ACTION==\"add\", SUBSYSTEM==\"usb-serial\", DRIVER==\"ftdi_sio\", \(parent), ATTR{latency_timer}=\"1\"")
    }
    return lines
  }

  private static func hex(_ value: UInt16) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 4 - text.count) + text
  }
}
