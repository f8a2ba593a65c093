// Plugged/ says of each plugged device which profiles know it, whose it is in a rig, and what is wrong. It opens no device.

package import ExocapCore
package import LinuxIO

/// One plugged device as a technician needs it: what it is, whose it is, who has it, and what is wrong with it.
package struct DeviceSighting: Sendable, Equatable {
  /// A thing that is wrong, and the one command or act that repairs it.
  package struct Problem: Sendable, Equatable {
    package var text: String
    /// Nil where nothing helps.
    package var remedy: String?

    package init(_ text: String, remedy: String?) {
      self.text = text
      self.remedy = remedy
    }
  }

  package var device: PluggedDevice
  /// Names of the profiles that it may be, sorted.
  package var profiles: [String]
  /// The rig's role; nil where no rig was asked for or the rig does not name it.
  package var role: String?
  /// Processes that have it open, as far as this user may see them.
  package var holders: [Holder]
  package var problems: [Problem]
}

/// Looks at what is plugged with the eyes of profiles and of a rig.
package struct DeviceSightings: Sendable {
  private let profiles: [DeviceProfile]
  private let rig: Rig?

  package init(profiles: [DeviceProfile], rig: Rig?) {
    self.profiles = profiles
    self.rig = rig
  }

  /// What the system shows of a node; a test gives its own.
  package struct Surroundings: Sendable {
    package var holders: @Sendable (PluggedDevice) -> [Holder]
    package var refusal: @Sendable (PluggedDevice) -> IOError?

    package init(
      holders: @escaping @Sendable (PluggedDevice) -> [Holder], refusal: @escaping @Sendable (PluggedDevice) -> IOError?
    ) {
      self.holders = holders
      self.refusal = refusal
    }

    /// This machine's. Reads all of /proc for each device.
    package static var system: Surroundings {
      Surroundings(
        holders: { $0.path.hasPrefix("/") ? Holder.all(ofDeviceAt: $0.path) : [] },
        refusal: { $0.path.hasPrefix("/") ? PortAccess.refusal(of: $0.path) : nil })
    }
  }

  /// One sighting for each place at which a device can be read. Whole USB devices only where nothing else reads them, or a profile does.
  package func look(at all: [PluggedDevice], in surroundings: Surroundings = .system) -> [DeviceSighting] {
    let withNodes = Set(all.filter { $0.kind != .usb }.map(\.usbDevice))
    return all.compactMap { device in
      let names = matching(device)
      if device.kind == .usb && names.isEmpty && withNodes.contains(device.usbDevice) { return nil }
      let role = rig.flatMap { rig in rig.devices.first { isMeant(device, by: $0) }?.role }
      let isOurs = role != nil || !names.isEmpty
      let holders = surroundings.holders(device)
      var problems: [DeviceSighting.Problem] = []
      if isOurs, let refusal = surroundings.refusal(device) {
        problems.append(DeviceSighting.Problem("no permission: \(refusal.cause)", remedy: refusal.remedy))
      }
      if isOurs { problems += heldBySomebodyElse(holders) }
      problems += twins(of: device, among: all)
      problems += down(device, names: names)
      if isOurs, let timer = device.latencyTimer, timer > UdevRules.wantedLatency {
        problems.append(
          DeviceSighting.Problem(
            "its adapter holds bytes back for \(timer.nanoseconds / 1_000_000) ms",
            remedy: PortAccess.rulesCommand + ", then plug it in again"))
      }
      return DeviceSighting(device: device, profiles: names, role: role, holders: holders, problems: problems)
    }
  }

  /// Devices of the rig that none of these is.
  package func missing(from all: [PluggedDevice]) -> [RigDevice] {
    (rig?.devices ?? []).filter { own in !all.contains { isMeant($0, by: own) } }
  }

  private func heldBySomebodyElse(_ holders: [Holder]) -> [DeviceSighting.Problem] {
    holders.filter { !$0.isDaemon }.map {
      DeviceSighting.Problem("held by \($0)", remedy: "kill \($0.process)")
    }
  }

  /// A CAN bus that is not up, where the profile or the rig says at what bit rate it has to be.
  private func down(_ device: PluggedDevice, names: [String]) -> [DeviceSighting.Problem] {
    let own = rig?.devices.first { isMeant(device, by: $0) }?.profile ?? profiles.first { names.contains($0.name) }
    guard device.isDown, case .can(let bus)? = own?.transport else { return [] }
    return [
      DeviceSighting.Problem(
        "the bus is down", remedy: "sudo ip link set \(device.name) up type can bitrate \(bus.bitrate)")
    ]
  }

  /// Two adapters with one serial number cannot be told apart by it.
  private func twins(of device: PluggedDevice, among all: [PluggedDevice]) -> [DeviceSighting.Problem] {
    guard !device.serialNumber.isEmpty else { return [] }
    let others = all.filter {
      $0.serialNumber == device.serialNumber && $0.kind == device.kind && $0.usbDevice != device.usbDevice
    }
    guard !others.isEmpty else { return [] }
    let paths = others.map(\.path).joined(separator: ", ")
    let byPath = device.links.first { $0.contains("/by-path/") } ?? device.path
    return [
      DeviceSighting.Problem(
        "the serial number \(device.serialNumber) is also that of \(paths)", remedy: "write 'port: \(byPath)' in the rig")
    ]
  }

  /// Names of the profiles whose match fits, sorted.
  private func matching(_ device: PluggedDevice) -> [String] {
    profiles.filter { profile in
      profile.transport.kind == device.kind && profile.usbMatches.contains { $0.fits(device) }
    }.map(\.name).sorted()
  }

  private func isMeant(_ device: PluggedDevice, by own: RigDevice) -> Bool {
    guard own.profile.transport.kind == device.kind else { return false }
    switch own.port {
    case .usbSerial(let serial):
      let interface = own.profile.usbMatches.first?.interface
      return device.serialNumber == serial && (interface == nil || device.interface == nil || device.interface == interface)
    case .path(let path):
      let names = [device.path, device.name] + device.links
      return names.contains(path) || Files.resolved(path).map { names.contains($0) } ?? false
    }
  }
}

extension DeviceTransport {
  /// The kind of place at which such a device is read.
  package var kind: PluggedDevice.Kind {
    switch self {
    case .serial: .tty
    case .hidraw: .hidraw
    case .evdev: .input
    case .usb: .usb
    case .can: .can
    }
  }
}

extension USBMatch {
  /// Whether a plugged device shows this identity.
  func fits(_ device: PluggedDevice) -> Bool {
    guard device.vendor == vendor, device.product == product else { return false }
    if let interface, let own = device.interface, own != interface { return false }
    return productName.map { USBMatch.pattern($0, fits: device.productName) } ?? true
  }

  /// '*' stands for any characters, also none.
  static func pattern(_ pattern: String, fits text: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let last = parts.last, text.hasPrefix(first) else { return false }
    if parts.count == 1 { return pattern == text }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let end = USBMatch.end(of: part, in: rest) else { return false }
      rest = rest[end...]
    }
    return rest.count >= last.count && rest.hasSuffix(last)
  }

  /// Behind the first occurrence of `part`; nil where there is none.
  private static func end(of part: String, in text: Substring) -> Substring.Index? {
    var start = text.startIndex
    while start < text.endIndex {
      if text[start...].hasPrefix(part) { return text.index(start, offsetBy: part.count) }
      start = text.index(after: start)
    }
    return nil
  }
}

extension Holder {
  /// Whether it is exocap's own daemon.
  package var isDaemon: Bool { Files.name(of: String(command.split(separator: " ").first ?? "")) == "exocapd" }
}
