import Testing

@testable import ExocapRuntime

struct QualityVerdictTests {
  private let thresholds = QualityThresholds.standard

  private func verdict(_ figures: [QualityFigure]) -> QualityVerdict { QualityVerdict(figures, thresholds: thresholds, print: 1) }

  @Test func theFirstFailureIsNamedAndAllAreListed() {
    let found = verdict([
      QualityFigure(.chatter, "left_grip.force.force", 4), QualityFigure(.stuck, "left_arm.joints.elbow", 3.5),
      QualityFigure(.longestGap, "left_arm.joints", 0.2), QualityFigure(.idleHead, "g1", 9),
      QualityFigure(.jumps, "left_arm.joints.elbow", 0),
      QualityFigure("rate_hz", "left_arm.joints", 1e9),
    ])
    #expect(found.grade == .bad)
    // Bad ones first, each in the order of the gates.
    #expect(found.reasons.map(\.gate) == [.stuck, .idleHead, .longestGap, .chatter])
    #expect(found.reasons.map(\.grade) == [.bad, .bad, .check, .check])
    #expect(found.reasons.map(\.owner) == [.rig, .person, .rig, .person])
    #expect(found.reasons.map(\.limit) == [3, 5, 0.1, 3])
    #expect(
      found.line
        == "BAD: left_arm.joints.elbow: longest time that a joint stood still while its neighbours moved: 3.5s, under 3s wanted (stuck, rig)"
    )
  }

  @Test func limitsAreMetAsTheirKindSays() {
    // A count fails at its limit, a number past it, a floor below it.
    #expect(verdict([QualityFigure(.jumps, "a", 1)]).grade == .check)
    #expect(verdict([QualityFigure(.jumps, "a", 5)]).grade == .bad)
    #expect(verdict([QualityFigure(.stuck, "a", 3)]).grade == .check)
    #expect(verdict([QualityFigure(.stuck, "a", 1.5)]).grade == .good)
    #expect(verdict([QualityFigure(.rate, "a", 0.9)]).grade == .good)
    #expect(verdict([QualityFigure(.rate, "a", 0.89)]).grade == .check)
    #expect(verdict([QualityFigure(.smoothness, "a", -9)]).grade == .bad)
  }

  @Test func whatWasNotMeasuredIsNoReason() {
    let found = verdict([QualityFigure(.smoothness, "a", .nan), QualityFigure(.age, "a", .infinity)])
    #expect(found.grade == .good && found.figures.isEmpty && found.first == nil && found.line == "GOOD")
  }

  @Test func aGateThatIsOffJudgesNothing() {
    var off = thresholds
    off.limits[.chatter] = nil
    #expect(QualityVerdict([QualityFigure(.chatter, "a", 99)], thresholds: off, print: 0).grade == .good)
  }

  @Test func metadataSaysTheSameAgain() throws {
    let found = verdict([QualityFigure(.stuck, "a.b", 7.25), QualityFigure(.trackingLag, "g1", 0.2, owner: .robot)])
    let read = try #require(RecordedVerdict(found.entries))
    #expect(read.grade == .bad && read.reasons == found.reasons && read.thresholds == "default 2" && read.print == 1)
    #expect(found.entries["first"] == "stuck")
    #expect(RecordedVerdict(["verdict": "FINE"]) == nil)
    #expect(RecordedVerdict(["verdict": "BAD", "reasons": "{"]) == nil)
  }
}
