import ExocapCore
import Testing

@testable import exocap

struct RobotDifferenceTests {
  /// One joint 'a', a tick each 10 ms from `first` on.
  private func robot(first: UInt64 = 1, from start: Double = 0, wanted: [Double], sent: [Double]) -> RecordingTrace.Robot {
    let joint = RobotJoint(name: "a", group: .leftArm, lower: -9, upper: 9, velocity: 1, effort: 1, kp: 1, kd: 1)
    var robot = RecordingTrace.Robot(
      id: "r", joints: [joint], wanted: [wanted], limited: [wanted], sent: [sent], clipping: [wanted.map { _ in 0 }],
      states: JointGroup.allCases.map { _ in wanted.map { _ in EngagementState.engaged.rawValue } }, wantedForces: [], forces: [])
    robot.times = wanted.indices.map { start + 0.01 * Double($0) }
    robot.ticks = wanted.indices.map { first + UInt64($0) }
    return robot
  }

  private func traced(_ robot: RecordingTrace.Robot) -> TracedRobot { TracedRobot(robot, measured: nil) }

  @Test func largestAndRootMeanSquareAreThoseOfTheHand() throws {
    let old = robot(wanted: [0, 0, 0, 0], sent: [0, 1, 2, .nan])
    let new = robot(wanted: [0, 0, 0, 0], sent: [0, 1.5, 2, .nan])
    let difference = RobotDifference("r", traced(old), traced(new), isOneRun: true)
    let joint = try #require(difference.joints.first)
    let sent = joint.distances[2]
    #expect(sent.largest == 0.5 && sent.time == 0.01 && sent.oneSided == 0)
    // Of three ticks that both know: sqrt(0.25 / 3).
    #expect(abs(sent.rms - 0.288_675_134_594_812_9) < 1e-15)
    #expect(joint.distances[0].isNone && joint.distances[1].isNone)
    #expect(difference.first == RobotDifference.First(time: 0.01, tick: 2, stage: "sent", joint: "a", old: 1, new: 1.5))
  }

  @Test func ticksOfOneRunBelongTogetherByNumber() {
    let old = robot(first: 1, wanted: [1, 2, 3, 4], sent: [1, 2, 3, 4])
    let new = robot(first: 3, wanted: [3, 4, 5], sent: [3, 4, 5])
    let difference = RobotDifference("r", traced(old), traced(new), isOneRun: true)
    // Ticks 3 and 4 are in both and alike; 1, 2 and 5 have no fellow.
    #expect(difference.joints.isEmpty && !difference.isNone)
    #expect(difference.lines.first == "robot r: 2 ticks compared by number; 2 and 1 have no fellow")
  }

  @Test func ticksOfTwoRunsBelongTogetherByTime() {
    let old = robot(first: 1, wanted: [1, 2, 3], sent: [1, 2, 3])
    // 3 ms later each: under half of the period.
    let new = robot(first: 900, from: 0.003, wanted: [1, 2, 3], sent: [1, 2, 3])
    #expect(RobotDifference("r", traced(old), traced(new), isOneRun: false).isNone)
    let other = robot(first: 900, from: 0.003, wanted: [1, 2, 4], sent: [1, 2, 3])
    #expect(RobotDifference("r", traced(old), traced(other), isOneRun: false).first?.stage == "requested")
  }

  @Test func absenceOnOneSideIsADifference() throws {
    let difference = RobotDifference(
      "r", traced(robot(wanted: [0, 0], sent: [0, .nan])), traced(robot(wanted: [0, 0], sent: [0, 1])), isOneRun: true)
    let joint = try #require(difference.joints.first)
    #expect(joint.distances[2].oneSided == 1)
    #expect(!difference.isNone)
  }

  @Test func attachmentsAndCountsAreToldShortly() {
    let same = FileDifference(attachments: (["a": ["x"]], ["a": ["x"]]), counts: (["/t": 3], ["/t": 3]))
    #expect(same.isNone)
    let other = FileDifference(
      attachments: (["rigs/r.yaml": ["one", "two", "three"]], ["rigs/r.yaml": ["one", "2", "three"]]),
      counts: (["/t": 3, "/u": 1], ["/t": 4]))
    #expect(
      other.lines == [
        "rigs/r.yaml differs", "  - 2: two", "  + 2: 2", "channel  messages   and", "/t              3     4", "/u              1  none",
      ])
  }
}
