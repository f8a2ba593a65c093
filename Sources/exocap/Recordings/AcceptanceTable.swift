internal import ExocapRuntime

/// How many takes are accepted, by rig, task and day, and why the others are not.
struct AcceptanceTable {
  /// Takes of one rig, task and day.
  struct Group {
    var rig: String
    var task: String
    var day: String
    var takes = 0
    var good = 0
    var check = 0
    var bad = 0
    /// BAD takes by the class of their first reason.
    var firstReasons: [QualityOwner: Int] = [:]
    /// Takes with a BAD reason of the operator's, whatever is wrong besides.
    var badByOperator = 0
    var successes = 0
    var failures = 0

    /// 0 … 1 GOOD or CHECK.
    var acceptance: Double { Double(good + check) / Double(takes) }
    /// Takes that an operator answers for: not those that rig or robot alone spoiled.
    var ofOperator: Int { takes - bad + badByOperator }
    /// 0 … 1 NaN where all were spoiled by rig or robot.
    var operatorAcceptance: Double { ofOperator == 0 ? .nan : Double(takes - bad) / Double(ofOperator) }
  }

  private(set) var groups: [Group] = []

  init(_ takes: [JudgedTake]) {
    for take in takes { add(take.verdict, rig: take.recording.rigName, task: take.task, day: take.recording.day, outcome: take.outcome) }
  }

  init() {}

  /// Counts one take.
  mutating func add(_ verdict: QualityVerdict, rig: String, task: String, day: String, outcome: String) {
    let found = groups.firstIndex { $0.rig == rig && $0.task == task && $0.day == day }
    if found == nil { groups.append(Group(rig: rig, task: task, day: day)) }
    let index = found ?? groups.count - 1
    groups[index].takes += 1
    switch verdict.grade {
    case .good: groups[index].good += 1
    case .check: groups[index].check += 1
    case .bad:
      groups[index].bad += 1
      if let owner = verdict.first?.owner { groups[index].firstReasons[owner, default: 0] += 1 }
      if verdict.reasons.contains(where: { $0.grade == .bad && $0.owner == .person }) { groups[index].badByOperator += 1 }
    }
    if outcome == "success" { groups[index].successes += 1 }
    if outcome == "failure" { groups[index].failures += 1 }
    groups.sort { ($0.rig, $0.task, $0.day) < ($1.rig, $1.task, $1.day) }
  }

  /// For people.
  var lines: [String] {
    var table = Table(
      [
        "rig", "task", "day", "takes", "GOOD", "CHECK", "BAD", "accepted", "operator", "rig", "robot", "operator's rate", "success",
        "failure",
      ],
      [.left, .left, .left, .right, .right, .right, .right, .right, .right, .right, .right, .right, .right, .right])
    for group in groups {
      let reasons = QualityOwner.allCases.map { "\(group.firstReasons[$0] ?? 0)" }
      table.add(
        [
          group.rig, group.task.isEmpty ? "-" : group.task, group.day, group.takes.grouped, "\(group.good)", "\(group.check)",
          "\(group.bad)",
        ]
          + [(group.acceptance * 100).text(1) + " %"] + reasons
          + [(group.operatorAcceptance * 100).text(1) + " %", "\(group.successes)", "\(group.failures)"])
    }
    return table.lines
  }

  /// For programs.
  var json: JSON {
    .array(
      groups.map { group in
        .members([
          ("rig", .string(group.rig)), ("task", .string(group.task)), ("day", .string(group.day)), ("takes", .integer(Int64(group.takes))),
          ("good", .integer(Int64(group.good))), ("check", .integer(Int64(group.check))), ("bad", .integer(Int64(group.bad))),
          ("acceptance", .number(group.acceptance)),
          ("first_reasons", .members(QualityOwner.allCases.map { ($0.rawValue, .integer(Int64(group.firstReasons[$0] ?? 0))) })),
          ("operator_acceptance", .number(group.operatorAcceptance)), ("success", .integer(Int64(group.successes))),
          ("failure", .integer(Int64(group.failures))),
        ])
      })
  }
}
