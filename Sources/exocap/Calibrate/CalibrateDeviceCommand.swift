internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap calibrate device`, or `exocap calibrate ROLE`.
struct CalibrateDeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Finds a device's zeros, directions and curves, step by step.",
    discussion: """
      The device's port is opened here, so the daemon must not run it. Then, each step in a plain terminal:

        1  every joint is moved over its whole travel: the place where an encoder begins anew is put outside of it
        2  where the directions are not known yet, each joint is moved to its positive side, alone
        3  the zero pose of the profile is held still
        4  force sensors are read empty and under known loads

        exocap calibrate left_arm --rig lab
        exocap calibrate left_arm --rig lab --directions     asks for every direction again
        exocap calibrate grip --rig lab                      loads such as 5N or 500g are typed in

      Nothing is written before all steps are believed; Ctrl-C ends it at any time and leaves the old file as it is. The old file goes to \
      history/ beside the new one. Lengths and the wearer stay as they are. Exit status: 1 the numbers were refused.
      """)

  @Argument(help: ArgumentHelp("The device's role in the rig.", valueName: "role"))
  var role: String
  @Option(help: "The rig, by name or path.")
  var rig: String
  @Flag(help: "Asks which way each joint is positive, although the old file says it.")
  var directions = false
  @Option(help: "What is written on the unit; without it, as in the old file, or the calibration's name.")
  var label: String?
  @Option(help: "Who does it; without it, the user's name.")
  var by: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let unit = try load()
    try checkWritable(unit.path)
    let signals = try SignalDescriptor.forTool()
    let device = try DeviceBox(unit.device, rigName: unit.rigName)
    let guide = CalibrationGuide(device, signals: signals, isJSON: format.format == .json)
    var numbers = UnitNumbers()
    try calibrateJoints(unit, guide, &numbers)
    try calibrateForces(unit, guide, &numbers)
    let made = numbers.values
    guard !made.isEmpty else {
      throw ToolFailure(.configuration, "'\(unit.device.profile.name)' has nothing to calibrate: buttons and axes stand in the profile")
    }
    try write(numbers, unit, identity: device.reader.identity)
  }

  private func load() throws -> UncalibratedUnit {
    do throws(ProfileErrors) {
      return try Profiles.loadUncalibrated(role, of: rig, searchPath: profiles.searchPath)
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Before anybody moves in vain.
  private func checkWritable(_ path: String) throws {
    var folder = Files.folder(of: path)
    while !Files.exists(folder), folder.count > 1 { folder = Files.folder(of: folder) }
    if !Files.isWritable(folder) {
      throw ToolFailure(
        .notPermitted, "this user may not write in \(folder)",
        advice: ["run it as the user who keeps the rig's files, or give a folder of your own with --profiles"])
    }
  }

  // MARK: Steps

  private func calibrateJoints(_ unit: UncalibratedUnit, _ guide: CalibrationGuide, _ numbers: inout UnitNumbers) throws {
    let profile = unit.device.profile
    guard profile.streams.contains(where: { $0.kind == .joints }) else { return }
    let swept = try guide.sweep(profile)
    let zero = profile.zero ?? ZeroPose()
    var signs: [Double] = []
    for (index, joint) in swept.enumerated() {
      if !directions, let known = unit.calibration?.values[joint.value.name]?.sign {
        signs.append(known)
      } else {
        signs.append(try guide.direction(of: index, among: swept, zero: zero))
      }
    }
    while true {
      let held = try guide.hold(swept, zero: zero)
      var tried = UnitNumbers()
      tried.add(swept, held: held, signs: signs, zero: zero)
      if tried.refusals.isEmpty {
        numbers = tried
        return
      }
      try guide.refuse(tried.refusals, again: "stand in the zero pose again")
    }
  }

  private func calibrateForces(_ unit: UncalibratedUnit, _ guide: CalibrationGuide, _ numbers: inout UnitNumbers) throws {
    for value in unit.device.profile.streams.filter({ $0.kind == .forces }).flatMap(\.values) {
      while let loads = ForceLoads(value) {
        let laid = try guide.lay(loads)
        var tried = numbers
        tried.add(laid)
        if tried.refusals.isEmpty {
          numbers = tried
          break
        }
        try guide.refuse(tried.refusals, again: "begin with the empty sensor again")
      }
    }
  }

  // MARK: The file

  private func write(_ numbers: UnitNumbers, _ unit: UncalibratedUnit, identity: DeviceIdentity) throws {
    let profile = unit.device.profile
    var serial = unit.calibration?.serial
    // An adapter's serial is not the unit's: it stands in only for those that cannot say who they are.
    if case .usbSerial(let bound) = unit.device.port, identity.count == 0, serial == nil { serial = bound }
    let old = unit.calibration
    let own = DeviceCalibration(
      profile: profile.name, label: label ?? old?.label ?? unit.calibrationName, serial: serial, values: numbers.values,
      lengths: old?.lengths ?? [:], wearer: old?.wearer,
      fingerprint: identity.isWhole ? identity : nil)
    let now = Date()
    let made = CalibrationText.Making(
      at: now.formatted(.iso8601), by: by ?? ProcessInfo.processInfo.userName, tool: "exocap \(Version.text)")
    let kept = unit.file.map { CalibrationEdit($0).lines(of: ["lengths", "wearer"]) } ?? []
    let text = CalibrationText(own, profile: profile, notes: numbers.notes, made: made, kept: kept).text
    let diagnostics = Diagnostics()
    let read = CalibrationReader.read(SourceText(name: unit.path, text: text), profile: profile, diagnostics: diagnostics)
    guard read != nil else { throw ToolFailure(.negative, "what was found is no calibration: \(diagnostics.text)") }
    do throws(IOError) {
      let moment = now.formatted(.iso8601).split(separator: ":").joined()
      try CalibrationStore(path: unit.path).replace(by: text, moment: moment)
    } catch {
      throw ToolFailure(error)
    }
    let report = CalibrationReport(role: role, path: unit.path, profile: profile, old: old, new: own, notes: numbers.notes)
    if format.format == .json { return Screen.standard.put(report.json.line) }
    for line in report.lines { Screen.standard.put(line) }
  }
}
