internal import ExocapRuntime
internal import ExocapSimulation

/// What was said of takes of one kind.
struct DefectTally {
  private let defect: TakeDefect?
  private(set) var takes = 0
  private var grades: [QualityGrade: Int] = [:]
  /// Takes in which the defect's gate is among the reasons, of the right class; in which it is the one that is named.
  private var named = 0
  private var first = 0
  /// Takes by the gate that was named.
  private var firsts: [QualityGate: Int] = [:]
  /// The extreme of each figure that a gate judges: what thresholds can be held against.
  private var worst: [QualityGate: (value: Double, source: String)] = [:]
  /// The same of each take: of the defect's gate, or of all where there is none.
  private var extremes: [QualityGate: [Double]] = [:]

  init(_ defect: TakeDefect?) { self.defect = defect }

  mutating func add(_ verdict: QualityVerdict) {
    takes += 1
    grades[verdict.grade, default: 0] += 1
    if let found = verdict.first { firsts[found.gate, default: 0] += 1 }
    for figure in verdict.figures { noteWorst(figure) }
    noteExtremes(verdict.figures)
    guard let defect else { return }
    if verdict.reasons.contains(where: { $0.gate == defect.gate && $0.owner == defect.owner }) { named += 1 }
    if verdict.first?.gate == defect.gate { first += 1 }
  }

  private mutating func noteWorst(_ figure: QualityFigure) {
    guard let gate = figure.gate else { return }
    if let known = worst[gate], gate.isFloor ? known.value <= figure.value : known.value >= figure.value { return }
    worst[gate] = (figure.value, figure.source)
  }

  private mutating func noteExtremes(_ figures: [QualityFigure]) {
    for gate in QualityGate.allCases where defect == nil || defect?.gate == gate {
      let values = figures.filter { $0.gate == gate }.map(\.value)
      if let extreme = gate.isFloor ? values.min() : values.max() { extremes[gate, default: []].append(extreme) }
    }
  }

  /// The middle one of the takes' extremes.
  private func median(_ gate: QualityGate) -> String {
    let sorted = (extremes[gate] ?? []).sorted()
    return sorted.isEmpty ? "-" : Quantity.shortText(sorted[sorted.count / 2]) + gate.unit
  }

  private func count(_ grade: QualityGrade) -> Int { grades[grade] ?? 0 }
  private func share(_ count: Int) -> Double { takes == 0 ? .nan : Double(count) / Double(takes) }

  /// Whether over 5 % of the takes do not name the defect.
  var isMissed: Bool { defect != nil && Double(takes - named) > 0.05 * Double(takes) }
  /// Whether over 1 % of clean takes are rejected.
  var isTooStrict: Bool { defect == nil && Double(count(.bad)) > 0.01 * Double(takes) }

  /// A table of defects, for people.
  static func lines(_ tallies: [DefectTally]) -> [String] {
    var table = Table(
      ["defect", "gate", "class", "takes", "named", "first", "missed", "BAD", "CHECK", "GOOD", "value", "named instead"],
      [.left, .left, .left, .right, .right, .right, .right, .right, .right, .right, .right, .left])
    for tally in tallies {
      guard let defect = tally.defect else { continue }
      let others = tally.firsts.filter { $0.key != defect.gate }.sorted { $0.key.order < $1.key.order }
      table.add([
        defect.rawValue, defect.gate.rawValue, defect.owner.rawValue, tally.takes.grouped, "\(tally.named)", "\(tally.first)",
        (tally.share(tally.takes - tally.named) * 100).text(1) + " %", "\(tally.count(.bad))", "\(tally.count(.check))",
        "\(tally.count(.good))", tally.median(defect.gate), others.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", "),
      ])
    }
    return table.lines
  }

  /// Clean takes, for people.
  var cleanLines: [String] {
    var lines = [
      "",
      "\(takes.grouped) clean takes: \(count(.good)) GOOD, \(count(.check)) CHECK, \(count(.bad)) BAD (\((share(count(.bad)) * 100).text(1)) %)",
    ]
    for (gate, count) in firsts.sorted(by: { $0.key.order < $1.key.order }) { lines.append("  named: \(gate.rawValue) \(count)") }
    var table = Table(["gate", "median", "worst", "of"], [.left, .right, .right, .left])
    for (gate, found) in worst.sorted(by: { $0.key.order < $1.key.order }) {
      table.add([gate.rawValue, median(gate), Quantity.shortText(found.value) + gate.unit, found.source])
    }
    return lines + table.lines
  }

  /// For programs.
  var json: JSON {
    .members([
      ("defect", defect.map { .string($0.rawValue) } ?? .null), ("gate", defect.map { .string($0.gate.rawValue) } ?? .null),
      ("takes", .integer(Int64(takes))), ("named", .integer(Int64(named))), ("first", .integer(Int64(first))),
      ("good", .integer(Int64(count(.good)))), ("check", .integer(Int64(count(.check)))), ("bad", .integer(Int64(count(.bad)))),
    ])
  }
}
