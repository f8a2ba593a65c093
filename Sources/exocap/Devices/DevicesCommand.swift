// Devices/ shows what is plugged into this machine. It knows no protocol and no daemon.

internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap devices`.
struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "Shows what is plugged in, which profiles know it, who has it, and what is wrong with it.",
    discussion: """
      Every place at which a USB device can be read: serial ports, HID devices, input devices, devices with endpoints of their own; and \
      CAN buses. Names that stay the same at each plug are shown where there are any: they are what a rig should say.

        exocap devices
        exocap devices --rig lab             whose is what, and what is missing; ends with 1 where something is
        exocap devices --watch               then what comes and goes, until Ctrl-C
      """)

  @Option(help: "A rig, by name or path: shows the role of each device, and devices of the rig that are not plugged in.")
  var rig: String?
  @Flag(help: "Goes on, and tells what is plugged in and taken away.")
  var watch = false
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let rig = try rig.map(load)
    let known = try profiles.loadDeviceProfiles() + (rig?.devices.map(\.profile) ?? []).filter { $0.usbMatches.isEmpty }
    let sightings = DeviceSightings(profiles: known, rig: rig)
    if watch { return try watchDevices(sightings) }
    let all = Enumeration.all()
    let seen = sightings.look(at: all)
    let missing = sightings.missing(from: all)
    if format.format == .json {
      for sighting in seen { Screen.standard.put(DeviceLines.json(sighting).line) }
    } else {
      for line in DeviceLines.table(seen) { Screen.standard.put(line) }
    }
    for device in missing { Screen.standard.say("exocap: \(device.role) (\(device.profile.name)) is not plugged in") }
    let isBad = seen.contains { $0.role != nil && !$0.problems.isEmpty } || !missing.isEmpty
    if rig != nil && isBad { throw ExitStatus.negative }
  }

  /// As much of a rig as tells its devices: it is plugged in before it is calibrated.
  private func load(_ rig: String) throws -> Rig {
    do throws(ProfileErrors) {
      let found = try ReportedRig(rig, searchPath: profiles.searchPath)
      if !found.gaps.isEmpty { Screen.standard.say("exocap: this rig cannot run as it is: 'exocap rig check \(rig)' says why") }
      return found.worn
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Shows all, then what changes.
  private func watchDevices(_ sightings: DeviceSightings) throws {
    let signals = try SignalDescriptor.forTool()
    var monitor: HotplugMonitor
    do throws(IOError) { monitor = try HotplugMonitor() } catch { throw ToolFailure(error) }
    // Listening comes before looking, so that nothing is plugged in between.
    var shown = sightings.look(at: Enumeration.all())
    if format.format == .json {
      for sighting in shown { tell(sighting, isThere: true) }
    } else {
      for line in DeviceLines.table(shown) { Screen.standard.put(line) }
    }
    var polls = PollSet()
    let signal = polls.add(signals.pollDescriptor)
    _ = polls.add(monitor.pollDescriptor)
    while true {
      polls.wait(until: .distantFuture)
      if polls.readiness(of: signal) != .none, signals.take() != nil { return }
      // A device comes as several nodes within a few milliseconds.
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(100))
      while monitor.take() != nil {}
      let now = sightings.look(at: Enumeration.all())
      for gone in shown where !now.contains(where: { $0.device.isSamePlug(as: gone.device) }) { tell(gone, isThere: false) }
      for new in now where !shown.contains(where: { $0.device.isSamePlug(as: new.device) }) { tell(new, isThere: true) }
      shown = now
    }
  }

  private func tell(_ sighting: DeviceSighting, isThere: Bool) {
    if format.format == .json {
      let event = JSON.members([("event", .string(isThere ? "plugged" : "unplugged")), ("device", DeviceLines.json(sighting))])
      return Screen.standard.put(event.line)
    }
    Screen.standard.put((isThere ? "+ " : "- ") + DeviceLines.sentence(sighting))
    if isThere { for line in DeviceLines.problems([sighting]) { Screen.standard.put(line) } }
  }
}

extension PluggedDevice {
  /// Whether it is the same node of the same plug: who has it open does not matter.
  fileprivate func isSamePlug(as other: PluggedDevice) -> Bool {
    kind == other.kind && path == other.path && usbID == other.usbID && serialNumber == other.serialNumber
  }
}
