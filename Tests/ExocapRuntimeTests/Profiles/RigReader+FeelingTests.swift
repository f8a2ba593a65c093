internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderFeelingTests {
  /// The fixture with `feels:` at the arm, whose profile has a spring where `pulls`.
  private func load(_ feels: String, pulls: Bool = true) -> (Rig?, [String]) {
    var fixture = RigFixture()
    fixture.rig = fixture.rig.replacing("port: /dev/arm,", with: "port: /dev/arm, feels: \(feels),")
    if pulls { fixture.givePullingArm() }
    let (loaded, said) = fixture.load()
    return (loaded?.rig, said)
  }

  @Test(arguments: ["left_hand", "{robot: bot, group: left_hand}"]) func aDeviceFeelsAHand(feels: String) {
    let (rig, said) = load(feels)
    #expect(said == [])
    #expect(rig?.devices[0].feels == FeltHand(robot: RobotID(0), group: .leftHand))
    #expect(rig?.devices[1].feels == nil)
  }

  @Test(
    arguments: [
      ("left_hnad", "did you mean 'left_hand'?"), ("right_hand", "right_hand of 'bot' has no gripper"),
      ("{robot: bto, group: left_hand}", "did you mean 'bot'?"), ("{robot: bot}", "group"),
    ])
  func whatCannotBeFeltIsToldWhy(feels: String, expected: String) {
    let (rig, said) = load(feels)
    #expect(rig == nil)
    #expect(said.contains { $0.contains(expected) }, "\(said)")
  }

  @Test func onlyASpringLetsAnybodyFeel() {
    let (rig, said) = load("left_hand", pulls: false)
    #expect(rig == nil)
    #expect(said.contains { $0.contains("'exo' has nothing to pull with") }, "\(said)")
  }
}
