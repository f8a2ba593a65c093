internal import ArgumentParser
internal import ExocapRuntime
internal import Foundation

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

  /// Where names are looked up: what was asked for, the checkout that we stand in, what is installed.
  var searchPath: [String] {
    var path = folders
    if let named = ProcessInfo.processInfo.environment["EXOCAP_PROFILES"], !named.isEmpty {
      path += named.split(separator: ":").map(String.init)
    }
    if FileManager.default.fileExists(atPath: "hw-profiles/devices") { path.append("hw-profiles") }
    return path + ProfileCatalog.standardSearchPath
  }

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
}
