package import ExocapCore

/// Reads the calibration file that LeRobot wrote of an arm of Feetech servos as a calibration of ours.
///
/// LeRobot's file has for each motor its `id`, `drive_mode`, `homing_offset`, `range_min` and `range_max`. The offset is a register of
/// the servo, which subtracts it from the position that it reports (its half turn is where the person held the arm); the range is in
/// counts of the position so reported, swept by hand. LeRobot's joints are 0 in the middle of their range, and its gripper is 0 at
/// the lower end; ours are too. Where LeRobot speaks of a gripper's percents, ours are rad, and a turn is 4096 counts (LeRobot divides
/// by 4095). The offsets of STS servos are the calibration's fingerprint: ranges of other offsets are another arm's, or an older
/// calibration's. Source: huggingface/lerobot, motors/motors_bus.py (`_normalize`) and motors/feetech/feetech.py.
///
/// The file is JSON, and read with the parser of YAML, which JSON is a part of: so errors have their line and column.
package enum LeRobotCalibration {
  /// What the name of such a file ends with, in a rig too.
  package static let ending = ".json"
  /// The one motor that is 0 at the end of its range.
  static let gripper = "gripper"
  /// [counts] The most that the servo's offset register holds: sign and magnitude, the sign in bit 11.
  static let largestOffset = 2047

  /// One motor of a file.
  package struct Motor: Sendable, Equatable {
    /// The value's name in the profile.
    package var name: String
    package var id: UInt8
    /// Whether more counts mean less.
    package var isInverted: Bool
    /// [counts] What the servo's register 31 must hold for the range to be true.
    package var homingOffset: Int
    /// [counts] The lower end of the range.
    package var lowest: Int
    /// [counts] The upper end of the range.
    package var highest: Int
  }

  /// The calibration that a text holds for a unit of `profile`; nil after reports.
  package static func read(_ source: SourceText, profile: DeviceProfile, diagnostics: Diagnostics) -> DeviceCalibration? {
    guard case .feetech(let bus) = profile.wire else {
      diagnostics.error(
        "'\(profile.name)' has no Feetech servos, and LeRobot's calibrations are read for those", file: source.name,
        notes: ["calibrate the unit with exocap"])
      return nil
    }
    let errorCount = diagnostics.errorCount
    let scale = FeetechCatalog.radian(bus.series)
    guard let root = open(source, diagnostics) else { return nil }
    let known = profile.streams.flatMap(\.values).filter { CalibrationReader.isNeeded(by: $0.source) }
    var values: [String: ValueCalibration] = [:]
    var fingerprint = DeviceIdentity(count: bus.ids.count)
    for (name, span, reader) in root.all() where !name.hasPrefix("_") {
      guard let value = known.first(where: { $0.name == name }), case .linear(let field, _, _, _) = value.source else {
        diagnostics.error(
          "profile '\(profile.name)' has no value '\(YAMLNode.shortened(name))'", at: span, in: source,
          notes: Suggestion.notes(for: name, among: known.map(\.name)))
        continue
      }
      guard let motor = motor(name, reader, turn: Int((2 * Double.pi / scale).rounded())) else { continue }
      if motor.id != bus.ids[field] {
        reader.error(
          "\(name) is servo \(motor.id) here, and servo \(bus.ids[field]) in profile '\(profile.name)'",
          notes: ["it is the file of another arm, or the servo's id was changed"])
      }
      if motor.isInverted && name != gripper {
        diagnostics.warning(
          "\(name) is inverted: LeRobot does so in its mode of ±100, and not in its mode of degrees", at: span, in: source,
          notes: ["exocap turns the sign: compare the joint's direction on the arm"])
      }
      values[name] = calibration(of: motor, scale: scale)
      if bus.series == .sts {
        fingerprint.set(field, DeviceIdentity.servo(id: motor.id, homing: Int32(motor.homingOffset)))
      }
    }
    for value in known where !root.has(value.name) {
      root.reader.error("value '\(value.name)' of profile '\(profile.name)' is not calibrated")
    }
    guard diagnostics.errorCount == errorCount else { return nil }
    var calibration = DeviceCalibration(profile: profile.name, label: label(of: source), serial: nil, values: values)
    calibration.fingerprint = fingerprint
    return calibration
  }

  /// The motors of a file, in its order; nil after reports. What the servos must hold, whatever the profile.
  package static func motors(_ source: SourceText, diagnostics: Diagnostics) -> [Motor]? {
    let errorCount = diagnostics.errorCount
    let motors = open(source, diagnostics)?.all().compactMap { name, _, reader in
      name.hasPrefix("_") ? nil : motor(name, reader, turn: 4096)
    }
    return diagnostics.errorCount == errorCount ? motors : nil
  }

  private static func open(_ source: SourceText, _ diagnostics: Diagnostics) -> MappingReader? {
    guard let node = YAMLDocument.parse(source, diagnostics: diagnostics) else { return nil }
    let reader = ValueReader(node: node, path: "", source: source, diagnostics: diagnostics)
    guard case .mapping = node.content else {
      reader.error("a calibration of LeRobot's is an object of motors, not \(node.kindName)")
      return nil
    }
    return reader.mapping()
  }

  private static func motor(_ name: String, _ reader: ValueReader, turn: Int) -> Motor? {
    guard let map = reader.mapping() else { return nil }
    let id = map.require("id")?.integer(in: 0...253)
    let mode = map.require("drive_mode")?.integer(in: 0...1)
    let offset = map.require("homing_offset")?.integer(in: -largestOffset...largestOffset)
    let lowest = map.require("range_min")?.integer(in: 0...turn - 1)
    let highest = map.require("range_max")?.integer(in: 0...turn - 1)
    map.finish()
    guard let id, let mode, let offset, let lowest, let highest else { return nil }
    if lowest >= highest {
      map.error("\(map.path).range_min is not below range_max: the joint was not moved", at: "range_min", notes: ["calibrate again"])
    }
    return Motor(
      name: name, id: UInt8(id), isInverted: mode == 1, homingOffset: offset, lowest: lowest, highest: highest)
  }

  private static func calibration(of motor: Motor, scale: Double) -> ValueCalibration {
    let zero: Double
    if motor.name == gripper {
      zero = Double(motor.isInverted ? motor.highest : motor.lowest)
    } else {
      zero = Double(motor.lowest + motor.highest) / 2
    }
    return ValueCalibration(zero: zero * scale, sign: motor.isInverted ? -1 : 1)
  }

  /// LeRobot calls an arm by its file's name.
  private static func label(of source: SourceText) -> String {
    let name = source.name.split(separator: "/").last.map(String.init) ?? source.name
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }
}
