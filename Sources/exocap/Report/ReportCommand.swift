// Report/ is `exocap report`: one archive for an engineer who is not there. It asks a daemon for nothing that moves a robot or is an episode.

internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Packs all that an engineer needs of a rig into one archive.",
    discussion: """
      Facts of the machine; what 'exocap devices' says; the rig's file, its profiles and calibrations with their history, also where they \
      are wrong; the daemon's status, events and journal; and the last seconds of every device's bytes. A daemon that runs is not \
      disturbed: its black box is written down and cut. Where none runs, the devices' ports are opened here and read through their \
      drivers. What cannot be had is named in missing.txt with its reason.

        exocap report lab
        exocap report lab --seconds 30 --out arm-jumps.tar.gz

      Ctrl-C ends the reading early; the archive is written all the same. It ends with what is in it of people: look before you send it.
      """)

  @Argument(help: "The rig, by name or path.")
  var rig: String
  @Option(help: ArgumentHelp("How much of every device's bytes: 10, 10s, 1min.", valueName: "time"))
  var seconds = SecondsArgument(.seconds(10))
  @Option(help: ArgumentHelp("The archive; without it, exocap-report-RIG-TIME.tar.gz here.", valueName: "path"))
  var out: String?
  @Option(help: ArgumentHelp("The daemon's control socket, where it is not at its usual place.", valueName: "path"))
  var socket: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    // The longest black box that a rig may ask for.
    let allowed = Interval.seconds(1)...Interval.seconds(300)
    if !allowed.contains(seconds.interval) { throw ValidationError("--seconds is 1 s to 5 min") }
  }

  func run() throws {
    let reported: ReportedRig
    do throws(ProfileErrors) {
      reported = try ReportedRig(rig, searchPath: profiles.searchPath)
    } catch {
      throw ToolFailure(error)
    }
    let now = Date().formatted(.iso8601)
    let name = "exocap-report-\(reported.name)-\(now.filter { $0 != "-" && $0 != ":" })"
    let path = out ?? "\(name).tar.gz"
    try check(path)
    let signals = try SignalDescriptor.forTool()
    let outcome = try report(reported, name: name, at: now, into: path, signals)
    if format.format == .json { return Screen.standard.put(outcome.json.line) }
    for line in outcome.lines { Screen.standard.put(line) }
  }

  /// The temporary folder is gone when this returns, however it does.
  private func report(
    _ rig: ReportedRig, name: String, at now: String, into path: String, _ signals: borrowing SignalDescriptor
  ) throws -> ReportOutcome {
    do {
      var collection = try ReportCollection(rig, name: name, at: now, seconds: seconds.interval)
      try collection.addFiles()
      try collection.addDevices(profiles)
      try collection.addJournal()
      try collection.addBytes(socket: socket ?? DaemonOptions.path(rig: rig.name), signals)
      return try collection.pack(into: path)
    } catch let error as IOError {
      throw ToolFailure(error)
    }
  }

  /// Before anybody waits in vain.
  private func check(_ path: String) throws {
    if Files.exists(path) { throw ToolFailure(.negative, "\(path) is there already", advice: ["give another name with --out"]) }
    let folder = Files.folder(of: path)
    guard Files.isFolder(folder) else { throw ToolFailure(.negative, "there is no folder \(folder)") }
    if !Files.isWritable(folder) {
      throw ToolFailure(.notPermitted, "this user may not write in \(folder)", advice: ["give another place with --out"])
    }
  }
}
