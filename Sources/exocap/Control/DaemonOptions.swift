internal import ArgumentParser
internal import ExocapRuntime
internal import Foundation

/// `--rig` and `--socket`: which daemon.
struct DaemonOptions: ParsableArguments {
  @Option(help: "The rig whose daemon is meant; not needed where one daemon runs.")
  var rig: String?
  @Option(help: ArgumentHelp("The daemon's control socket, where it is not at its usual place.", valueName: "path"))
  var socket: String?

  /// Connects to the daemon.
  func connect() throws -> DaemonConnection { try DaemonConnection(path: try path()) }

  /// The name of the shared memory of the daemon's rig.
  func memoryName() throws -> String {
    if let rig { return "/exocap-\(rig)" }
    var client = try connect()
    return "/exocap-\(try client.ask("version")["rig"]?.text ?? "")"
  }

  /// The control socket of a rig's daemon, or where it would be.
  static func path(rig: String) -> String {
    let places = folders.map { "\($0)/\(rig)/control.sock" }
    return places.first { FileManager.default.fileExists(atPath: $0) } ?? places[0]
  }

  private func path() throws -> String {
    if let socket { return socket }
    if let rig { return DaemonOptions.path(rig: rig) }
    let manager = FileManager.default
    var found: [String] = []
    for folder in DaemonOptions.folders {
      for name in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
        let place = "\(folder)/\(name)/control.sock"
        if manager.fileExists(atPath: place) { found.append(place) }
      }
    }
    found.sort()
    if found.count > 1 {
      let names = found.map { String($0.split(separator: "/").dropLast().last ?? "") }
      throw ToolFailure(.usage, "several daemons run: say which one with --rig", advice: ["there are: " + names.joined(separator: ", ")])
    }
    if let only = found.first { return only }
    throw ToolFailure(
      .unreachable, "no daemon runs on this machine",
      advice: ["start one with 'exocapd --rig NAME', or 'systemctl start exocapd@NAME'", "without hardware: 'exocap demo'"])
  }

  /// Where daemons put their sockets: a user's own, then the system's.
  private static var folders: [String] {
    let own = ProcessInfo.processInfo.environment["XDG_RUNTIME_DIR"].flatMap { $0.isEmpty ? nil : "\($0)/exocap" }
    return [own, "/run/exocap"].compactMap { $0 }
  }
}
