import ExocapCore
import ExocapRuntime
import Testing

@Suite struct FilterDelayTests {
  @Test func everyEngagedGroupHasOneConstant() {
    var robot = SmallRig.robotOfRig
    robot.control.period = .milliseconds(2)
    robot.engagement.groups = [.leftArm, .rightArm, .leftHand, .rightHand].reduce(into: JointGroups.none) { $0.insert(JointGroups($1)) }
    robot.retargeting = [
      GroupRetargeting(group: .leftArm, filter: .oneEuro(cutoff: 1.5, slope: 3, derivative: 1)),
      GroupRetargeting(group: .rightArm, filter: .lowPass(cutoff: 100)),
      GroupRetargeting(group: .rightHand, filter: .alphaBeta(cutoff: 20, slope: 6)),
    ]
    let delays = robot.filterDelays
    #expect(delays.map(\.group) == [.leftArm, .rightArm, .leftHand, .rightHand])
    #expect(delays.map(\.kind) == ["one_euro", "low_pass", "none", "alpha_beta"])
    // 1/(2π · 1.5 Hz) = 106.103 ms; 12.7 ms at 0.5 rad/s and 500 Hz is a reference measurement; 1/(2π · 100 Hz) = 1.592 ms.
    let documents = delays.map(\.document.line)
    #expect(documents[0].hasPrefix(#"{"group":"left_arm","filter":"one_euro","delay_ms":106.103,"moving_delay_ms":12.7"#))
    #expect(documents[1] == #"{"group":"right_arm","filter":"low_pass","delay_ms":1.592,"moving_delay_ms":1.592}"#)
    #expect(delays[2].constant == 0 && delays[3].constant == 0)
  }

  @Test func aRigWithoutFiltersAddsNothing() {
    #expect(SmallRig.robotOfRig.filterDelays.map(\.constant) == [0])
  }
}
