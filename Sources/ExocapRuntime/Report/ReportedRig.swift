package import ExocapCore
internal import LinuxIO

/// A rig as a report needs it: every file that it is made of and every device that can be opened, also where the rig as a whole is wrong.
package struct ReportedRig: Sendable {
  /// A file, as it is on the disk.
  package struct File: Sendable, Equatable {
    /// Its place in a tree for `--profiles`, such as `devices/hmc-exo.yaml`.
    package var path: String
    package var bytes: [UInt8]
  }

  /// As the rig calls itself, or as it was asked for.
  package private(set) var name: String
  /// What `exocap rig check` says of it.
  package private(set) var check: String
  package private(set) var files: [File] = []
  /// Devices with profile and port, without their numbers.
  package private(set) var devices: [RigDevice] = []
  /// Where the rig records; nil where it does not say.
  package private(set) var recordings: String?
  package private(set) var gaps: [ReportGap] = []
  private let catalog: ProfileCatalog

  /// Reads a rig by name or by path. Only a rig that is not there at all is an error.
  package init(_ rig: String, searchPath: [String]) throws(ProfileErrors) {
    let diagnostics = Diagnostics()
    guard let (source, catalog) = Profiles.source(of: rig, searchPath: searchPath, diagnostics: diagnostics) else {
      throw ProfileErrors(diagnostics)
    }
    self.catalog = catalog
    let file = Files.name(of: source.name)
    name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    do throws(ProfileErrors) {
      let loaded = try Profiles.load(rig, searchPath: searchPath)
      check = "rig \(loaded.rig.name): ok\n" + loaded.warnings.map { $0.text + "\n" }.joined()
    } catch {
      check = error.text + "\n"
      gaps.append(ReportGap("the rig as a whole", "exocap would refuse it: see rig-check.txt"))
    }
    files.append(File(path: ProfileFile.rig.folder + "/" + file, bytes: source.bytes))
    guard let root = ProfileFile.rig.open(source, diagnostics: diagnostics) else {
      gaps.append(ReportGap("profiles, calibrations and devices of the rig", "its file cannot be read: see rig-check.txt"))
      return
    }
    read(root, RigReader(root: root, catalog: catalog, diagnostics: diagnostics))
  }

  /// The rig's devices alone, as who looks for plugs needs them.
  package var worn: Rig { Rig(name: name, devices: devices, robots: [], recording: RecordingSettings(folder: recordings ?? ".")) }

  private mutating func read(_ root: MappingReader, _ reader: RigReader) {
    if let own = root["name"]?.name() { name = own }
    recordings = root["recording"]?.mapping()?["folder"]?.text()
    for (index, item) in (root["devices"]?.items(count: 1...DeviceID.capacity) ?? []).enumerated() {
      guard let map = item.mapping() else { continue }
      readDevice(map, reader, place: index)
    }
    for item in root["robots"]?.items(count: 0...RobotID.capacity) ?? [] { add(.robot, item.mapping()?["profile"]?.text()) }
    let quality = root["quality"]?.text()
    if quality != nil || catalog.names(of: .quality).contains("default") { add(.quality, quality ?? "default") }
  }

  private mutating func readDevice(_ map: MappingReader, _ reader: RigReader, place: Int) {
    let role = map["role"]?.name(separators: "_")
    let profileName = map["profile"]?.text()
    add(.device, profileName)
    if let calibration = map["calibration"]?.text(), let path = add(.calibration, calibration) { addHistory(of: calibration, at: path) }
    let profile = map["profile"].flatMap(reader.deviceProfile)
    let port = reader.readPort(map)
    let words = "device \(place + 1)" + (role.map { ", \($0)" } ?? "")
    guard let role, let profile, let port else {
      let what = role == nil ? "role" : profile == nil ? "profile" : "port"
      return gaps.append(ReportGap("bytes of \(words)", "its \(what) is missing or wrong: see rig-check.txt"))
    }
    if devices.contains(where: { $0.role == role }) {
      return gaps.append(ReportGap("bytes of \(words)", "another device has this role, too"))
    }
    devices.append(RigDevice(role: role, profile: profile, calibration: nil, port: port))
  }

  /// Takes a file by name, once; returns where it was found.
  @discardableResult
  private mutating func add(_ kind: ProfileFile, _ named: String?) -> String? {
    guard let named else { return nil }
    let path = "\(kind.folder)/\(kind.fileName(named))"
    if files.contains(where: { $0.path == path }) || gaps.contains(where: { $0.what == path }) { return nil }
    var reason = ""
    let diagnostics = Diagnostics()
    let source = catalog.source(of: kind, named: named, diagnostics: diagnostics) { message, _ in reason = message }
    guard let source else {
      gaps.append(ReportGap(path, reason.isEmpty ? diagnostics.sorted.map(\.message).joined(separator: "; ") : reason))
      return nil
    }
    files.append(File(path: path, bytes: source.bytes))
    return source.name
  }

  /// What the unit's calibration was before.
  private mutating func addHistory(of calibration: String, at path: String) {
    let folder = Files.folder(of: ProfileFile.calibration.folder + "/" + calibration) + "/" + CalibrationStore.historyFolder
    for older in CalibrationStore(path: path).older {
      let place = folder + "/" + Files.name(of: older)
      do throws(IOError) {
        files.append(File(path: place, bytes: try Files.contents(of: older, atMost: SourceText.maximumBytes)))
      } catch {
        gaps.append(ReportGap(place, error.description))
      }
    }
  }
}
