internal import ExocapCore
internal import ExocapRuntime

/// The device whose wearer is measured, with its file and the lengths that were given.
struct OperatorUnit {
  let rigName: String
  let device: RigDevice
  /// The file of its calibration.
  let file: SourceText
  /// What the file says.
  let calibration: DeviceCalibration
  /// [m] Those that were given, in order.
  let given: [(name: String, metres: Double)]

  /// [m] By name: of the file, and those that were given before them.
  var lengths: [String: Double] { given.reduce(into: calibration.lengths) { $0[$1.name] = $1.metres } }

  init(rig: String, device role: String, lengths: [String], profiles: ProfileOptions) throws {
    let unit: RigUnit
    do throws(ProfileErrors) {
      unit = try Profiles.loadUnit(role, of: rig, searchPath: profiles.searchPath)
    } catch {
      throw ToolFailure(error)
    }
    guard let file = unit.file, let calibration = unit.device.calibration else {
      throw ToolFailure(
        .configuration, "'\(role)' has no calibration in rig '\(unit.rigName)' that could be written",
        advice: ["give it 'calibration: NAME' in the rig, and the file as calibrations/NAME.yaml"])
    }
    guard !file.name.hasSuffix(LeRobotCalibration.ending) else {
      throw ToolFailure(
        .configuration, "the calibration of '\(role)' is LeRobot's own file, which exocap only reads",
        advice: ["write its numbers into a calibration of exocap's, and name that in the rig"])
    }
    (rigName, device, self.file, self.calibration) = (unit.rigName, unit.device, file, calibration)
    let known = unit.device.profile.kinematics?.lengths.map(\.name) ?? []
    given = try lengths.map { try OperatorUnit.length($0, of: unit.device.profile.name, known: known) }
  }

  /// `NAME=METRES`; a unit may stand behind.
  private static func length(_ text: String, of profile: String, known: [String]) throws -> (name: String, metres: Double) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let quantity = try? Quantity(parts[1]), [.ratio, .length].contains(quantity.unit.dimension) else {
      throw ToolFailure(.usage, "'--length \(text)' is no length", advice: ["write it like --length upper_arm=0.31"])
    }
    guard known.contains(parts[0]) else {
      let advice = known.isEmpty ? ["it needs none: leave --length out"] : Suggestion.notes(for: parts[0], among: known)
      throw ToolFailure(.usage, "profile '\(profile)' leaves no length '\(parts[0])' to its units", advice: advice)
    }
    // As CalibrationReader allows it.
    guard (0.001...2).contains(quantity.value) else {
      throw ToolFailure(.usage, "a length of \(quantity.value) m is none of an arm: 0.001 … 2 m", advice: ["it is in metres"])
    }
    // To what the file can hold, so that the swing is measured with the numbers that are read again.
    return (parts[0], (quantity.value * 1e4).rounded() / 1e4)
  }

  /// Empty yet.
  func swing() throws -> ArmSwing {
    do throws(CalibrationFailure) {
      return try ArmSwing(device.profile, lengths: lengths)
    } catch {
      throw ToolFailure(error, status: .configuration)
    }
  }

  /// The calibration's file with the lengths and what the swing told; `date` as people write it.
  func edited(_ fit: ShoulderFit?, date: String) throws -> [UInt8] {
    var edit = CalibrationEdit(file)
    var expected = calibration
    expected.lengths = lengths
    do throws(CalibrationFailure) {
      try edit.set(lengths: given)
      if let fit {
        expected.wearer = fit.wearer
        try edit.set(wearer: fit.wearer, note: OperatorReport.quality(fit) + ", " + date)
      }
    } catch {
      throw ToolFailure(error, status: .configuration)
    }
    // Nothing is written that would not be read as it is meant.
    guard edit.calibration(of: device.profile) == expected else {
      throw ToolFailure(
        .configuration, "\(file.name) is laid out so that it cannot be changed in place",
        advice: ["write 'wearer' and 'lengths' as keys on lines of their own, then try again"])
    }
    return edit.source.bytes
  }
}

extension ToolFailure {
  /// A calibration that was not made.
  init(_ failure: CalibrationFailure, status: ExitStatus = .negative) {
    self.init(status, failure.message, advice: [failure.remedy])
  }
}
