// Calibrate/ makes the numbers of a unit and of who wears it, with a person in front of the screen. It knows no robot.
internal import ArgumentParser

/// `exocap calibrate`.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate", abstract: "Measures a device or who wears it, and writes the calibration.",
    discussion: """
      'exocap calibrate ROLE' is short for 'exocap calibrate device ROLE'.

        exocap calibrate left_arm --rig lab              zeros, directions, curves of a device
        exocap calibrate operator --rig lab --device left_arm    who wears it
      """,
    subcommands: [CalibrateDeviceCommand.self, CalibrateOperatorCommand.self], defaultSubcommand: CalibrateDeviceCommand.self)
}
