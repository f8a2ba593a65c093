package import ExocapCore

/// One device of a rig, with the file of its unit's numbers: what calibrating needs, whatever else the rig lacks.
package struct RigUnit: Sendable {
  /// Of the rig.
  package var rigName: String
  package var device: RigDevice
  /// The calibration's file; nil where the rig names none.
  package var file: SourceText?
}

extension RigReader {
  /// The device of that role; nil after reports of what is wrong with it alone.
  static func unit(_ role: String, of source: SourceText, catalog: ProfileCatalog, diagnostics: Diagnostics) -> RigUnit? {
    guard let root = ProfileFile.rig.open(source, diagnostics: diagnostics) else { return nil }
    let reader = RigReader(root: root, catalog: catalog, diagnostics: diagnostics)
    let name = root.require("name")?.name()
    let items = root.require("devices")?.items(count: 1...DeviceID.capacity) ?? []
    var roles: [String] = []
    for item in items {
      guard case .mapping(let entries) = item.node.content, let entry = entries.first(where: { $0.key == "role" }),
        case .scalar(let own, _) = entry.value.content
      else { continue }
      roles.append(own)
      guard own == role, let device = reader.device(item), let name else { continue }
      let calibration = item.mapping()?["calibration"]
      let file = calibration.flatMap { value in value.text().flatMap { reader.source(of: .calibration, named: $0, for: value) } }
      return diagnostics.errorCount == 0 ? RigUnit(rigName: name, device: device, file: file) : nil
    }
    if !roles.contains(role) {
      root.error("no device has the role '\(YAMLNode.shortened(role))'", at: "devices", notes: Suggestion.notes(for: role, among: roles))
    }
    return nil
  }
}

extension Profiles {
  /// Loads one device of a rig, by the rig's name or path: also where the rest of the rig is not whole yet.
  package static func loadUnit(_ role: String, of rig: String, searchPath: [String]) throws(ProfileErrors) -> RigUnit {
    let diagnostics = Diagnostics()
    guard let (source, catalog) = source(of: rig, searchPath: searchPath, diagnostics: diagnostics),
      let unit = RigReader.unit(role, of: source, catalog: catalog, diagnostics: diagnostics)
    else {
      throw ProfileErrors(diagnostics)
    }
    return unit
  }
}
