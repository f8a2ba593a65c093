import Testing

@testable import ExocapCore
@testable import ExocapRuntime

struct InterruptionsTests {
  private func change(_ from: EngagementState, _ to: EngagementState, _ reason: Reason) -> Engagement.Change {
    Engagement.Change(group: .leftArm, from: from, to: to, reason: reason, joint: -1, value: .nan)
  }

  @Test func eachHasAnOwner() {
    var found = Interruptions()
    found.take(change(.engaged, .holding, .streamStale), at: MadeRecords.at(1))
    found.take(change(.blending, .holding, .trackingError), at: MadeRecords.at(2))
    found.take(change(.engaged, .holding, .frozen), at: MadeRecords.at(3))
    // What follows from another loss, and what was asked for, is none.
    found.take(change(.engaged, .holding, .otherGroupLost), at: MadeRecords.at(4))
    found.take(change(.engaged, .releasing, .operatorRequest), at: MadeRecords.at(5))
    found.take(change(.holding, .releasing, .notBackInTime), at: MadeRecords.at(6))
    #expect(found.rig == 1 && found.robot == 1 && found.person == 1 && found.stops == 0)
  }

  @Test func oneStopOfAllGroupsIsOne() {
    var found = Interruptions()
    for _ in 0..<4 { found.take(change(.engaged, .faulted, .emergencyStop), at: MadeRecords.at(1)) }
    found.take(change(.engaged, .faulted, .emergencyStop), at: MadeRecords.at(2))
    #expect(found.stops == 2 && found.person == 0)
  }
}
