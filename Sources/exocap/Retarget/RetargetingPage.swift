internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

/// The page of `exocap retarget --plot`: that of a recording, with what the operator asked and the hands' errors.
struct RetargetingPage {
  private(set) var page: PlotPage

  /// - Parameter records: by place in the rig's sample sources, then those of its first robot.
  init(_ summary: RetargetingSummary, _ records: [[TapRecord]]) {
    let (report, rig) = (summary.report, summary.rig)
    var first = rig
    first.robots = Array(rig.robots.prefix(1))
    let devices = first.sampleSources.count
    let trace = RecordingTrace(
      rig: first, start: report.start, devices: records.prefix(devices).map { TapStream($0) },
      robots: [TapStream(records[records.count - 1])])
    let times = report.times.map { ($0 - report.start).seconds }
    var operators: [Int: PlotPage.Curve] = [:]
    for joint in report.groups.flatMap(\.joints) where joint.isMapped {
      operators[joint.index] = PlotPage.Curve(name: "operator", times: times, values: joint.asked)
    }
    page = PlotPage(
      title: "\(summary.file) through \(rig.name)", facts: RetargetingPage.facts(summary), trace, operators: operators, showsForces: false)
    for group in report.groups {
      guard let hand = group.hand else { continue }
      let name = group.group == .leftArm ? "left hand" : "right hand"
      if hand.late.count > 0 {
        let curve = PlotPage.Curve(name: "distance", times: times, values: hand.distances.map { $0 * 1e3 })
        page.add("\(name), distance from the operator's", kind: "hand", group: "hands", unit: "mm", [curve])
      }
      let curve = PlotPage.Curve(name: "turn", times: times, values: hand.turns.map { $0 * 180 / .pi })
      page.add("\(name), turned from the operator's", kind: "hand", group: "hands", unit: "°", [curve])
    }
  }

  private static func facts(_ summary: RetargetingSummary) -> [(String, String)] {
    let report = summary.report
    var facts = [("rig", summary.rig.name), ("length", report.length.seconds.text(1) + " s"), ("ticks", report.ticks.grouped)]
    facts += summary.conditions
    for group in report.groups {
      var parts: [String] = []
      if let delay = group.delay { parts.append("\((delay * 1e3).text(0)) ms behind") }
      if let hand = group.hand, hand.late.count > 0 {
        parts.append("hand p95 \((hand.late.p95 * 1e3).text(1)) mm, \((hand.settled.p95 * 1e3).text(1)) mm without the delay")
      } else if let hand = group.hand {
        parts.append("bones p95 \((hand.lateDirection.p95 * 180 / .pi).text(1))°")
      } else if let worst = group.joints.max(by: { $0.late.p95 < $1.late.p95 }) {
        parts.append("p95 up to \(worst.late.p95.text(3)) rad, \(worst.settled.p95.text(3)) rad without the delay")
      }
      facts.append(("\(group.group.name) (\(group.method))", parts.joined(separator: ", ")))
    }
    facts.append(("bounds broken", report.violations.isEmpty ? "none" : "\(report.violations.count)"))
    if report.middleCost.isFinite {
      facts.append(("a tick", "p50 \((report.middleCost * 1e6).text(1)) µs, p99 \((report.lateCost * 1e6).text(1)) µs of its thread"))
    }
    return facts
  }
}
