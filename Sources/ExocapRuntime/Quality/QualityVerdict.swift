/// What an episode is worth.
package enum QualityGrade: String, Sendable, CaseIterable {
  case good = "GOOD"
  /// A person should look.
  case check = "CHECK"
  case bad = "BAD"
}

/// One measured number of an episode.
package struct QualityFigure: Sendable, Equatable {
  /// The gate that it goes through, or what it is: nothing holds it against a limit then.
  package var name: String
  /// Of what: a role with stream and value, or a robot's id with a joint group.
  package var source: String
  /// [SI] Finite.
  package var value: Double
  package var gate: QualityGate?
  package var owner: QualityOwner

  /// A number that a gate judges. `owner`: nil where the gate's own is right.
  package init(_ gate: QualityGate, _ source: String, _ value: Double, owner: QualityOwner? = nil) {
    name = gate.rawValue
    self.source = source
    self.value = value
    self.gate = gate
    self.owner = owner ?? gate.owner
  }

  /// A number that nothing judges.
  package init(_ name: String, _ source: String, _ value: Double) {
    self.name = name
    self.source = source
    self.value = value
    owner = .rig
  }
}

/// Why an episode is not GOOD: one gate, at one source.
package struct QualityReason: Sendable, Equatable {
  package var gate: QualityGate
  package var grade: QualityGrade
  package var owner: QualityOwner
  package var source: String
  /// [SI] What was measured.
  package var value: Double
  /// [SI] What it was held against.
  package var limit: Double

  /// As one line for people: where, what, how much, and against what.
  package var text: String {
    let unit = gate.unit
    let side = gate.isFloor ? "at least" : "under"
    return "\(source): \(gate.title): \(Quantity.shortText(value))\(unit), \(side) \(Quantity.shortText(limit))\(unit) wanted"
      + " (\(gate.rawValue), \(owner.rawValue))"
  }
}

/// GOOD, CHECK or BAD, with everything that it was judged by.
package struct QualityVerdict: Sendable, Equatable {
  package private(set) var grade = QualityGrade.good
  /// Name and version of the thresholds.
  package var thresholds: String
  /// The worst first, then in the order of the gates: the first one is the one that is named.
  package var reasons: [QualityReason] = []
  package var figures: [QualityFigure]
  /// Stands for the motion; 0: it moved too little to be told from another.
  package var print: UInt64

  /// Holds `figures` against `thresholds`; what is not finite was not measured.
  package init(_ figures: [QualityFigure], thresholds: QualityThresholds, print: UInt64) {
    self.figures = figures.filter(\.value.isFinite)
    self.thresholds = thresholds.title
    self.print = print
    for figure in self.figures {
      guard let gate = figure.gate, let limits = thresholds.limits[gate], let grade = Self.grade(figure.value, gate, limits) else {
        continue
      }
      reasons.append(
        QualityReason(
          gate: gate, grade: grade, owner: figure.owner, source: figure.source, value: figure.value,
          limit: grade == .bad ? limits.bad : limits.check))
    }
    reasons.sort { ($0.grade == .bad ? 0 : 1, $0.gate.order, $0.source) < ($1.grade == .bad ? 0 : 1, $1.gate.order, $1.source) }
    grade = reasons.first?.grade ?? .good
  }

  /// The gate that is named; nil: none failed.
  package var first: QualityReason? { reasons.first }

  /// As one line: the grade, and why.
  package var line: String { grade.rawValue + (first.map { ": " + $0.text } ?? "") }

  /// Nil where the number is within its limits. Counts fail at their limit, everything else past it.
  private static func grade(_ value: Double, _ gate: QualityGate, _ limits: QualityThresholds.Limits) -> QualityGrade? {
    if gate.isFloor { return value < limits.bad ? .bad : value < limits.check ? .check : nil }
    if gate.isCount { return value >= limits.bad ? .bad : value >= limits.check ? .check : nil }
    return value > limits.bad ? .bad : value > limits.check ? .check : nil
  }
}

extension QualityGate {
  /// Whether its number counts something, and 1 means that it happened.
  package var isCount: Bool {
    switch self {
    case .lostRecords, .silentStreams, .duplicate, .jumps, .emergencyStops, .interruptions: true
    default: false
    }
  }
}
