internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct RigReaderFeelingTests {
  private static let spring = """
    protocol: dynamixel2
    bus:
      model: xl330-m288
      ids: [1, 2, 3]
      block: position
      rate: 100Hz
      setup: {operating_mode: {3: 0}, bus_watchdog: {3: 10}, torque_enable: {3: 1}}
      spring: {servo: 3, rest: -40mA, per_newton: -10mA, limit: 200mA}
    """

  /// The fixture with `feels:` at the arm, whose profile has a spring where `pulls`.
  private func load(_ feels: String, pulls: Bool = true) -> (Rig?, [String]) {
    var fixture = RigFixture()
    fixture.rig = fixture.rig.replacing("port: /dev/arm,", with: "port: /dev/arm, feels: \(feels),")
    // The button is not a servo's: it is left out, and with it what it confirms.
    if pulls {
      fixture.exo = fixture.exo.replacing("protocol: text\ntext: {columns: 3, range: [0, 4095]}", with: Self.spring)
      fixture.exo = fixture.exo.replacing("linear: {column: 0, scale: 0.1deg}", with: "servo: 1")
        .replacing("linear: {column: 1, scale: 0.1deg}", with: "servo: 2")
      fixture.exo = fixture.exo.split(separator: "\n").filter { !$0.contains("button") }.joined(separator: "\n")
        .replacing("    rate: 200Hz\n", with: "")
      fixture.rig = fixture.rig.replacing("{from: arm.button, over: 0.5, groups: [left_arm]}, ", with: "")
    }
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
