import ExocapCore
import Testing

/// What the robot follows, seen through the gate.
@Suite struct GateMotionTests {
  private func target(_ bench: inout GateBench) -> Command {
    var target = Command(count: 3)
    bench.gate.target(at: bench.now, into: &target)
    return target
  }

  @Test func nothingIsFollowedWithoutACommand() {
    var bench = GateBench()
    _ = bench.claim()
    bench.wait(10)
    let target = target(&bench)
    #expect(target.q[0].isNaN)
    #expect(target.weight[3] == 0)
  }

  @Test func weightsRiseInHalfASecondAndSinkInTwo() {
    var bench = GateBench()
    _ = bench.claim()
    bench.follow(1)
    bench.follow(250)
    #expect(abs(target(&bench).weight[3] - 0.5) < 1e-9)
    bench.follow(250)
    #expect(target(&bench).weight[3] == 1)
    #expect(target(&bench).weight[1] == 0.5)
    bench.command.weight[3] = 0
    bench.follow(1001)
    #expect(abs(target(&bench).weight[3] - 0.5) < 1e-9)
  }

  @Test func aHeldCommandKeepsPoseAndGripAndLosesVelocity() {
    var bench = GateBench()
    bench.reach(.following)
    #expect(target(&bench).dq[0] == -2)
    bench.wait(50)
    #expect(bench.gate.state == .holding)
    #expect(target(&bench).dq[0] == -2)
    bench.wait(25)
    #expect(abs(target(&bench).dq[0] + 1.5) < 1e-12)
    bench.wait(100)
    let held = target(&bench)
    #expect(held.dq[0] == 0)
    #expect(held.q[0] == LinkController.wireValue(0.1))
    #expect(held.gripForce[3] == 12.5)
    #expect(held.weight[3] == 1)
    #expect(held.engaged == .none)
  }

  @Test func aLostLeaseSinksWithThePoseUnchanged() {
    var bench = GateBench()
    bench.reach(.lost)
    bench.wait(990)
    let released = target(&bench)
    #expect(abs(released.weight[3] - 0.5) < 1e-9)
    #expect(released.q[0] == LinkController.wireValue(0.1))
  }

  @Test func takingOverHoldsWhatWasFollowed() {
    var bench = GateBench()
    bench.reach(.following)
    #expect(bench.claimOther(take: true) == .seize)
    bench.wait(150)
    #expect(target(&bench).dq[0] == 0)
    #expect(target(&bench).weight[3] == 1)
    #expect(bench.send() == .reject)
  }

  @Test func aStalledRobotMovesNoWeightAtOnce() {
    var bench = GateBench()
    bench.reach(.following)
    bench.now = bench.now + .seconds(5)
    bench.gate.advance(to: bench.now)
    #expect(bench.gate.state == .releasing)
    // At most 20 ms of 0.5 a second.
    #expect(target(&bench).weight[3] >= 0.99)
  }
}
