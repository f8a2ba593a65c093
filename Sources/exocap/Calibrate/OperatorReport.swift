internal import ExocapCore
internal import ExocapRuntime

/// What was measured and where it went, as it is printed.
struct OperatorReport {
  private let unit: OperatorUnit
  private let fit: ShoulderFit?
  private let place: String

  /// `fit` is nil where only lengths were written.
  init(_ unit: OperatorUnit, _ fit: ShoulderFit?, _ place: String) {
    self.unit = unit
    self.fit = fit
    self.place = place
  }

  /// How well a swing fits, in one line.
  static func quality(_ fit: ShoulderFit) -> String {
    let leftOut = fit.leftOutCount > 0 ? " (\(fit.leftOutCount) left out)" : ""
    return "\((fit.residual * 1e3).text(1)) mm over \(fit.pointCount) places\(leftOut), \(fit.coverage.percent) % covered"
  }

  /// For people.
  var lines: [String] {
    var lines: [String] = []
    if let fit {
      let c = fit.wearer.shoulder
      lines += [
        "\(unit.device.role): shoulder at \(c.x.text(3)), \(c.y.text(3)), \(c.z.text(3)) m of its root, arm \(fit.armLength.text(3)) m",
        "residual \(OperatorReport.quality(fit)), \((fit.coverage.share * 100).text(0)) % of the sphere",
      ]
    }
    lines += unit.given.map { "\(unit.device.role): length \($0.name) \($0.metres.text(4)) m" }
    return lines + ["written: \(place); the daemon reads it when it starts next"]
  }

  /// For programs.
  var json: JSON {
    var entries: [(String, JSON)] = [("device", .string(unit.device.role)), ("file", .string(place))]
    if let fit {
      let c = fit.wearer.shoulder
      entries += [
        ("shoulder_m", .array([.number(c.x), .number(c.y), .number(c.z)])), ("arm_length_m", .number(fit.wearer.armLength)),
        ("residual_m", .number(fit.residual)), ("places", .integer(Int64(fit.pointCount))),
        ("left_out", .integer(Int64(fit.leftOutCount))), ("covered_percent", .integer(Int64(fit.coverage.percent))),
        ("sphere_share", .number(fit.coverage.share)),
      ]
    }
    entries.append(("lengths_m", .members(unit.lengths.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })))
    return .members(entries)
  }
}
