import ExocapCore
import Testing

@testable import exocap

struct TraceAgesTests {
  @Test func anAgeCountsFromTheMeasurementToTheMoment() {
    var stream = RecordingTrace.Stream(name: "joints", kind: .joints, nominalRate: 100, valueNames: ["a"], values: [[]])
    stream.times = [0.010, 0.020]
    stream.ages = [0.002, .nan]
    let ages = stream.ages(at: [0.005, 0.010, 0.015, 0.025])
    #expect(ages[0].isNaN)
    #expect(abs(ages[1] - 0.002) < 1e-12)
    #expect(abs(ages[2] - 0.007) < 1e-12)
    // Without a word of its own delay it is as old as its arrival.
    #expect(abs(ages[3] - 0.005) < 1e-12)
  }

  @Test func aJointFollowsAsFarAsItDidWhileItWasEngaged() {
    let joint = RobotJoint(name: "a", group: .leftArm, lower: -9, upper: 9, velocity: 1, effort: 1, kp: 1, kd: 1)
    var states = JointGroup.allCases.map { _ in [UInt8](repeating: EngagementState.engaged.rawValue, count: 3) }
    states[0][2] = EngagementState.releasing.rawValue
    var robot = RecordingTrace.Robot(
      id: "r", joints: [joint], wanted: [[0, 0, 0]], limited: [[0, 0, 0]], sent: [[0, 1, 5]], clipping: [[0, 0, 0]], states: states,
      wantedForces: [], forces: [])
    robot.times = [0, 0.01, 0.02]
    robot.ticks = [1, 2, 3]
    var measured = RecordingTrace.Stream(name: "joints", kind: .joints, nominalRate: 100, valueNames: ["a"], values: [[0.1, 0.75, 0]])
    measured.times = [0, 0.009, 0.02]
    // |0 - 0.1| and |1 - 0.75| while engaged; the 5 rad of the third tick are none of its.
    #expect(TracedRobot(robot, measured: measured).followingErrors == [0.25])
    let unknown = TracedRobot(robot, measured: nil).followingErrors
    #expect(unknown.count == 1 && unknown[0].isNaN)
  }
}
