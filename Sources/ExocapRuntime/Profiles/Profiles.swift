package import ExocapCore

/// A rig with everything it names, ready to run.
package struct LoadedRig: Sendable {
  /// The values.
  package var rig: Rig
  /// Every file that was read, for the recording: replay needs nothing else.
  package var files: [CatalogFile]
  /// What a person should look at.
  package var warnings: [Diagnostic]
  /// What episodes are judged by.
  package var quality: QualityThresholds
  /// Units that the catalog's calibrations tell of.
  package var units: [KnownUnit] = []
}

/// Why a rig was not loaded: everything that is wrong, in order.
package struct ProfileErrors: Error, Sendable {
  /// Errors and warnings, sorted.
  package var reports: [Diagnostic]
  /// As a compiler prints them.
  package var text: String
  /// As a JSON array.
  package var json: String

  init(_ diagnostics: Diagnostics) {
    reports = diagnostics.sorted
    text = diagnostics.text
    json = diagnostics.json
  }
}

/// Loads rigs and checks files: what the daemon and the tool call, before any thread starts.
package enum Profiles {
  /// Loads a rig by name or by path.
  ///
  /// A path `…/rigs/name.yaml` puts its own tree before `searchPath`.
  package static func load(_ rig: String, searchPath: [String]) throws(ProfileErrors) -> LoadedRig {
    let diagnostics = Diagnostics()
    guard let (source, catalog) = source(of: rig, searchPath: searchPath, diagnostics: diagnostics) else {
      throw ProfileErrors(diagnostics)
    }
    return try load(source, catalog: catalog, diagnostics: diagnostics)
  }

  /// The text of a rig by name or by path, and where its names are looked up; nil after a report.
  static func source(of rig: String, searchPath: [String], diagnostics: Diagnostics) -> (SourceText, ProfileCatalog)? {
    let isPath = rig.contains("/") || rig.hasSuffix(".yaml")
    let catalog = ProfileCatalog(searchPath: (isPath ? tree(of: rig) : []) + searchPath)
    let source =
      isPath
      ? SourceText.read(path: rig, diagnostics: diagnostics)
      : catalog.source(of: .rig, named: rig, diagnostics: diagnostics) { diagnostics.error($0, file: rig, notes: $1) }
    return source.map { ($0, catalog) }
  }

  /// Loads a rig by name from a catalog: folders, or a recording's attachments.
  package static func load(_ name: String, catalog: ProfileCatalog) throws(ProfileErrors) -> LoadedRig {
    let diagnostics = Diagnostics()
    let source = catalog.source(of: .rig, named: name, diagnostics: diagnostics) { message, notes in
      diagnostics.error(message, file: name, notes: notes)
    }
    guard let source else { throw ProfileErrors(diagnostics) }
    return try load(source, catalog: catalog, diagnostics: diagnostics)
  }

  /// Loads thresholds of the quality verdict by name or by path.
  package static func loadQuality(_ name: String, searchPath: [String]) throws(ProfileErrors) -> QualityThresholds {
    let diagnostics = Diagnostics()
    let isPath = name.contains("/") || name.hasSuffix(".yaml")
    let source =
      isPath
      ? SourceText.read(path: name, diagnostics: diagnostics)
      : ProfileCatalog(searchPath: searchPath).source(of: .quality, named: name, diagnostics: diagnostics) { message, notes in
        diagnostics.error(message, file: name, notes: notes)
      }
    guard let source, let thresholds = QualityReader.read(source, diagnostics: diagnostics) else { throw ProfileErrors(diagnostics) }
    return thresholds
  }

  /// Reads one file of any kind and says everything about it: `exocap profile check`.
  package static func check(path: String, searchPath: [String]) -> Diagnostics {
    let diagnostics = Diagnostics()
    // The readers parse once more; a report that is there already is not added again.
    guard let source = SourceText.read(path: path, diagnostics: diagnostics),
      let root = YAMLDocument.parse(source, diagnostics: diagnostics)
    else { return diagnostics }
    var keys: [String] = []
    if case .mapping(let entries) = root.content { keys = entries.map(\.key) }
    let catalog = ProfileCatalog(searchPath: tree(of: path) + searchPath)
    switch ProfileFile.allCases.first(where: { keys.contains($0.rawValue) }) {
    case .device: _ = DeviceProfileReader.read(source, diagnostics: diagnostics)
    case .robot: _ = RobotProfileReader.read(source, diagnostics: diagnostics)
    case .rig: _ = RigReader.read(source, catalog: catalog, diagnostics: diagnostics)
    case .calibration: checkCalibration(source, root: root, catalog: catalog, diagnostics: diagnostics)
    case .quality: _ = QualityReader.read(source, diagnostics: diagnostics)
    case nil:
      let first = ProfileFile.allCases.map { "'\($0.rawValue): 1'" }.joined(separator: ", ")
      diagnostics.error("this is none of exocap's files", file: path, notes: ["they begin with one of \(first)"])
    }
    return diagnostics
  }

  private static func load(
    _ source: SourceText, catalog: ProfileCatalog, diagnostics: Diagnostics
  ) throws(ProfileErrors) -> LoadedRig {
    guard let loaded = RigReader.read(source, catalog: catalog, diagnostics: diagnostics) else {
      throw ProfileErrors(diagnostics)
    }
    return loaded
  }

  /// A calibration means something only against its profile, which it names itself.
  private static func checkCalibration(_ source: SourceText, root: YAMLNode, catalog: ProfileCatalog, diagnostics: Diagnostics) {
    guard let file = ProfileFile.calibration.open(source, diagnostics: diagnostics),
      let reader = file["device"]?.mapping()?["profile"], let name = reader.text()
    else {
      diagnostics.error("'device: {profile: NAME}' is missing", file: source.name)
      return
    }
    let text = catalog.source(of: .device, named: name, diagnostics: diagnostics) { reader.error($0, notes: $1) }
    guard let text, let profile = DeviceProfileReader.read(text, diagnostics: diagnostics) else { return }
    _ = CalibrationReader.read(source, profile: profile, diagnostics: diagnostics)
  }

  /// The search path that a file's own place gives: the folder above `devices/`, `robots/`, `rigs/`, `calibrations/` or `quality/`.
  static func tree(of path: String) -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let index = parts.dropLast().lastIndex(where: { part in ProfileFile.allCases.contains { $0.folder == part } }) else {
      return []
    }
    let root = parts[..<index].joined(separator: "/")
    return [root.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : root]
  }
}
