// exocap/ is the tool for people: commands that ask the daemon, read recordings, simulate and check. It knows no real-time code.

internal import ArgumentParser
internal import ExocapRuntime
internal import Foundation

/// The tool for people: everything that is not the daemon itself.
@main
struct ExocapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exocap",
    abstract: "Looks at, steers and replays a capture rig.",
    discussion: """
      The daemon, exocapd, reads what an operator wears and drives a humanoid. This tool talks to it, looks into its \
      recordings, checks its files, and plays its devices and its robot where there is no hardware.

        exocap demo                     see everything at work, without hardware
        exocap status                   how is the rig?
        exocap record start             begin an episode
        exocap replay FILE --check      does today's code do the same again?

      Results go to standard output, messages to standard error. Exit status: 0 done; 1 the answer is no (a difference, an \
      invalid file); 2 no daemon answers; 3 the rig is degraded; 4 the rig is in a fault; 64 wrong usage; 65 a file that \
      cannot be read; 77 not permitted; 78 wrong configuration.
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(name: "Session", subcommands: sessionCommands),
      CommandGroup(name: "Recordings", subcommands: recordingCommands),
      CommandGroup(name: "Set-up", subcommands: setUpCommands),
      CommandGroup(name: "Without hardware", subcommands: simulationCommands),
    ])

  private static let sessionCommands: [any ParsableCommand.Type] = [
    StatusCommand.self, TapCommand.self, EngageCommand.self, DisengageCommand.self, FreezeCommand.self, UnfreezeCommand.self,
    StopCommand.self, ResetCommand.self, TareCommand.self, RecordCommand.self,
  ]
  private static let recordingCommands: [any ParsableCommand.Type] = [
    InfoCommand.self, QualityCommand.self, VerifyCommand.self, RepairCommand.self, ReplayCommand.self, RetargetCommand.self,
    PlotCommand.self, LatencyCommand.self, CutCommand.self, DiffCommand.self, UpgradeCheckCommand.self, ExportCommand.self,
    EpisodesCommand.self, HoursCommand.self, CatalogCommand.self,
  ]
  private static let setUpCommands: [any ParsableCommand.Type] = [
    DevicesCommand.self, IdentifyCommand.self, ProfileCommand.self, RigCommand.self, CalibrateCommand.self, CalibrationCommand.self,
    RobotCommand.self, UdevRulesCommand.self, ReportCommand.self,
  ]
  private static let simulationCommands: [any ParsableCommand.Type] = [DemoCommand.self, SimulateCommand.self]

  /// Runs the command that the arguments name, and ends with its status.
  static func main() {
    // What stands in a pipe's reader that has gone is an error of the write, not our death.
    signal(SIGPIPE, SIG_IGN)
    let words = Array(CommandLine.arguments.dropFirst())
    do {
      if let slip = CommandSlip.find(in: words, of: ExocapCommand.self) { throw slip.failure }
      var command = try parseAsRoot(words)
      try command.run()
    } catch let failure as ToolFailure {
      Screen.standard.complain(failure)
      Foundation.exit(failure.status.rawValue)
    } catch let code as ExitStatus {
      Foundation.exit(code.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
