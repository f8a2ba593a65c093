internal import ExocapCore
internal import ExocapSimulation

/// What `exocap retarget` prints.
struct RetargetingSummary {
  let report: RetargetingReport
  let rig: Rig
  let file: String
  /// How the hardware was made, by name; none of a recording.
  let conditions: [(String, String)]

  init(_ report: RetargetingReport, rig: Rig, file: String, conditions: [(String, String)]) {
    self.report = report
    self.rig = rig
    self.file = file
    self.conditions = conditions
  }

  /// For people.
  var lines: [String] {
    let given = conditions.map { ", \($0.0) \($0.1)" }.joined()
    var lines = ["\(file) through \(rig.name): \(report.length.seconds.text(1)) s, \(report.ticks.grouped) ticks\(given)"]
    if !report.idle.isEmpty { lines += idleLines }
    for group in report.groups where group.followed > 0 { lines += [""] + groupLines(group) }
    lines += [""] + glitchLines
    if report.middleCost.isFinite {
      lines.append("a tick took \((report.middleCost * 1e6).text(1)) µs of its thread (p50), \((report.lateCost * 1e6).text(1)) µs (p99)")
    }
    lines.append(report.violations.isEmpty ? "no bound was broken" : "\(report.violations.count) bounds were broken:")
    return lines + report.violations.map { "  " + $0 }
  }

  private var idleLines: [String] {
    report.idle.map { entry in
      let far = entry.obstacle == .mismatch ? ", \((entry.mismatch * 180 / .pi).text(1))° away" : ""
      return "  \(entry.group.name) does not engage: \(entry.obstacle.name)\(far)"
    }
  }

  // MARK: Groups

  private func groupLines(_ group: RetargetingReport.Group) -> [String] {
    let delay = group.delay.map { "\(($0 * 1e3).text(0)) ms behind the operator" } ?? "hardly moved"
    var lines = ["\(group.group.name), \(group.method): \(delay), followed \((group.followed * 100).text(1)) %"]
    if let hand = group.hand { lines += handLines(hand) }
    lines += jointTable(group).lines.map { "  " + $0 }
    if group.joints.contains(where: { !$0.isMapped }) { lines.append("  * against what the method asked of the joint") }
    return lines
  }

  private func handLines(_ hand: RetargetingReport.Hand) -> [String] {
    var table = Table(
      ["", "late mean", "p95", "max", "settled mean", "p95", "max", ""], [.left] + Array(repeating: .right, count: 6) + [.left])
    let rows = [
      ("hand", hand.late, hand.settled, 1e3, "mm"), ("turn", hand.lateTurn, hand.settledTurn, 180 / .pi, "°"),
      ("bones", hand.lateDirection, hand.settledDirection, 180 / .pi, "°"),
    ]
    for (name, late, settled, scale, unit) in rows where late.count > 0 {
      table.add(
        [name] + [late, settled].flatMap { [$0.mean, $0.p95, $0.greatest].map { ($0 * scale).text(1) } } + [unit])
    }
    return table.lines.map { "  " + $0 }
  }

  private func jointTable(_ group: RetargetingReport.Group) -> Table {
    var table = Table(
      [
        "[rad]", "late mean", "p95", "max", "settled mean", "p95", "max", "at limit", "velocity", "acceleration", "jerk", "clipped by",
      ], [.left] + Array(repeating: .right, count: 10) + [.left])
    for joint in group.joints {
      let errors = [joint.late, joint.settled].flatMap { [$0.mean, $0.p95, $0.greatest].map { $0.text(3) } }
      let uses = [joint.velocity, joint.acceleration, joint.jerk].map { ($0 * 100).text(0) + " %" }
      let rules = joint.clipped.map { "\($0.rule) \(RetargetingSummary.percent($0.share))" }.joined(separator: ", ")
      let name = RetargetingSummary.short(joint.name) + (joint.isMapped ? "" : " *")
      table.add([name] + errors + [RetargetingSummary.percent(joint.atLimit)] + uses + [rules])
    }
    return table
  }

  /// Without the side and the word that all joints have.
  private static func short(_ name: String) -> String {
    var name = Substring(name)
    for side in ["left_", "right_"] where name.hasPrefix(side) { name = name.dropFirst(side.count) }
    if name.hasSuffix("_joint") { name = name.dropLast("_joint".count) }
    return String(name)
  }

  private static func percent(_ share: Double) -> String {
    if share == 0 { return "0 %" }
    return share < 0.001 ? "<0.1 %" : (share * 100).text(1) + " %"
  }

  // MARK: Glitches

  private var glitchLines: [String] {
    var lines: [String] = []
    if let fastest = report.glitches.max(by: { abs($0.asked) < abs($1.asked) }) {
      let limit = RetargetingReport.humanSpeed.text(0)
      lines.append("\(report.glitches.count) jumps of the motion over \(limit) rad/s, the fastest \(abs(fastest.asked).text(1)) rad/s:")
      var table = Table([], [.right, .left, .right, .left, .right, .left])
      for glitch in report.glitches.sorted(by: { abs($0.asked) > abs($1.asked) }).prefix(6) {
        table.add([
          glitch.time.text(2) + " s", RetargetingSummary.short(glitch.joint) + (glitch.joint.hasPrefix("left") ? ", left" : ", right"),
          glitch.asked.text(1) + " rad/s", "→ commanded", glitch.commanded.text(1) + " rad/s",
          "(\((glitch.share * 100).text(0)) % of the bound), \(glitch.refused) readings refused",
        ])
      }
      lines += table.lines.map { "  " + $0 }
    }
    if report.refusals > 0 { lines.append("\(report.refusals.grouped) readings were refused as jumps") }
    for loss in report.losses.prefix(8) { lines.append("\(loss.time.text(2)) s: \(loss.group.name) stood still (\(loss.reason))") }
    if report.losses.count > 8 { lines.append("… \(report.losses.count - 8) more") }
    return lines
  }
}
