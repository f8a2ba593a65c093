internal import ExocapCore
internal import ExocapRuntime

/// What a calibration changed, as it is printed.
struct CalibrationReport {
  let role: String
  let path: String
  let profile: DeviceProfile
  /// nil where there was none.
  let old: DeviceCalibration?
  let new: DeviceCalibration
  let notes: [String: UnitNumbers.Note]

  /// For people: what was found and by how much it changed, and where it went.
  var lines: [String] {
    table.lines + ["\(role): '\(new.label)' written: \(path); the daemon reads it when it starts next"]
  }

  /// What was found and by how much it changed.
  var table: Table {
    var table = Table(["value", "zero", "was", "sign", "travel", "fit"], [.left, .right, .right, .right, .right, .right])
    for value in values {
      guard let found = new.values[value.name] else { continue }
      let note = notes[value.name]
      table.add([
        value.name, zero(value, found), old?.values[value.name].map { zero(value, $0) } ?? "-", sign(value, found),
        note?.seen.map { ValueText(value.isLength).range($0) } ?? "-", fit(note),
      ])
    }
    return table
  }

  /// For programs.
  var json: JSON {
    var entries: [(String, JSON)] = []
    for value in values {
      guard let found = new.values[value.name] else { continue }
      var own: [(String, JSON)] = [("zero", .number(found.zero)), ("sign", .number(found.sign))]
      if let centre = found.centre { own.append(("centre", .number(centre))) }
      if let before = old?.values[value.name] { own += [("zero_before", .number(before.zero)), ("sign_before", .number(before.sign))] }
      if let seen = notes[value.name]?.seen { own.append(("seen", .array([.number(seen.lowerBound), .number(seen.upperBound)]))) }
      if let residual = notes[value.name]?.residual { own.append(("residual", .number(residual))) }
      if let rms = notes[value.name]?.rms { own.append(("rms", .number(rms))) }
      if let curve = found.curve {
        own.append(("points", .array(curve.points.map { .array([.number($0.counts), .number($0.newtons)]) })))
      }
      entries.append((value.name, .members(own)))
    }
    return .members([
      ("event", .string("written")), ("role", .string(role)), ("label", .string(new.label)), ("file", .string(path)),
      ("values", .members(entries)),
    ])
  }

  private var values: [ValueProfile] { profile.streams.flatMap(\.values) }

  private func zero(_ value: ValueProfile, _ found: ValueCalibration) -> String {
    if let curve = found.curve { return "\(curve.count) points" }
    if case .force = value.source { return found.zero.text(3) + " N" }
    return ValueText(value.isLength).short(found.zero)
  }

  private func sign(_ value: ValueProfile, _ found: ValueCalibration) -> String {
    guard found.curve == nil else { return "-" }
    let turned = old?.values[value.name].map { $0.sign != found.sign } ?? false
    return (found.sign < 0 ? "-1" : "+1") + (turned ? " turned" : "")
  }

  private func fit(_ note: UnitNumbers.Note?) -> String {
    if let residual = note?.residual { return ValueText.angle.short(residual) }
    return note?.rms.map { $0.text(3) + " N" } ?? "-"
  }
}
