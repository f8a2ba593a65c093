internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  /// For programs: one object, or one a line where results go on.
  case json
}

/// `--format`, for commands with a result.
struct FormatOptions: ParsableArguments {
  @Option(help: "How results are printed: text for people, json for programs.")
  var format = OutputFormat.text
}

/// `--profiles`, for commands that look files up by name.
struct ProfileOptions: ParsableArguments {
  @Option(
    name: .customLong("profiles"),
    help: ArgumentHelp(
      "A folder with devices/, robots/, rigs/ and calibrations/; looked in before the usual ones. May be given again.",
      valueName: "folder"))
  var folders: [String] = []

  /// Where names are looked up, in this order.
  var searchPath: [String] { ProfileSearchPath.folders(given: folders) }

  /// Loads a rig by name or path, warnings to standard error.
  func loadRig(_ name: String) throws -> LoadedRig {
    do throws(ProfileErrors) {
      let loaded = try Profiles.load(name, searchPath: searchPath)
      for warning in loaded.warnings { Screen.standard.say(warning.text) }
      return loaded
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Every device profile that can be named.
  func loadDeviceProfiles() throws -> [DeviceProfile] {
    let catalog = ProfileCatalog(searchPath: searchPath)
    let diagnostics = Diagnostics()
    var found: [DeviceProfile] = []
    for name in catalog.names(of: .device) {
      let source = catalog.source(of: .device, named: name, diagnostics: diagnostics) { diagnostics.error($0, file: name, notes: $1) }
      if let source, let profile = DeviceProfileReader.read(source, diagnostics: diagnostics) { found.append(profile) }
    }
    guard diagnostics.isClean else {
      var failure = ToolFailure(.configuration, diagnostics.text)
      failure.isReport = true
      throw failure
    }
    if found.isEmpty {
      throw ToolFailure(
        .configuration, "no device profiles in \(searchPath.joined(separator: ", "))",
        advice: ["say where they are: --profiles DIR"])
    }
    return found
  }
}
