internal import ExocapCore

/// Reads a rig and everything that it names, and checks them against each other.
package final class RigReader {
  let root: MappingReader
  let catalog: ProfileCatalog
  let diagnostics: Diagnostics
  /// Every item of `devices:`, in order, read or not: a place in this list is a `DeviceID`.
  private(set) var slots: [Slot] = []
  private var files: [CatalogFile] = []
  private var deviceProfiles: [String: DeviceProfile] = [:]
  private var quality = QualityThresholds.standard

  /// One item of `devices:`; what could not be read is nil and has been reported.
  struct Slot {
    var role: String?
    var profile: DeviceProfile?
    /// [m] Of the unit's calibration.
    var lengths: [String: Double] = [:]
    /// Whether the calibration could be read.
    var isCalibrated = false
    /// `feels:`, which names a robot.
    var feels: ValueReader?
  }

  /// The rig that a text holds, with its files; nil after reports of everything that is wrong with all of them.
  package static func read(_ source: SourceText, catalog: ProfileCatalog, diagnostics: Diagnostics) -> LoadedRig? {
    guard let root = ProfileFile.rig.open(source, diagnostics: diagnostics) else { return nil }
    let reader = RigReader(root: root, catalog: catalog, diagnostics: diagnostics)
    guard let rig = reader.rig(), diagnostics.isClean else { return nil }
    let own = CatalogFile(kind: .rig, name: rig.name, bytes: source.bytes)
    return LoadedRig(rig: rig, files: [own] + reader.files, warnings: diagnostics.sorted, quality: reader.quality, units: catalog.units)
  }

  init(root: MappingReader, catalog: ProfileCatalog, diagnostics: Diagnostics) {
    self.root = root
    self.catalog = catalog
    self.diagnostics = diagnostics
  }

  private func rig() -> Rig? {
    let name = root.require("name")?.name()
    var devices = (root.require("devices")?.items(count: 1...DeviceID.capacity) ?? []).map(device)
    checkPorts(of: devices.compactMap { $0 })
    let robots = (root["robots"]?.items(count: 0...RobotID.capacity) ?? []).map(robot)
    let ids = robots.compactMap { $0?.id }
    if Set(ids).count < ids.count { root.error("two robots have the same id", at: "robots") }
    bindHands(of: &devices, to: robots.compactMap { $0 })
    let controls = readControls(robots: robots.compactMap { $0 })
    let recording = root.require("recording")?.mapping().flatMap(readRecording)
    readQuality()
    root.finish()
    guard let name, let recording, devices.allSatisfy({ $0 != nil }), robots.allSatisfy({ $0 != nil }) else { return nil }
    let bound = bind(controls, to: robots.compactMap { $0 })
    var rig = Rig(name: name, devices: devices.compactMap { $0 }, robots: bound, recording: recording)
    rig.controls = controls
    if diagnostics.isClean { checkRetargeting(of: rig) }
    return rig
  }

  /// Makes every retargeter once: what is wrong with links and joints is said here, and not when the rig runs.
  private func checkRetargeting(of rig: Rig) {
    for robot in rig.robots {
      do throws(RetargetingError) {
        _ = try Retargeter(rig: rig, robot: robot)
        _ = try StopGuard(profile: robot.profile, limits: robot.limits)
      } catch {
        root.error("robot '\(robot.id)' cannot be retargeted: \(error)", at: "robots")
      }
    }
  }

  /// `quality: NAME`, else `default`, else what this build brings: a rig in a folder of its own needs no thresholds.
  private func readQuality() {
    let reader = root["quality"]
    guard let name = reader == nil ? "default" : reader?.text() else { return }
    if reader == nil && !catalog.names(of: .quality).contains(name) { return }
    guard let source = source(of: .quality, named: name, for: reader ?? root.reader),
      let found = QualityReader.read(source, diagnostics: diagnostics)
    else { return }
    checkName(found.name, of: source, named: name)
    quality = found
  }

  private func readRecording(_ map: MappingReader) -> RecordingSettings? {
    let folder = map.require("folder")?.text()
    let compression = map["compression"]?.choice(of: RecordingCompression.self)
    let blackBox = map["black_box"]?.interval(in: 0...300)
    map.finish()
    return folder.map {
      RecordingSettings(folder: $0, compression: compression ?? .zstd, blackBox: blackBox ?? RecordingSettings.usualBlackBox)
    }
  }

  // MARK: Devices

  func device(_ reader: ValueReader) -> RigDevice? {
    guard let map = reader.mapping() else {
      slots.append(Slot())
      return nil
    }
    let role = map.require("role")?.name(separators: "_")
    if let role, slots.contains(where: { $0.role == role }) { map.error("role '\(role)' is there twice", at: "role") }
    var profile = map.require("profile").flatMap(deviceProfile)
    if let mirror = map["mirror"], mirror.choice(["y": ()]) != nil {
      if let profile, profile.kinematics == nil { mirror.error("'\(profile.name)' has no kinematics that could be mirrored") }
      let mirrored = profile?.kinematics?.mirrored
      profile?.kinematics = mirrored
    }
    slots.append(Slot(role: role, profile: profile))
    slots[slots.count - 1].feels = map["feels"]
    let port = readPort(map)
    let (calibration, isCalibrated) = readCalibration(map, profile: profile, port: port)
    slots[slots.count - 1].lengths = calibration?.lengths ?? [:]
    slots[slots.count - 1].isCalibrated = isCalibrated
    map.finish()
    guard let role, let profile, let port, isCalibrated else { return nil }
    return RigDevice(role: role, profile: profile, calibration: calibration, port: port)
  }

  func readPort(_ map: MappingReader) -> PortBinding? {
    let path = map["port"]?.text()
    let serial = map["serial"]?.text()
    switch (path, serial) {
    case (let path?, nil): return .path(path)
    case (nil, let serial?): return .usbSerial(serial)
    case (nil, nil):
      if !map.has("port") && !map.has("serial") {
        map.reader.error("\(map.path) has no port", notes: ["give 'serial: FT9ABCDE' or 'port: /dev/serial/by-id/...'"])
      }
      return nil
    case (_?, _?):
      map.error("\(map.path) has both port and serial", at: "serial", notes: ["give one of them"])
      return nil
    }
  }

  /// The profile of that name, read once for the whole rig.
  func deviceProfile(_ reader: ValueReader) -> DeviceProfile? {
    guard let name = reader.text() else { return nil }
    if let profile = deviceProfiles[name] { return profile }
    guard let source = source(of: .device, named: name, for: reader),
      let profile = DeviceProfileReader.read(source, diagnostics: diagnostics)
    else { return nil }
    checkName(profile.name, of: source, named: name)
    deviceProfiles[name] = profile
    return profile
  }

  /// The text of a file that `reader` names; kept for the recording.
  func source(of kind: ProfileFile, named name: String, for reader: ValueReader) -> SourceText? {
    let source = catalog.source(of: kind, named: name, diagnostics: diagnostics) { message, notes in
      let remedy = "'exocap calibrate \(slots.last?.role ?? "ROLE") --rig \(root.reader.source.name)' makes it"
      reader.error(message, notes: kind == .calibration ? notes + [remedy] : notes)
    }
    guard let source else { return nil }
    let file = CatalogFile(kind: kind, name: name, bytes: source.bytes)
    if !files.contains(where: { $0.path == file.path }) { files.append(file) }
    return source
  }

  /// A file is found by its name, so both names must be the same.
  func checkName(_ own: String, of source: SourceText, named name: String) {
    if own != name {
      diagnostics.error(
        "the file is found as '\(name)', but calls itself '\(own)'", file: source.name, notes: ["make 'name' and file name the same"])
    }
  }

  /// A unit's numbers, and whether all that its profile needs is there.
  private func readCalibration(_ map: MappingReader, profile: DeviceProfile?, port: PortBinding?) -> (DeviceCalibration?, Bool) {
    let reader = map["calibration"]
    guard let profile else { return (nil, false) }
    let needed = profile.streams.flatMap(\.values).filter { CalibrationReader.isNeeded(by: $0.source) }.map(\.name)
    guard let reader else {
      if needed.isEmpty { return (nil, true) }
      map.reader.error(
        "\(map.path) needs a calibration: '\(profile.name)' measures \(needed.joined(separator: ", "))",
        notes: ["give 'calibration: NAME', and the file as calibrations/NAME.yaml"])
      return (nil, false)
    }
    guard let name = reader.text(), let source = source(of: .calibration, named: name, for: reader),
      let calibration = name.hasSuffix(LeRobotCalibration.ending)
        ? LeRobotCalibration.read(source, profile: profile, diagnostics: diagnostics)
        : CalibrationReader.read(source, profile: profile, diagnostics: diagnostics)
    else { return (nil, false) }
    if case .usbSerial(let serial)? = port, let own = calibration.serial, own != serial {
      reader.error("calibration '\(name)' is of the unit with serial '\(own)', not '\(serial)'", notes: ["calibrate this unit"])
    }
    return (calibration, true)
  }

  private func checkPorts(of devices: [RigDevice]) {
    for (index, device) in devices.enumerated() {
      guard let first = devices[..<index].first(where: { $0.port == device.port }) else { continue }
      root.error("'\(device.role)' and '\(first.role)' are on the same port", at: "devices", notes: ["one device, one port"])
    }
  }
}
