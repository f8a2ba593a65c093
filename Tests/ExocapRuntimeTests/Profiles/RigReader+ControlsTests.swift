internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderControlsTests {
  /// The fixture with controls, and without its confirming acts where `confirms` is false.
  private static func load(_ controls: String, confirms: Bool = true) -> (Rig?, [String]) {
    var fixture = RigFixture()
    fixture.rig += "\ncontrols:\n" + controls.split(separator: "\n").map { "  - \($0)" }.joined(separator: "\n") + "\n"
    if !confirms {
      fixture.rig = fixture.rig.split(separator: "\n").filter { !$0.contains("confirm:") }.joined(separator: "\n")
    }
    let (loaded, said) = fixture.load()
    return (loaded?.rig, said)
  }

  @Test func bindsRobotsAndTakes() throws {
    let (loaded, said) = Self.load(
      """
      {from: arm.button, do: record}
      {from: arm.button, do: discard, hold: 1s}
      {from: grip.force, over: 8N, do: engage, groups: [left_arm]}
      """)
    #expect(said == [])
    let rig = try #require(loaded)
    #expect(rig.controls.map(\.act) == [.record, .discard, .engage])
    #expect(
      rig.controls.map(\.press) == [
        Press(over: 0.5, releasedBefore: .seconds(1)), Press(over: 0.5, hold: .seconds(1)), Press(over: 8),
      ])
    #expect(rig.controls.map(\.sentence) == ["arm.button: record", "arm.button held 1 s: discard", "grip.force: engage"])
    // Takes are no business of the loop.
    let force = ValueReference(device: DeviceID(1), stream: StreamIndex(0), value: 0)
    #expect(
      rig.robots[0].engagement.controls == [
        BoundControl(source: force, press: Press(over: 8), kind: .engage, groups: JointGroups(.leftArm))
      ])
  }

  @Test func anEngagingControlIsThePhysicalAct() {
    #expect(Self.load("{from: arm.button, do: engage}", confirms: false).1 == [])
    let (rig, said) = Self.load("{from: arm.button, do: freeze}", confirms: false)
    #expect(rig == nil)
    #expect(said.contains { $0.contains("nothing engages robot 'bot'") }, "\(said)")
  }

  @Test(
    arguments: [
      ("{from: arm.buton, do: engage}", "did you mean 'button'?"),
      ("{from: arm.elbow, do: engage}", "'arm' has no value 'elbow' among its inputs or forces"),
      ("{from: arm.button, do: recrod}", "did you mean 'record'?"),
      ("{from: grip.force, do: engage}", "how hard the force must be"),
      ("{from: arm.button, do: stop, hold: 1s}", "an emergency stop stops everything at once"),
      ("{from: arm.button, do: keep, robot: bot}", "'keep' is about takes, not about a robot"),
      ("{from: arm.button, do: engage, robot: bto}", "did you mean 'bot'?"),
      ("{from: arm.button, do: engage, groups: [right_arm]}", "no robot here engages group right_arm"),
      ("{from: arm.button, do: engage}\n{from: arm.button, do: freeze}", "one press of 'arm.button' would do 'engage' and 'freeze'"),
      ("{from: arm.button, do: stop}\n{from: arm.button, do: keep, hold: 1s}", "is the emergency stop and does nothing else"),
      ("{from: arm.button, do: engage, holds: 1s}", "did you mean 'hold'?"),
    ])
  func saysWhatIsWrong(_ controls: String, _ sentence: String) {
    let (rig, said) = Self.load(controls)
    #expect(rig == nil)
    #expect(said.contains { $0.contains(sentence) }, "\(said)")
  }
}
