package import ExocapCore

/// A calibration's file, as `exocap calibrate` writes it.
package struct CalibrationText: Sendable {
  /// When, by whom and with what it was made.
  package struct Making: Sendable {
    /// As ISO 8601 has it, in UTC.
    package var at: String
    package var by: String
    package var tool: String

    package init(at: String, by: String, tool: String) { (self.at, self.by, self.tool) = (at, by, tool) }
  }

  package let text: String

  /// - Parameters:
  ///   - profile: tells the order of the values.
  ///   - kept: whole lines of an older file that go on to hold: lengths and the wearer.
  package init(
    _ calibration: DeviceCalibration, profile: DeviceProfile, notes: [String: UnitNumbers.Note], made: Making, kept: [String]
  ) {
    var lines = [
      "# Made by 'exocap calibrate'; older ones lie in history/.", "calibration: 1",
      "device: " + CalibrationText.device(calibration, profile),
      "made: {at: \(CalibrationText.quoted(made.at)), by: \(CalibrationText.quoted(made.by)), tool: \(CalibrationText.quoted(made.tool))}",
      "values:",
    ]
    for value in profile.streams.flatMap(\.values) {
      guard let numbers = calibration.values[value.name] else { continue }
      lines.append("  \(value.name): {\(CalibrationText.entry(value, numbers, notes[value.name]).joined(separator: ", "))}")
    }
    text = (lines + kept).joined(separator: "\n") + "\n"
  }

  private static func device(_ calibration: DeviceCalibration, _ profile: DeviceProfile) -> String {
    var parts = ["profile: \(calibration.profile)", "label: \(quoted(calibration.label))"]
    if let serial = calibration.serial { parts.append("serial: \(quoted(serial))") }
    if let fingerprint = calibration.fingerprint { parts.append("fingerprint: \(CalibrationText.fingerprint(fingerprint, profile))") }
    return "{\(parts.joined(separator: ", "))}"
  }

  private static func fingerprint(_ identity: DeviceIdentity, _ profile: DeviceProfile) -> String {
    let parts = (0..<Int(identity.count)).compactMap { identity.part($0) }
    if profile.wire.hasServos {
      let servos = parts.map { part -> String in
        let servo = DeviceIdentity.servo(part)
        return "[\(servo.id), \(servo.model), \(servo.firmware), \(servo.homing)]"
      }
      return "{servos: [\(servos.joined(separator: ", "))]}"
    }
    return "{parts: [\(parts.map { "0x" + String($0, radix: 16) }.joined(separator: ", "))]}"
  }

  private static func entry(_ value: ValueProfile, _ numbers: ValueCalibration, _ note: UnitNumbers.Note?) -> [String] {
    let text = ValueText(value.isLength)
    var parts: [String] = []
    if let curve = numbers.curve {
      let points = curve.points.map { "[\(short($0.counts)), \(short($0.newtons))N]" }
      parts.append("points: [\(points.joined(separator: ", "))]")
      if numbers.zero != 0 { parts.append("zero: \(short(numbers.zero))N") }
      if numbers.sign < 0 { parts.append("sign: -1") }
    } else {
      if case .force = value.source {
        parts.append("zero: \(short(numbers.zero))N")
      } else {
        parts.append("zero: \(text.exact(numbers.zero))")
      }
      parts.append("sign: \(numbers.sign < 0 ? -1 : 1)")
      if let scale = numbers.scale { parts.append("scale: \(scale)N") }
    }
    if let centre = numbers.centre { parts.append("centre: \(text.exact(centre))") }
    if let e = numbers.ellipse {
      parts.append(
        "ellipse: {centre: [\(short(e.centreCosine)), \(short(e.centreSine))], matrix: [[\(e.t00), \(e.t01)], [\(e.t10), \(e.t11)]]}")
    }
    if let seen = note?.seen { parts.append("seen: [\(text.file(seen.lowerBound)), \(text.file(seen.upperBound))]") }
    if let residual = note?.residual { parts.append("residual: \(ValueText.angle.file(residual))") }
    if let rms = note?.rms { parts.append("rms: \(short(rms))N") }
    return parts
  }

  /// To six digits.
  private static func short(_ value: Double) -> String { Quantity.shortText(value) }

  /// As it is where YAML cannot misread it, else in double quotes.
  static func quoted(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    if let first = text.first, first != "-", first != ".", text.allSatisfy(plain.contains) { return text }
    let body = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\0"..<" ", "\u{7F}": " "
      default: String(scalar)
      }
    }
    return "\"\(body.joined())\""
  }
}
