// Simulate/ plays hardware where there is none: worn devices behind pseudo-terminals, a humanoid behind a UDP socket.
// It knows the rig file and the simulated world; it does not know the daemon.
internal import ArgumentParser

/// `exocap simulate`.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Plays the devices of a rig, a humanoid, or a whole world, where there is no hardware.",
    discussion: """
      Three terminals make a whole rig:

        exocap simulate robot --profile unitree-g1-dex1 --door
        exocap simulate devices --rig demo --wait
        exocapd --rig demo
      """,
    subcommands: [
      SimulateDevicesCommand.self, SimulateRobotCommand.self, SimulateWorldCommand.self, SimulateLimitsCommand.self,
      SimulateEngagementsCommand.self, SimulateKillsCommand.self, SimulateStallsCommand.self, SimulateDamageCommand.self,
      SimulateDefectsCommand.self,
    ])
}
