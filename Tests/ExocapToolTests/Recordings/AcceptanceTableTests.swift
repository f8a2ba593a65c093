import ExocapRuntime
import Testing

@testable import exocap

struct AcceptanceTableTests {
  private func verdict(_ failures: [(QualityGate, Double)]) -> QualityVerdict {
    QualityVerdict(failures.map { QualityFigure($0.0, "x", $0.1) }, thresholds: .standard, print: 0)
  }

  /// Counted by hand: of ten takes six pass, one of them with a look; two are BAD by the operator, one of them by the rig as well and
  /// before; one by the rig, one by the robot. The operator answers for eight.
  @Test func onlyTheOperatorsReasonsCountInTheOperatorsRate() throws {
    var table = AcceptanceTable()
    func add(_ failures: [(QualityGate, Double)], outcome: String = "") {
      table.add(verdict(failures), rig: "lab", task: "door", day: "2026-03-04", outcome: outcome)
    }
    for _ in 0..<5 { add([], outcome: "success") }
    add([(.chatter, 4)], outcome: "failure")
    add([(.idleHead, 9)])
    add([(.stuck, 9), (.idleHead, 9)])
    add([(.stuck, 9), (.chatter, 4)])
    add([(.trackingLag, 0.5)])
    let group = try #require(table.groups.first)
    #expect(table.groups.count == 1)
    #expect(group.takes == 10 && group.good == 5 && group.check == 1 && group.bad == 4)
    #expect(group.acceptance == 0.6)
    #expect(group.firstReasons == [.person: 1, .rig: 2, .robot: 1])
    #expect(group.ofOperator == 8 && group.operatorAcceptance == 0.75)
    #expect(group.successes == 5 && group.failures == 1)
    #expect(table.lines.count == 2 && table.lines[1].contains("60.0 %") && table.lines[1].contains("75.0 %"))
  }

  @Test func rigsTasksAndDaysStandApart() {
    var table = AcceptanceTable()
    for (rig, task, day) in [("b", "x", "2"), ("a", "y", "1"), ("a", "x", "2"), ("a", "x", "1"), ("a", "x", "1")] {
      table.add(verdict([]), rig: rig, task: task, day: day, outcome: "")
    }
    #expect(table.groups.map { $0.rig + $0.task + $0.day } == ["ax1", "ax2", "ay1", "bx2"])
    #expect(table.groups.map(\.takes) == [2, 1, 1, 1])
    #expect(table.groups.allSatisfy { $0.operatorAcceptance == 1 })
  }
}
