internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap calibrate operator`.
struct CalibrateOperatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator",
    abstract: "Finds the operator's shoulder and arm length from one swing of a straight arm.",
    discussion: """
      The operator stretches the elbow, keeps it straight, and swings the arm from the shoulder in wide circles. The centre of the sphere \
      that the hand draws is the shoulder, its radius the arm. Both go into the device's calibration, whose other lines stay as they \
      are; the daemon reads them when it starts next.

        exocap calibrate operator --rig lab --device left_arm
        exocap calibrate operator --rig lab --device left_arm --from swing.mcap
        exocap calibrate operator --rig lab --device left_arm --length forearm=0.26

      Lengths of the device itself cannot be seen from its joints: a machine twice as large turns them just so. Where its profile leaves \
      some to the unit, measure them from joint to joint with a tape, and say them with --length; a rig that \
      cannot start without them gets them first, with --lengths-only. Exit status: 1 the swing was refused, and nothing was written.
      """)

  @Option(help: "The rig, by name or path.")
  var rig: String
  @Option(help: ArgumentHelp("The worn arm.", valueName: "role"))
  var device: String
  @Option(help: ArgumentHelp("A recording of the swing; without it, the running daemon is watched.", valueName: "file.mcap"))
  var from: String?
  @Option(help: "How long the swing is watched.")
  var seconds = 15.0
  @Option(help: ArgumentHelp("A length of the device, measured with a tape [m]. May be given again.", valueName: "name=metres"))
  var length: [String] = []
  @Flag(help: "Writes the lengths and watches no swing.")
  var lengthsOnly = false
  @Option(name: .shortAndLong, help: "Where the calibration is written; without it, the file that the rig names is replaced.")
  var output: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if !(1...600).contains(seconds) { throw ValidationError("--seconds is 1 to 600") }
    if lengthsOnly && from != nil { throw ValidationError("--lengths-only watches no swing, so --from does not go with it") }
    if lengthsOnly && length.isEmpty { throw ValidationError("--lengths-only needs a --length") }
  }

  func run() throws {
    let unit = try OperatorUnit(rig: rig, device: device, lengths: length, profiles: profiles)
    let place = output ?? Files.resolved(unit.file.name) ?? unit.file.name
    try checkWritable(place)
    let fit = lengthsOnly ? nil : try watch(unit)
    try write(try unit.edited(fit, date: Date().formatted(.iso8601.year().month().day())), to: place)
    tell(unit, fit, place)
  }

  private func watch(_ unit: OperatorUnit) throws -> ShoulderFit {
    var swing = try unit.swing()
    if let from {
      try RecordedSwing(path: from, unit: unit).fill(&swing)
    } else {
      try LiveSwing(unit: unit, seconds: seconds).fill(&swing)
    }
    do throws(CalibrationFailure) {
      return try ShoulderFit(swing.places)
    } catch {
      throw ToolFailure(error)
    }
  }

  // MARK: The file

  /// Before anybody swings in vain.
  private func checkWritable(_ path: String) throws {
    let folder = Files.folder(of: path)
    // SAFETY: the path is a C string for the length of the call.
    if unsafe access(folder, W_OK) == 0 { return }
    if errno == ENOENT { throw ToolFailure(.configuration, "there is no folder \(folder)", advice: ["make it, or give another --output"]) }
    throw ToolFailure(.notPermitted, "this user may not write in \(folder)", advice: ["write elsewhere: --output FILE"])
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    var status = stat()
    let mode = unsafe stat(path, &status) == 0 ? UInt32(status.st_mode & 0o777) : 0o644
    do throws(IOError) {
      try Files.writeAtomically(bytes.span, to: path, mode: mode)
    } catch {
      throw ToolFailure(error)
    }
  }

  private func tell(_ unit: OperatorUnit, _ fit: ShoulderFit?, _ place: String) {
    if format.format == .json { return Screen.standard.put(OperatorReport(unit, fit, place).json.line) }
    for line in OperatorReport(unit, fit, place).lines { Screen.standard.put(line) }
  }
}
