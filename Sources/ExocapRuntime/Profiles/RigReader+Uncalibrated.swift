package import ExocapCore

/// One device of a rig as calibrating finds it: its numbers may be missing, or of another profile.
package struct UncalibratedUnit: Sendable {
  /// Of the rig.
  package var rigName: String
  /// Without calibration.
  package var device: RigDevice
  /// The calibration's name in the rig.
  package var calibrationName: String
  /// Where its file is, or will be.
  package var path: String
  /// The file as it is; nil where there is none.
  package var file: SourceText?
  /// What the file says; nil where it says nothing that is right.
  package var calibration: DeviceCalibration?
}

extension RigReader {
  /// The device of that role without its numbers; nil after reports of what is wrong with it alone.
  static func uncalibrated(_ role: String, of source: SourceText, catalog: ProfileCatalog, diagnostics: Diagnostics) -> UncalibratedUnit? {
    guard let root = ProfileFile.rig.open(source, diagnostics: diagnostics) else { return nil }
    let reader = RigReader(root: root, catalog: catalog, diagnostics: diagnostics)
    let name = root.require("name")?.name()
    var roles: [String] = []
    for item in root.require("devices")?.items(count: 1...DeviceID.capacity) ?? [] {
      guard case .mapping(let entries) = item.node.content, let entry = entries.first(where: { $0.key == "role" }),
        case .scalar(let own, _) = entry.value.content
      else { continue }
      roles.append(own)
      guard own == role, let map = item.mapping(), let name else { continue }
      return reader.uncalibrated(map, role: role, rigName: name)
    }
    if !roles.contains(role) {
      root.error("no device has the role '\(YAMLNode.shortened(role))'", at: "devices", notes: Suggestion.notes(for: role, among: roles))
    }
    return nil
  }

  private func uncalibrated(_ map: MappingReader, role: String, rigName: String) -> UncalibratedUnit? {
    let profile = map.require("profile").flatMap(deviceProfile)
    let port = readPort(map)
    guard let profile, let port else { return nil }
    guard let reader = map["calibration"], let name = reader.text() else {
      map.reader.error(
        "\(map.path) names no calibration", notes: ["give it 'calibration: NAME'; the file is written as calibrations/NAME.yaml"])
      return nil
    }
    guard let path = catalog.place(of: .calibration, named: name) else {
      reader.error("'\(YAMLNode.shortened(name))' is no name of a calibration")
      return nil
    }
    let own = Diagnostics()
    let file = SourceText.read(path: path, diagnostics: own)
    let calibration = file.flatMap { CalibrationReader.read($0, profile: profile, diagnostics: own) }
    return UncalibratedUnit(
      rigName: rigName, device: RigDevice(role: role, profile: profile, calibration: nil, port: port), calibrationName: name, path: path,
      file: file, calibration: calibration)
  }
}

extension Profiles {
  /// Loads one device of a rig to be calibrated, by the rig's name or path: whatever else the rig lacks.
  package static func loadUncalibrated(_ role: String, of rig: String, searchPath: [String]) throws(ProfileErrors) -> UncalibratedUnit {
    let diagnostics = Diagnostics()
    guard let (source, catalog) = source(of: rig, searchPath: searchPath, diagnostics: diagnostics),
      let unit = RigReader.uncalibrated(role, of: source, catalog: catalog, diagnostics: diagnostics)
    else {
      throw ProfileErrors(diagnostics)
    }
    return unit
  }
}
