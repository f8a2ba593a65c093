import ExocapCore
import Testing

@testable import ExocapRuntime

struct CommandHealthTests {
  private func health(_ ticks: [MadeRecords.Tick]) -> (CommandHealth, [QualityFlags]) {
    var health = CommandHealth(SmallRig.robotOfRig)
    let flags = ticks.map { tick in MadeRecords.withFields(tick) { health.take($0, at: MadeRecords.at(tick.time)).flags } }
    return (health, flags)
  }

  private func tick(_ number: Int) -> MadeRecords.Tick { MadeRecords.Tick(time: Double(number) * 0.004, limited: [0.1, 0.2, 0.3]) }

  @Test func sharesAreOfTheTicksThatTheyMean() {
    var ticks = (0..<100).map { tick($0) }
    for index in 0..<20 { ticks[index].state = .aligning }
    for index in 20..<28 { ticks[index].clipping = [.none, .position, .none] }
    for index in 28..<44 {
      ticks[index].clipping = [.acceleration, .none, .none]
      ticks[index].wanted = [0.3, 0.2, 0.3]
    }
    // A step that was bounded a little is not slow.
    for index in 44..<90 { ticks[index].clipping = [.jerk, .none, .none] }
    for index in 95..<100 { ticks[index].faults = .late }
    let (found, flags) = health(ticks)
    #expect(found.share(found.engaged) == 0.8)
    #expect(found.engagedShare(found.atLimit) == 0.1)
    #expect(found.engagedShare(found.slowed) == 0.2)
    #expect(found.share(found.late) == 0.05)
    #expect(abs(found.duration - 0.396) < 1e-9)
    #expect(
      flags[0] == .notEngaged && flags[20] == .limitContact && flags[30] == .speedLimited && flags[60] == .none && flags[99] == .lateTick)
  }

  @Test func theResidualIsThatOfTheFarthestJointAndSpeedsAreSharesOfTheirLimits() {
    var ticks = (0..<100).map { tick($0) }
    for index in ticks.indices {
      ticks[index].wanted = [0.1, 0.2 - 0.25, 0.3 + 0.1]
      ticks[index].rates = [-1, 0.5, 0]
    }
    let (found, _) = health(ticks)
    #expect(abs(found.residual / 0.25 - 1) < 0.032)
    // The rig allows 2 rad/s.
    #expect(found.speedPeak == 0.5)
  }

  @Test func aSqueezeAtTheCeilingIsTold() {
    var robot = SmallRig.robotOfRig
    robot.profile.grippers = [Gripper(group: .leftArm, joint: "hinge0", closed: 0, open: 1, forceCeiling: 20)]
    var health = CommandHealth(robot)
    var over = tick(0)
    over.wantedForces[0] = 20
    let flags = MadeRecords.withFields(over) { health.take($0, at: MadeRecords.at(0)).flags }
    #expect(flags == .forceLimited)
    #expect(health.overForce == 1)
  }

  @Test func faultsOfATickAreFlags() {
    #expect(QualityFlags(Fault.stale) == .stale)
    #expect(QualityFlags([.robotStale, .tracking, .emergencyStop]) == [.robotAway, .notFollowing, .stopped])
    #expect(QualityFlags([.limited, .samplesLost]) == .none)
  }
}
