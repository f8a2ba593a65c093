import ExocapCore
import Testing

/// Pedals and buttons that the rig binds. The left button is bound; the right one confirms for the right arm as in `SmallRig`.
@Suite struct EngagementControlsTests {
  private static let button = SmallRig.value(0, 1, 0)
  private static let rightButton = SmallRig.value(1, 1, 1)
  private static let arm = JointGroups(.leftArm)

  private static func bench(_ controls: [BoundControl]) -> LoopBench {
    LoopBench(
      LoopBench.with {
        $0.confirm = []
        $0.controls = controls
      })
  }

  private static func bound(_ kind: OperatorRequest.Kind, _ source: ValueReference = button) -> BoundControl {
    BoundControl(source: source, press: Press(), kind: kind, groups: kind == .stop ? .all : arm)
  }

  @Test func onePressEngages() {
    var bench = Self.bench([Self.bound(.engage)])
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.tick()
    #expect(bench.state(.leftArm) == .blending && bench.reason(.leftArm) == .physicalAct)
    #expect(bench.state(.rightArm) == .disarmed)
  }

  /// The guard holds: the robot does not jump to an operator who is elsewhere.
  @Test func aPressWhileTooFarApartOnlyArms() {
    var bench = Self.bench([Self.bound(.engage)])
    bench.left[0] = 1.0
    bench.run(milliseconds: 20)
    bench.press()
    #expect(bench.state(.leftArm) == .aligning && bench.obstacle(.leftArm) == .mismatch)
    bench.left[0] = 0.1
    bench.run(milliseconds: 20)
    bench.press()
    #expect(bench.state(.leftArm) == .blending)
  }

  @Test func freezesAndLetsGoOn() {
    var bench = Self.bench([Self.bound(.freeze, Self.rightButton), Self.bound(.engage)])
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.run(milliseconds: 1_200)
    #expect(bench.state(.leftArm) == .engaged)
    bench.isRightPressed = true
    bench.tick()
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .frozen)
    bench.run(milliseconds: 2_000)
    #expect(bench.state(.leftArm) == .holding)
    bench.isRightPressed = false
    bench.tick()
    bench.isRightPressed = true
    bench.tick()
    bench.tick()
    #expect(bench.state(.leftArm) == .blending)
  }

  @Test func stopsInTheTickThatSeesIt() {
    var bench = Self.bench([Self.bound(.stop, Self.rightButton), Self.bound(.engage)])
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.run(milliseconds: 1_200)
    #expect(bench.state(.leftArm) == .engaged)
    bench.isRightPressed = true
    bench.tick()
    for group in [JointGroup.leftArm, .rightArm, .rightHand] { #expect(bench.state(group) == .faulted) }
    #expect(bench.reason(.leftArm) == .emergencyStop)
  }

  /// Pressed in the same tick, the stop wins, in whatever order the rig lists them.
  @Test func aStopWinsOverAnEngage() {
    for controls in [
      [Self.bound(.stop), Self.bound(.engage, Self.rightButton)], [Self.bound(.engage, Self.rightButton), Self.bound(.stop)],
    ] {
      var bench = Self.bench(controls)
      bench.run(milliseconds: 20)
      bench.isLeftPressed = true
      bench.isRightPressed = true
      bench.tick()
      #expect(bench.state(.leftArm) == .faulted)
    }
  }

  /// Where the stop's device is gone, nothing engages, and what follows is held.
  @Test func aStopThatIsGoneStopsTheRobot() {
    var bench = Self.bench([Self.bound(.stop, SmallRig.value(2, 0, 0)), Self.bound(.engage)])
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.run(milliseconds: 1_200)
    #expect(bench.state(.leftArm) == .engaged)
    bench.silent = [2]
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .holding && bench.reason(.leftArm) == .stopControlLost)
    #expect(bench.obstacle(.leftArm) == .stopControlLost)
    bench.run(milliseconds: 4_000)
    #expect(bench.state(.leftArm) == .disarmed)
    bench.isLeftPressed = false
    bench.tick()
    bench.isLeftPressed = true
    bench.run(milliseconds: 100)
    #expect(bench.state(.leftArm) == .aligning)
  }

  @Test func goesOnFromACheckpointWithAPressUnderWay() throws {
    var bench = Self.bench([BoundControl(source: Self.button, press: Press(hold: .milliseconds(100)), kind: .stop, groups: .all)])
    bench.run(milliseconds: 20)
    bench.isLeftPressed = true
    bench.run(milliseconds: 60)
    bench.keepsRecords = true
    bench.loop.writeCheckpoint(at: bench.now)
    bench.tick()
    let bytes = try #require(bench.records.first { $0.kind == .checkpoint }?.bytes)
    let record = try #require(unsafe bytes.withUnsafeBytes { unsafe CheckpointRecord($0) })
    bench.restart()
    try bench.loop.restore(record)
    bench.run(milliseconds: 30)
    #expect(bench.state(.leftArm) != .faulted)
    bench.run(milliseconds: 20)
    #expect(bench.state(.leftArm) == .faulted)
  }
}
