// Calibrate/ makes the numbers of a unit and of who wears it, with a person in front of the screen. It knows no robot.
internal import ArgumentParser

/// `exocap calibrate`.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Measures who wears a device, and writes the calibration.",
    subcommands: [CalibrateOperatorCommand.self])
}
